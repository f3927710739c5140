"""The hub as a kiosk's child prepares its database again when anything has changed that it is made from."""

from pathlib import Path

import pytest

from hub.operations import embedded


@pytest.mark.parametrize(
    "file",
    ["cases/migrations/0001_initial.py", "catalogue/seeding.py", "catalogue/starter/a.toml", "channels/starter.py"],
)
def test_a_change_to_what_a_database_is_made_from_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    assert (embedded._HERE / file).parent.is_dir()
    monkeypatch.setattr(embedded, "_HERE", tmp_path)
    (tmp_path / file).parent.mkdir(parents=True)
    before = embedded._stamp()
    (tmp_path / file).write_text("# changed")
    assert embedded._stamp() != before
