"""Smart cards: the real driver and the real PC/SC daemon, with cards of our own making."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from devices.base import Card, CardKind, Condition, DeviceError, Fault
from devices.card_reader.pcsc import Driver, Settings
from devices.card_reader.pcsc_reader import Reader, reader_names
from devices.discover import Found, discover
from devices.manager import DeviceManager, DeviceSpec
from devices.simulators.pcsc_daemon import PcscDaemon
from devices.simulators.process import SimulatorProcess
from tests.devices.conftest import Eventually, Kiosk

PORT = "pcsc://Virtual PCD 00 00"


@pytest.fixture(scope="module")
def daemon_process() -> Iterator[PcscDaemon]:
    daemon = PcscDaemon()
    yield daemon
    daemon.remove()


@pytest.fixture
def daemon(daemon_process: PcscDaemon) -> PcscDaemon:
    daemon_process.start()
    return daemon_process


@pytest.fixture(scope="module")
def card_process(daemon_process: PcscDaemon) -> Iterator[SimulatorProcess]:
    with SimulatorProcess("pcsc", vpcd=daemon_process.vpcd) as process:
        yield process


class Slot:
    """The card's side: places and lifts it no faster than a hand does, for the daemon polls its virtual reader."""

    def __init__(self, process: SimulatorProcess, eventually: Eventually) -> None:
        self._process = process
        self._eventually = eventually
        self.do = process.do

    def place(self, name: str, **how: object) -> None:
        self.do("place", card=name, **how)

    def lift(self) -> None:
        """Lifts the card; returns when the daemon has seen it: it counts each placing and each lifting."""
        self.do("lift")
        reader = Reader("Virtual PCD 00 00")
        reader.open()
        self._eventually(lambda: not reader.look().present and reader.look().count % 2 == 0)
        reader.close()


@pytest.fixture
def card(card_process: SimulatorProcess, daemon: PcscDaemon, eventually: Eventually) -> Iterator[Slot]:
    """A card in good order that lies in no reader. Whatever a test does, nothing forbidden is sent to it."""
    card = Slot(card_process, eventually)
    card.do("clear")
    card.lift()
    yield card
    assert card.do("state")["forbidden"] == []


class Desk:
    """A driver that is open, with nobody else at it."""

    def __init__(self, card: Slot, eventually: Eventually) -> None:
        self._card = card
        self._eventually = eventually
        self.driver = Driver(PORT, Settings())
        self.driver.open()

    def reads(self, name: str, **how: object) -> Card | DeviceError:
        """Returns what comes of placing that card."""
        self._card.place(name, **how)
        return self.sees()

    def sees(self) -> Card | DeviceError:
        found = self._eventually(self._poll)
        assert isinstance(found, Card | DeviceError)
        return found

    def _poll(self) -> Card | DeviceError | None:
        try:
            return self.driver.poll()
        except DeviceError as error:
            return error


@pytest.fixture
def desk(card: Slot, eventually: Eventually) -> Iterator[Desk]:
    desk = Desk(card, eventually)
    yield desk
    desk.driver.close()


def fault_of(found: Card | DeviceError) -> Fault:
    assert isinstance(found, DeviceError)
    return found.fault


LI = Card(
    CardKind.SOCIAL_SECURITY,
    name="李秀英",
    number="110101196503074525",
    sex="女",
    nation="满",
    birth=date(1965, 3, 7),
    valid_from=date(2020, 1, 1),
    valid_to=date(2040, 1, 1),
    card_number="A12345678",
)


@pytest.mark.parametrize(
    ("form", "style"), [("tag", "61"), ("index", "6C"), ("short_tag", "6C"), ("short_index", "61"), ("tag", "plain")]
)
def test_each_way_of_reading_and_answering_gives_the_same_card(desk: Desk, form: str, style: str) -> None:
    assert desk.reads("second", forms=[form], style=style) == LI


def test_some_cards_select_files_in_another_way(desk: Desk) -> None:
    assert desk.reads("second", forms=["tag"], old_select=True) == LI


@pytest.mark.parametrize("form", ["tag", "short_index"])
def test_a_name_that_goes_on_in_a_second_record_is_whole(desk: Desk, form: str) -> None:
    found = desk.reads("long_name", forms=[form])
    assert isinstance(found, Card)
    assert (found.name, found.sex, found.birth) == ("阿卜杜热合曼·买买提艾力·图尔荪江", "女", date(1990, 1, 1))


def test_a_first_generation_card_gives_name_and_number(desk: Desk) -> None:
    found = desk.reads("first")
    assert isinstance(found, Card)
    assert (found.name, found.number, found.sex) == ("张伟明", "11010519491231002X", "女")


