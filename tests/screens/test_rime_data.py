"""What librime builds of its data is whole or built again: a file cut short would end the kiosk, at each start."""

import subprocess
import sys
from pathlib import Path

import pytest

from screens.keyboard.rime import _SHARED

ROOT = Path(__file__).resolve().parents[2]
TYPE = """
import sys
from pathlib import Path
from screens.keyboard import rime, rime_data
rime_data._CACHE = Path(sys.argv[1])
engine = rime.open_engine()
for letter in "nihao":
    engine.type(letter)
print(engine.composing().candidates[0])
"""
pytestmark = pytest.mark.skipif(not _SHARED.is_dir(), reason="librime is not installed")


def kiosk(cache: Path) -> "subprocess.Popen[str]":
    """Returns a process that types 你好."""
    return subprocess.Popen([sys.executable, "-c", TYPE, cache], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def typed(process: "subprocess.Popen[str]") -> tuple[int, str]:
    text, _ = process.communicate(timeout=100)
    return process.returncode, text.strip()


def test_many_that_start_at_once_build_it_once(tmp_path: Path) -> None:
    processes = [kiosk(tmp_path) for _ in range(4)]
    assert [typed(process) for process in processes] == [(0, "你好")] * 4
    assert sorted(path.name for path in tmp_path.iterdir()) == ["rime", "rime.lock"]


def test_what_a_process_did_not_survive_is_built_again(tmp_path: Path) -> None:
    typed(kiosk(tmp_path))
    (prism,) = tmp_path.glob("rime/build/pinyin_simp.prism.bin")
    prism.write_bytes(b"")
    assert typed(kiosk(tmp_path))[0] != 0
    assert typed(kiosk(tmp_path)) == (0, "你好")


def test_other_data_is_built_again(tmp_path: Path) -> None:
    typed(kiosk(tmp_path))
    mark = tmp_path / "rime" / "complete"
    signature = mark.read_text()
    mark.write_text("of an older release")
    assert typed(kiosk(tmp_path)) == (0, "你好")
    assert mark.read_text() == signature
