"""Whether this machine can read handwriting: the model that set-up takes out of its package, and what runs it."""

from importlib.util import find_spec
from pathlib import Path

MODEL = Path(__file__).resolve().parents[2] / ".cache" / "models" / "PP-OCRv6_rec_small.onnx"


def list_missing(model: Path = MODEL) -> tuple[str, ...]:
    """Returns the names of what handwriting needs and this machine lacks; without any of it one types alone."""
    packages = tuple(name for name in ("onnxruntime", "numpy") if find_spec(name) is None)
    return packages if model.is_file() else (*packages, model.name)
