"""A technician brings up an unknown reader: record, find the framing, replay."""

import json
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.base import Fault
from devices.bring_up import (
    CaptureMistake,
    Replay,
    check_can_save,
    find_framing,
    record,
    record_from_pcap,
    replay,
    save,
)
from devices.captures import Capture, Passage, parse_capture, read_capture, write_capture
from devices.card_reader.masking import mask_capture
from devices.card_reader.sam_v_usb import Driver, Settings
from devices.card_reader.usb_profiles import PROFILES
from devices.framing_guess import guess_framing
from devices.simulators.process import SimulatorProcess
from devices.simulators.usb_layouts import LAYOUTS
from devices.simulators.usb_stand_in import standing_in

ROOT = Path(__file__).parents[2]
LI = "李秀英"
SECRETS = (LI, "和平里", "65", "74")  # in the text of her card: name, newest address, birth and number


def captured(process: SimulatorProcess, profile: str, file: Path) -> Capture:
    """Returns what goes over the line in a visit of li's card."""
    driver = Driver(f"{process.port}&record={file}", Settings(profile=profile))  # type: ignore[arg-type]
    driver.open()
    for command in ({}, {"do": "place", "card": "li"}, {}, {"do": "lift"}):
        if command:
            process.do(**command)
        driver.poll()
    driver.close()
    return read_capture(file).with_notes(port=process.port)


@pytest.fixture(scope="module", params=LAYOUTS)
def known(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Capture]]:
    """A layout and the capture of a reader that has it."""
    file = tmp_path_factory.mktemp("captures") / "capture"
    with SimulatorProcess("sam_v", usb=request.param) as process, standing_in(process.bus):
        yield request.param, captured(process, request.param, file)


def name_in(result: Replay) -> str | None:
    return result.card.name if result.card else None


def bytes_from_device(capture: Capture) -> bytes:
    return b"".join(passage.data for passage in capture.passages if not passage.to_device)


def test_the_framing_is_found_and_the_driver_reads_the_captured_card_with_it(
    known: tuple[str, Capture], tmp_path: Path
) -> None:
    layout, capture = known
    file, profile = tmp_path / "capture", tmp_path / "own.toml"
    write_capture(file, capture)
    profile.write_text(find_framing(file))
    assert guess_framing(capture) == PROFILES[layout].framing
    result = replay(file, "", str(profile), 8.0)
    assert (name_in(result), result.unknown) == (LI, ())


def test_a_masked_capture_holds_nothing_of_the_card_and_reads_as_a_made_up_one(
    known: tuple[str, Capture], tmp_path: Path
) -> None:
    layout, capture = known
    masked = mask_capture(capture, PROFILES[layout].framing)
    data = bytes_from_device(masked)
    assert len(data) == len(bytes_from_device(capture))
    for secret in SECRETS:
        joined = secret.encode("utf-16-le")
        assert joined[:4] in bytes_from_device(capture)
        assert joined[:4] not in data
    assert guess_framing(masked) == PROFILES[layout].framing
    write_capture(tmp_path / "masked", masked)
    card = replay(tmp_path / "masked", "", layout, 8.0).card
    assert card is not None
    assert (card.name, card.number, card.address) == ("样本", "110101199001011237", "某地")


def test_a_profile_that_does_not_fit_is_told_what_the_capture_does_not_hold(tmp_path: Path) -> None:
    with SimulatorProcess("sam_v", usb="hid_length") as process, standing_in(process.bus):
        capture = captured(process, "hid_length", tmp_path / "raw")
    write_capture(tmp_path / "capture", capture)
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('[framing]\nkind = "reports"\nheader_out = "02"\n')
    result = replay(tmp_path / "capture", "", str(wrong), 2.0)
    assert result.error is not None
    assert result.error.fault is Fault.NOT_RESPONDING
    assert result.unknown[0].startswith(">02 02 0A AA AA AA 96 69")


def test_an_unknown_reader_is_asked_with_one_profile_after_the_other(tmp_path: Path) -> None:
    with SimulatorProcess("sam_v", usb="hid_id") as process, standing_in(process.bus):
        process.do("place", card="li")
        recording = record(process.port, "", 1.0)
        save(recording, tmp_path / "masked", "", mask=True)
    assert recording.answered
    assert recording.card_read
    assert (tmp_path / "masked").stat().st_mode & 0o077 == 0
    text = (tmp_path / "masked").read_text()
    assert "# port hid://0483:5752" in text
    assert "# masked yes" in text
    assert name_in(replay(tmp_path / "masked", "", "hid_id", 8.0)) == "样本"