def test_a_third_generation_card_gives_its_number_and_no_name(desk: Desk) -> None:
    assert desk.reads("third", forms=["index"]) == Card(CardKind.SOCIAL_SECURITY, "", "", card_number="D87654321")


def test_a_third_generation_card_without_contacts_does_so_too(desk: Desk) -> None:
    assert desk.reads("third_contactless") == Card(CardKind.SOCIAL_SECURITY, "", "", card_number="E24682468")


def test_a_city_card_gives_its_uid(desk: Desk) -> None:
    assert desk.reads("city") == Card(CardKind.CONTACTLESS, "", "", card_number="04A1B2C3D4E5F6")


@pytest.mark.parametrize(("name", "word"), [("identity", "identity card"), ("bank", "not known")])
def test_other_cards_are_told_apart(desk: Desk, name: str, word: str) -> None:
    found = desk.reads(name)
    assert fault_of(found) is Fault.CARD_NOT_SUPPORTED
    assert word in str(found)


@pytest.mark.parametrize("fault", ["bad_atr", "endless", "lift_in_mid_read"])
def test_a_card_that_fails_is_unreadable_until_it_is_placed_again(desk: Desk, card: Slot, fault: str) -> None:
    card.do("fault", name=fault)
    assert fault_of(desk.reads("second")) is Fault.CARD_UNREADABLE
    card.do("clear")
    card.lift()
    assert desk.driver.poll() is None
    assert desk.reads("second") == LI


@pytest.mark.parametrize("status", ["6A82", "6F00", "6999", "6285", "6D00"])
def test_a_card_that_refuses_to_select_the_application_is_none_for_here(desk: Desk, card: Slot, status: str) -> None:
    assert fault_of(desk.reads("second", refuses=status)) is Fault.CARD_NOT_SUPPORTED
    card.lift()
    assert desk.driver.poll() is None
    assert desk.reads("second") == LI


@pytest.mark.parametrize("name", ["second", "long_name"])
def test_memory_that_was_never_written_is_no_part_of_a_name(desk: Desk, name: str) -> None:
    found = desk.reads(name, never_written=True)
    assert isinstance(found, Card)
    assert found.name == {"second": "李秀英", "long_name": "阿卜杜热合曼·买买提艾力·图尔荪江"[:15]}[name]


@pytest.mark.parametrize("fault", ["cut_answer", "garbage"])
def test_one_slip_is_mended_by_reading_again(desk: Desk, card: Slot, fault: str) -> None:
    card.do("fault", name=fault, times=1)
    found = desk.reads("second", forms=["tag"])
    assert isinstance(found, Card)
    assert (found.card_number, found.number) == ("A12345678", "110101196503074525")


def test_a_card_is_read_once_however_long_it_lies_there(desk: Desk, card: Slot) -> None:
    desk.reads("second")
    reads = card.do("state")["reads"]
    for _ in range(20):
        assert desk.driver.poll() == LI
    assert card.do("state")["reads"] == reads


def test_a_card_that_was_swapped_between_two_looks_is_seen(desk: Desk, card: Slot, eventually: Eventually) -> None:
    assert desk.reads("second") == LI
    card.lift()
    card.place("third")
    eventually(lambda: card.do("state")["powered"])
    assert desk.driver.poll() == Card(CardKind.SOCIAL_SECURITY, "", "", card_number="D87654321")


def test_two_programs_do_not_speak_to_one_card_at_once(desk: Desk, card: Slot) -> None:
    other = Driver(PORT, Settings())
    other.open()
    assert desk.reads("second") == LI
    assert other.poll() == LI
    other.close()


def test_a_driver_tells_its_reader_and_closes_twice(desk: Desk) -> None:
    status = desk.driver.status()
    assert (status.condition, status.detail) == (Condition.OK, "Virtual PCD 00 00")
    desk.driver.close()
    desk.driver.close()
    with pytest.raises(DeviceError) as caught:
        desk.driver.poll()
    assert caught.value.fault is Fault.DISCONNECTED


def test_readers_are_listed_and_found_by_the_beginning_of_their_name(daemon: PcscDaemon) -> None:
    assert reader_names() == ["Virtual PCD 00 00", "Virtual PCD 00 01"]
    driver = Driver("pcsc://Virtual PCD", Settings())
    driver.open()
    assert driver.status().detail == "Virtual PCD 00 00"
    driver.close()


def test_a_technician_reads_a_card_on_the_command_line(card: Slot, tmp_path: Path) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text(f'[[device]]\nname = "cards"\nkind = "card_reader"\nmodel = "pcsc"\nport = "{PORT}"\n')
    card.place("third")
    program = [sys.executable, "-m", "devices", "read", "cards", "--config", str(config), "--json"]
    found = json.loads(subprocess.run(program, check=True, capture_output=True, text=True).stdout)
    assert (found["kind"], found["name"], found["number"]) == ("social_security", None, None)
    assert found["card_number"] == "D87654321"


