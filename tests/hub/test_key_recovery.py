"""A sealed copy of the keys opens by its code, however that is typed, and by nothing else."""

import tarfile
from pathlib import Path

import pytest

from hub.core.key_recovery import MEMBER, open_copy, write_copy
from hub.core.keys import KeysError, Suite, make_keys


@pytest.mark.parametrize("suite", Suite)
def test_the_code_opens_the_copy_and_nothing_else_does(tmp_path: Path, suite: Suite) -> None:
    keys, copy, back = tmp_path / "keys", tmp_path / "copy", tmp_path / "new/keys"
    make_keys(keys, suite)
    former = write_copy(keys, copy)
    code = write_copy(keys, copy)
    assert len(code.split("-")) == 8
    assert copy.stat().st_mode & 0o077 == 0
    for wrong in (former, "", code[:-1], code.replace(code[0], "Z" if code[0] != "Z" else "Y", 1)):
        with pytest.raises(KeysError):
            open_copy(copy, wrong, back, over=False)
    assert not back.exists()
    open_copy(copy, f"  {code.lower().replace('-', ' ').replace('0', 'o').replace('1', 'l')}\n", back, over=False)
    assert back.read_bytes() == keys.read_bytes()
    with pytest.raises(KeysError, match="--over"):
        open_copy(copy, code, back, over=False)
    open_copy(copy, code, back, over=True)


def test_what_is_no_copy_is_refused(tmp_path: Path) -> None:
    keys, other, empty = tmp_path / "keys", tmp_path / "other", tmp_path / "empty.tar"
    make_keys(keys)
    code = write_copy(keys, tmp_path / MEMBER)
    other.write_bytes(bytes(range(256)))
    tarfile.open(empty, "w").close()
    changed = tmp_path / "changed"
    text = (tmp_path / MEMBER).read_text()
    changed.write_text(text[:-2] + ("00" if text[-2:] != "00" else "11"))
    for file in (other, empty, changed, tmp_path / "none"):
        with pytest.raises(KeysError):
            open_copy(file, code, tmp_path / "back", over=False)
