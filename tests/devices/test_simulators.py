"""The simulators' own manners: control, the baud rate, and going when their parent goes."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from devices.card_reader.frames import request
from devices.simulators.process import SimulatorError, SimulatorProcess, send_command
from devices.transports import open_transport
from tests.devices.conftest import Eventually


def test_a_read_takes_the_time_that_the_line_takes(reader: SimulatorProcess) -> None:
    line = open_transport(reader.port)
    reader.do("place", card="zhang")
    for question in (request(0x20, 0x01), request(0x20, 0x02)):
        line.write(question, within=1)
        assert line.read(100, within=5)
    time_before = time.monotonic()
    line.write(request(0x30, 0x01), within=1)
    data = b""
    while len(data) < 1295:
        piece = line.read(4096, within=5)
        assert piece
        data += piece
    line.close()
    assert len(data) == 1295
    assert time.monotonic() - time_before >= 1295 * 10 / 115200


@pytest.mark.parametrize(
    ("command", "word"),
    [
        ({"do": "dance"}, "fault"),
        ({}, "state"),
        ({"do": "fault", "name": "gremlin"}, "half_frame"),
        ({"do": "fault", "name": "garbage", "times": 0}, "at least 1"),
        ({"do": "place", "card": "nobody"}, "zhang"),
        ({"do": "place", "fields": {"name": "一" * 16}}, "15 characters"),
        ({"do": "place", "fields": {"nickname": "x"}}, "nickname"),
        ({"do": "place", "fields": {"name": 3}}, "texts"),
    ],
)
def test_a_wrong_command_is_answered_with_what_would_be_right(
    reader: SimulatorProcess, command: dict[str, object], word: str
) -> None:
    with pytest.raises(SimulatorError, match=word):
        send_command(reader.control, command)


def test_a_fault_lasts_as_many_times_as_it_was_told(reader: SimulatorProcess) -> None:
    reader.do("fault", name="silence", times=2)
    line = open_transport(reader.port)
    answers = []
    for _ in range(3):
        line.write(request(0x11, 0xFF), within=1)
        answers.append(line.read(100, within=0.2))
    line.close()
    assert [bool(answer) for answer in answers] == [False, False, True]
    assert reader.do("state")["faults"] == {}


def test_an_unplugged_line_leaves_no_link_behind(reader: SimulatorProcess) -> None:
    link = Path(reader.port.removeprefix("serial://").split("?")[0])
    assert link.is_symlink()
    reader.do("unplug")
    assert not link.is_symlink()
    reader.do("plug")
    assert link.is_symlink()


def test_a_simulator_goes_when_its_parent_is_gone(tmp_path: Path, eventually: Eventually) -> None:
    parent = (
        "from pathlib import Path; import os\n"
        "from devices.simulators.process import SimulatorProcess\n"
        f"SimulatorProcess('sam_v', directory=Path({str(tmp_path)!r})).start()\n"
        "os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", parent], check=True, cwd=Path(__file__).parents[2])
    eventually(lambda: not (tmp_path / "sam_v.control").exists())


def test_an_unknown_model_is_refused_with_those_there_are() -> None:
    program = [sys.executable, "-m", "devices.simulators", "sam_x", "--tcp", "127.0.0.1:0", "--control", "/dev/null"]
    result = subprocess.run(program, check=False, capture_output=True, text=True)
    assert result.returncode == 2
    assert "sam_v" in result.stderr