def test_readers_are_discovered(daemon: PcscDaemon, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.discover._serial_devices", lambda: iter(()))
    monkeypatch.setattr("devices.discover._usb_devices", lambda: iter(()))
    names = [f"Virtual PCD 00 0{slot}" for slot in (0, 1)]
    assert discover() == [Found(f"pcsc://{name}", "card_reader", "pcsc", name) for name in names]
    assert len(discover([PORT])) == 2


def test_a_reader_that_is_not_there_is_told_with_those_that_are(daemon: PcscDaemon) -> None:
    with pytest.raises(DeviceError, match="Virtual PCD 00 01") as caught:
        Driver("pcsc://Acme 00 00", Settings()).open()
    assert caught.value.fault is Fault.DISCONNECTED


def test_a_port_of_another_kind_is_refused() -> None:
    with pytest.raises(DeviceError) as caught:
        Driver("serial:///dev/ttyUSB0", Settings()).open()
    assert caught.value.fault is Fault.WRONG_DEVICE


def test_a_record_holds_both_directions(card: Slot, eventually: Eventually, tmp_path: Path) -> None:
    record = tmp_path / "bytes"
    driver = Driver(f"{PORT}?record={record}", Settings())
    driver.open()
    card.place("city")
    eventually(driver.poll)
    driver.close()
    assert [line.split()[1] for line in record.read_text().splitlines()] == [">", "<"] * 2


@pytest.fixture
def hall(card: Slot, eventually: Eventually, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kiosk]:
    """A kiosk whose one reader is a general one."""
    monkeypatch.setattr("devices.member.POLL_SECONDS", 0.05)
    monkeypatch.setattr("devices.worker.REOPEN_SECONDS", 0.1)
    devices = DeviceManager([DeviceSpec("cards", "card_reader", "pcsc", PORT, {"read_seconds": 0.5})])
    devices.start()
    kiosk = Kiosk(devices, eventually)
    kiosk.is_in_use()
    yield kiosk
    devices.stop()


def test_a_restart_of_the_daemon_is_mended_without_a_restart_of_the_kiosk(
    hall: Kiosk, card: Slot, daemon: PcscDaemon
) -> None:
    card.place("second")
    assert hall.sees() == LI
    daemon.stop()
    hall.is_out_of_use()
    hall.sees_nothing()
    daemon.start()
    hall.is_in_use()
    assert hall.sees() == LI


def test_a_reader_that_is_unplugged_and_comes_back_is_used_again(hall: Kiosk, daemon: PcscDaemon) -> None:
    daemon.stop()
    daemon.start(readers=False)
    hall.is_out_of_use()
    (status,) = hall.devices.statuses().values()
    assert (status.condition, status.fault) == (Condition.FAULT, Fault.DISCONNECTED)
    daemon.stop()
    daemon.start()
    hall.is_in_use()


def test_with_one_of_two_like_readers_gone_the_other_is_not_taken_for_it(
    card: Slot, daemon: PcscDaemon, eventually: Eventually
) -> None:
    specs = [
        DeviceSpec("gone", "card_reader", "pcsc", "pcsc://Virtual PCD 07 01"),
        DeviceSpec("here", "card_reader", "pcsc", "pcsc://Virtual PCD 00 01"),
    ]
    devices = DeviceManager(specs)
    devices.start()
    eventually(lambda: devices.statuses()["here"].condition is Condition.OK)
    eventually(lambda: devices.statuses()["gone"].fault is Fault.DISCONNECTED)
    devices.stop()
    alone = DeviceManager(specs[:1])
    alone.start()
    eventually(lambda: alone.statuses()["gone"].condition is Condition.OK)  # the same one, under another number
    alone.stop()


def test_a_card_that_never_answers_is_mended_by_lifting_it(hall: Kiosk, card: Slot) -> None:
    card.do("fault", name="no_answer")
    card.place("second")
    hall.is_out_of_use()
    card.do("clear")
    card.lift()
    hall.is_in_use()
    card.place("second")
    assert [found for found in iter(hall.sees, LI) if not isinstance(found, DeviceError)] == []


def test_a_forgotten_card_does_not_count_again_until_it_was_lifted(hall: Kiosk, card: Slot) -> None:
    card.place("third")
    hall.sees()
    hall.devices.forget_card()
    assert hall.devices.card() is None
    assert hall.devices.card_present()
    card.lift()
    hall.sees_nothing()
    card.place("third")
    assert hall.sees().card_number == "D87654321"