def test_what_cannot_be_read_cannot_be_masked_and_is_not_written(tmp_path: Path) -> None:
    with SimulatorProcess("sam_v", usb="two_pipes") as process, standing_in(process.bus):
        process.do("fault", name="wrong_device")
        recording = record(process.port, "", 0.5)
    assert recording.answered
    with pytest.raises(CaptureMistake, match="nothing was written"):
        save(recording, tmp_path / "masked", "", mask=True)
    assert list(tmp_path.iterdir()) == []
    save(recording, tmp_path / "plain", "", mask=False)
    assert "4F 4B 0D 0A" in (tmp_path / "plain").read_text()
    with pytest.raises(CaptureMistake, match="no framing explains"):
        find_framing(tmp_path / "plain")


def test_a_file_that_cannot_be_written_is_told_before_a_card_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(CaptureMistake, match="nothing can be written to"):
        check_can_save(tmp_path / "no folder" / "capture")
    check_can_save(tmp_path / "capture")


def test_a_serial_capture_is_replayed_too(tmp_path: Path) -> None:
    with SimulatorProcess("sam_v") as process:
        process.do("place", card="li")
        recording = record(process.port, "", 1.0)
    save(recording, tmp_path / "capture", "", mask=True)
    assert name_in(replay(tmp_path / "capture", "", "", 8.0)) == "样本"


@pytest.mark.parametrize(
    "line",
    ["AA AA", "2026-11-29T10:00:00+00:00 ? AA", "yesterday > AA", "2026-11-29T10:00:00+00:00 >02 AZ", "\x00"],
)
def test_a_line_that_is_none_is_named_by_its_number_and_not_by_what_is_in_it(line: str) -> None:
    with pytest.raises(ValueError, match="line 2") as caught:
        parse_capture(f"# kiosk capture 1\n{line}\n")
    assert line not in str(caught.value)


def usbmon(passage: Passage, head: int) -> bytes:
    """Returns a record of Linux' usbmon: Documentation/usb/usbmon.rst."""
    endpoint = passage.endpoint or 0
    setup = bytes.fromhex("21 09 01 02 00 00 40 00") if not endpoint else bytes(8)
    kind, transfer = (b"S" if passage.to_device else b"C"), (2 if not endpoint else 3)
    fixed = struct.pack("<Q", 7) + kind + bytes((transfer, endpoint, 5)) + struct.pack("<HBB", 1, 0, 0)
    fixed += struct.pack("<qiiII", 1_700_000_000, 0, 0, len(passage.data), len(passage.data)) + setup
    return fixed.ljust(head, b"\0") + passage.data


def usbpcap(passage: Passage) -> bytes:
    """Returns a record of USBPcap: https://desowin.org/usbpcap/captureformat.html."""
    endpoint = passage.endpoint or 0
    data = passage.data if endpoint else bytes.fromhex("21 09 01 02 00 00 40 00") + passage.data
    stage = b"" if endpoint else b"\0"
    info, transfer = (0 if passage.to_device else 1), (3 if endpoint else 2)
    head = struct.pack("<HQIHBHHBBI", 27 + len(stage), 9, 0, 9, info, 1, 5, endpoint, transfer, len(data))
    return head + stage + data


LINKS: dict[int, Callable[[Passage], bytes]] = {
    189: lambda passage: usbmon(passage, 48),
    220: lambda passage: usbmon(passage, 64),
    249: usbpcap,
}


def pcap(capture: Capture, link: int) -> bytes:
    records = [LINKS[link](passage) for passage in capture.passages]
    head = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, link)
    return head + b"".join(struct.pack("<IIII", 1_700_000_000, at, len(r), len(r)) + r for at, r in enumerate(records))


