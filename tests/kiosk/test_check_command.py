"""`run_kiosk.py --check` says what this machine cannot offer; only the configuration decides its exit status."""

import pytest

from config.loader import load
from config.settings import Settings
from devices.transports import check_port
from kiosk.cli import check_command
from kiosk.diagnostics import handwriting


@pytest.fixture
def settings() -> Settings:
    return load(None, {}, check_port)


def test_what_handwriting_lacks_is_named_and_is_no_failure(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check_command, "list_missing", lambda: ())
    status = check_command.check(settings)
    assert "handwriting" not in capsys.readouterr().err
    monkeypatch.setattr(check_command, "list_missing", lambda: ("onnxruntime", handwriting.MODEL.name))
    assert check_command.check(settings) == status
    told = capsys.readouterr().err
    assert "no handwriting" in told
    assert "onnxruntime, PP-OCRv6_rec_small.onnx" in told
