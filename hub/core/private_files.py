"""Files that their owner alone can read, written whole or not at all."""

import os
import tempfile
from pathlib import Path


def write_private(path: Path, text: str, over: bool) -> None:
    """Writes the file. Raises FileExistsError where there is one already and it is not to be written over, OSError."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # made with mode 0600
    try:
        with os.fdopen(handle, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if over:
            Path(temporary).replace(path)
        else:
            os.link(temporary, path)
    finally:
        Path(temporary).unlink(missing_ok=True)