@pytest.mark.parametrize("link", LINKS)
def test_what_another_program_captured_becomes_a_profile(known: tuple[str, Capture], link: int, tmp_path: Path) -> None:
    layout, capture = known
    (tmp_path / "vendor.pcap").write_bytes(pcap(capture, link))
    recording = record_from_pcap(capture.notes["port"], tmp_path / "vendor.pcap")
    save(recording, tmp_path / "capture", "", mask=True)
    assert guess_framing(read_capture(tmp_path / "capture")) == PROFILES[layout].framing


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "no pcap"),
        (b"\x0a\x0d\x0d\x0a" + bytes(40), "editcap"),
        (struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1), "no USB"),
        (struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 220), "no device has"),
        (struct.pack("<IHHiIIIIIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 220, 1, 1, 64, 64), "breaks off"),
    ],
)
def test_a_file_that_is_no_capture_of_usb_says_so(data: bytes, word: str, tmp_path: Path) -> None:
    (tmp_path / "it.pcap").write_bytes(data)
    with pytest.raises(CaptureMistake, match=word):
        record_from_pcap("hid://0483:5752", tmp_path / "it.pcap")


@given(st.sampled_from([b"", pcap(Capture(()), 220), pcap(Capture(()), 189), pcap(Capture(()), 249)]), st.binary())
def test_any_bytes_at_all_are_a_pcap_or_say_that_they_are_none(head: bytes, rest: bytes) -> None:
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_bytes(head + rest)
        with pytest.raises(CaptureMistake):
            record_from_pcap("hid://0483:5752", Path(file.name))


@given(st.text(), st.binary(max_size=40), st.sampled_from(["", "02", "81"]))
def test_any_text_at_all_is_a_capture_or_says_that_it_is_none(text: str, data: bytes, end: str) -> None:
    line = f"2026-11-29T10:00:00+00:00 <{end} {data.hex(' ').upper()}"
    assert parse_capture(line).passages[0].data == data
    with suppress(ValueError):
        parse_capture(f"{line}\n{text}")


def command(bus: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`python -m devices` on a machine whose USB bus is the simulated one."""
    words = [
        "from pathlib import Path; from devices.simulators.usb_stand_in import standing_in",
        "from devices.__main__ import main",
        f"with standing_in(Path({str(bus)!r})): raise SystemExit(main({list(arguments)!r}))",
    ]
    program = [sys.executable, "-c", "\n".join(words)]
    return subprocess.run(program, check=False, capture_output=True, text=True, cwd=ROOT, timeout=60)


def test_as_the_documentation_has_it_from_record_to_a_card(tmp_path: Path) -> None:
    capture, profile, config = (tmp_path / name for name in ("capture", "acme.toml", "kiosk.toml"))
    with SimulatorProcess("sam_v", usb="hid_id") as process:
        process.do("place", card="li")
        recorded = command(process.bus, "record", process.port, str(capture), "--seconds", "2", "--mask", "--json")
        assert (recorded.returncode, json.loads(recorded.stdout)["card"]) == (0, True)
        assert "holds what the card says" in recorded.stderr
        found = command(process.bus, "framing", str(capture))
        profile.write_text(found.stdout)
        replayed = command(process.bus, "replay", str(capture), "--profile", str(profile), "--json")
        assert json.loads(replayed.stdout)["name"] == "样本"
        config.write_text(
            '[[device]]\nname = "card"\nkind = "card_reader"\nmodel = "sam_v_usb"\n'
            f'port = "{process.port}"\nprofile_file = "{profile}"\n'
        )
        read = command(process.bus, "read", "card", "--config", str(config), "--json")
        assert json.loads(read.stdout)["name"] == LI


def test_nothing_there_and_nothing_said_are_faults_and_a_wrong_word_is_a_mistake(tmp_path: Path) -> None:
    with SimulatorProcess("sam_v", usb="two_pipes") as process:
        file = str(tmp_path / "capture")
        assert command(process.bus, "record", "usb://fff0:fff0", file).returncode == 1
        assert command(process.bus, "record", "usb:/0400", file).returncode == 2
        assert command(process.bus, "record", process.port, file, "--profile", "acme").returncode == 2
        process.do("fault", name="silence")
        silent = command(process.bus, "record", process.port, file, "--seconds", "1")
        assert (silent.returncode, "no answer" in silent.stdout) == (1, True)
        assert command(process.bus, "replay", str(tmp_path / "none")).returncode == 2
