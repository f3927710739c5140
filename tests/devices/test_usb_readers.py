"""Identity card readers on USB: the real driver through pyusb; only libusb is replaced, by a simulated bus."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from devices import discover as discovery
from devices.base import Card, DeviceError, Fault
from devices.card_reader.sam_v_usb import Driver, Settings
from devices.card_reader.usb_profiles import PROFILES
from devices.discover import discover
from devices.manager import DeviceManager, DeviceSpec
from devices.simulators.process import SimulatorProcess
from devices.simulators.usb_layouts import LAYOUTS
from devices.simulators.usb_stand_in import standing_in
from tests.devices.conftest import Eventually

ROOT = Path(__file__).parents[2]
NO_PREAMBLE = {Fault.NOT_RESPONDING, Fault.WRONG_DEVICE}
Open = Callable[..., Driver]


@pytest.fixture(scope="module", params=LAYOUTS)
def plugged(request: pytest.FixtureRequest) -> Iterator[SimulatorProcess]:
    with SimulatorProcess("sam_v", usb=request.param) as process, standing_in(process.bus):
        yield process


@pytest.fixture
def usb(plugged: SimulatorProcess) -> SimulatorProcess:
    for command in ("plug", "clear", "lift"):
        plugged.do(command)
    return plugged


@pytest.fixture
def profile(request: pytest.FixtureRequest) -> str:
    return str(request.node.callspec.params["plugged"])


@pytest.fixture
def driver(usb: SimulatorProcess, profile: str) -> Iterator[Driver]:
    driver = Driver(usb.port, Settings(profile=profile, read_seconds=1.0))  # type: ignore[arg-type]
    yield driver
    driver.close()


def reads(driver: Driver) -> str:
    """Returns the name of the card on the reader, after as many looks as a kiosk that waits for it takes."""
    seen = [look(driver) for _ in range(4)]
    assert Fault.DISCONNECTED not in seen
    return next(card.name for card in seen if isinstance(card, Card))


def look(driver: Driver) -> Card | Fault | None:
    try:
        return driver.poll()
    except DeviceError as error:
        return error.fault


def refused(act: Callable[[], object]) -> DeviceError:
    with pytest.raises(DeviceError) as caught:
        act()
    return caught.value


def test_a_card_is_read_stays_and_is_gone_once_it_is_lifted(driver: Driver, usb: SimulatorProcess) -> None:
    driver.open()
    assert driver.module.startswith("05.01-20101129")
    assert driver.poll() is None
    usb.do("place", card="li")
    card = driver.poll()
    assert isinstance(card, Card)
    assert (card.name, card.address) == ("李秀英", "某某市某某区和平里新村12号楼3单元402室")
    assert driver.poll() is card
    usb.do("lift")
    assert driver.poll() is None


@pytest.mark.parametrize("how", [{"size": 1}, {"size": 5, "empty": 1}, {"size": 63}, {"size": 9, "delay": 0.0005}])
def test_packets_of_any_size_late_or_with_empty_ones_between_are_one_answer(
    driver: Driver, usb: SimulatorProcess, how: dict[str, float]
) -> None:
    usb.do("usb", **how)
    driver.open()
    usb.do("place", card="zhang")
    assert reads(driver) == "张伟明"


@pytest.mark.parametrize("fault", ["wrong_checksum", "garbage", "half_frame", "noise", "bad_checksum"])
def test_an_answer_that_comes_garbled_is_asked_for_again(driver: Driver, usb: SimulatorProcess, fault: str) -> None:
    driver.open()
    usb.do("fault", name=fault, times=1)
    usb.do("place", card="zhang")
    assert reads(driver) == "张伟明"


@pytest.mark.parametrize("how", [{"drops": 1}, {"overflows": 1}, {"stall": 0x81}, {"stall": 0x82}, {"stall": 0x85}])
def test_a_lost_packet_a_long_one_and_a_stall_cost_one_look_and_no_shifted_data(
    driver: Driver, usb: SimulatorProcess, how: dict[str, int]
) -> None:
    driver.open()
    usb.do("usb", **how)
    usb.do("place", card="zhang")
    assert reads(driver) == "张伟明"


def test_a_halted_pipe_to_the_device_is_cleared(driver: Driver, usb: SimulatorProcess) -> None:
    driver.open()
    for endpoint in (0x01, 0x02, 0x06):
        usb.do("usb", stall=endpoint)
    usb.do("place", card="zhang")
    assert reads(driver) == "张伟明"


@pytest.mark.parametrize("packets", [1, 2, 7])
def test_a_device_that_goes_in_mid_frame_is_gone_and_reads_once_it_is_back(
    driver: Driver, usb: SimulatorProcess, packets: int
) -> None:
    driver.open()
    usb.do("place", card="zhang")
    usb.do("usb", cut_after=packets)
    assert Fault.DISCONNECTED in [look(driver) for _ in range(9)]
    driver.close()
    assert refused(driver.open).fault is Fault.DISCONNECTED
    usb.do("clear")
    usb.do("plug")
    driver.open()
    assert reads(driver) == "张伟明"


@pytest.fixture(scope="module")
def alone() -> Iterator[SimulatorProcess]:
    """One reader with two pairs of pipes."""
    with SimulatorProcess("sam_v", usb="two_pipes") as process, standing_in(process.bus):
        yield process


@pytest.fixture
def pipes(alone: SimulatorProcess) -> SimulatorProcess:
    for command in ("plug", "clear", "lift"):
        alone.do(command)
    return alone


@pytest.fixture
def opened() -> Iterator[Open]:
    """Opens a driver that is closed after the test."""
    with ExitStack() as stack:

        def open_driver(port: str = "usb://0400:c35a", **settings: object) -> Driver:
            driver = Driver(port, Settings(**settings))  # type: ignore[arg-type]
            stack.callback(driver.close)
            driver.open()
            return driver

        yield open_driver


def test_by_its_ids_alone_it_is_opened_with_the_right_profile(pipes: SimulatorProcess, opened: Open) -> None:
    pipes.do("place", card="zhang")
    assert reads(opened()) == "张伟明"


def test_it_re_enumerates_under_a_running_kiosk(
    pipes: SimulatorProcess, eventually: Eventually, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devices.worker.REOPEN_SECONDS", 0.1)
    devices = DeviceManager([DeviceSpec("reader", "card_reader", "sam_v_usb", "usb://0400:c35a")])
    devices.start()
    try:
        for _ in range(3):
            eventually(lambda: devices.can("card_reader"))
            pipes.do("reenumerate", seconds=0.2)
            eventually(lambda: not devices.can("card_reader"))
        eventually(lambda: devices.can("card_reader"), within=20.0)
        pipes.do("place", card="zhang")
        assert eventually(devices.card).name == "张伟明"
    finally:
        devices.stop()


def test_the_kernels_driver_is_detached_and_has_it_back_afterwards(pipes: SimulatorProcess, opened: Open) -> None:
    pipes.do("usb", kernel=True)
    kernel = pipes.bus / "at-1-2.kernel"
    driver = opened()
    assert not kernel.exists()
    driver.close()
    assert kernel.exists()


def test_another_programs_reader_is_in_use_and_one_without_permission_says_what_it_needs(
    pipes: SimulatorProcess, opened: Open
) -> None:
    opened()
    assert refused(opened).fault is Fault.IN_USE
    pipes.do("usb", accessible=False)
    error = refused(opened)
    assert (error.fault, "udev rule" in error.detail) == (Fault.NO_PERMISSION, True)


def test_a_profile_with_other_endpoints_is_the_wrong_one_and_nothing_is_sent(
    pipes: SimulatorProcess, opened: Open
) -> None:
    for profile in ("hid_length", "hid_id"):
        assert refused(partial(opened, profile=profile)).fault is Fault.WRONG_DEVICE
    assert refused(lambda: opened("usb://0400:c35a?interface=3")).fault is Fault.WRONG_DEVICE
    assert refused(lambda: opened("serial:///dev/null")).fault is Fault.WRONG_DEVICE


def test_a_profile_of_ones_own_is_read_from_a_file(pipes: SimulatorProcess, opened: Open, tmp_path: Path) -> None:
    own = tmp_path / "acme.toml"
    own.write_text('[framing]\nkind = "pipes"\nbody_out = 0x06\n')
    assert opened(profile_file=str(own)).module
    own.write_text('[framing]\nkind = "pipes"\nbody_uot = 0x06\n')
    error = refused(lambda: opened(profile_file=str(own)))
    assert (error.fault, "body_uot" in error.detail) == (Fault.WRONG_DEVICE, True)


@pytest.mark.parametrize("model", ["serial_line", "escpos"])
def test_another_device_with_the_same_ids_is_never_taken_for_it(model: str) -> None:
    with SimulatorProcess(model, usb="two_pipes") as other, standing_in(other.bus):
        driver = Driver(other.port, Settings())
        assert refused(driver.open).fault in NO_PREAMBLE
        driver.close()


@pytest.fixture
def twins(tmp_path: Path) -> Iterator[list[SimulatorProcess]]:
    with ExitStack() as stack:
        places = ("1-2", "1-3.4")
        each = [SimulatorProcess("sam_v", usb="two_pipes", place=place, directory=tmp_path) for place in places]
        yield [stack.enter_context(process) for process in each]


def test_two_equal_readers_are_told_apart_by_their_place_and_found_so(
    twins: list[SimulatorProcess], opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discovery, "_serial_devices", list)
    monkeypatch.setattr(discovery, "_pcsc_readers", list)
    with standing_in(twins[0].bus):
        error = refused(opened)
        assert (error.fault, "?at=1-2 or ?at=1-3.4" in error.detail) == (Fault.WRONG_DEVICE, True)
        found = [(place.port, place.kind, place.model) for place in discover()]
        ports = ["usb://0400:c35a?at=1-2", "usb://0400:c35a?at=1-3.4"]
        assert found == [(port, "card_reader", "sam_v_usb") for port in ports]
        assert [place.port for place in discover(in_use=ports[:1])] == ports[1:]
        twins[1].do("place", card="zhang")
        assert reads(opened(ports[1])) == "张伟明"
        assert opened(ports[0]).poll() is None


def test_a_reader_that_the_kiosk_may_not_open_is_listed_with_the_reason(
    pipes: SimulatorProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discovery, "_serial_devices", list)
    monkeypatch.setattr(discovery, "_pcsc_readers", list)
    pipes.do("usb", accessible=False)
    (found,) = discover()
    assert (found.kind, "udev rule" in found.detail) == (None, True)


def test_the_installed_udev_rule_has_every_reader_that_is_known() -> None:
    rules = (ROOT / "install/tree/kiosk/etc/udev/rules.d/70-kiosk.rules").read_text()
    ruled = re.findall(
        r'^SUBSYSTEM=="usb".*idVendor}=="(\w+)".*idProduct}=="(\w+)".*GROUP="plugdev"', rules, re.MULTILINE
    )
    known = [f"{vendor:04x}:{product:04x}" for profile in PROFILES.values() for vendor, product in profile.ids]
    assert [f"{vendor}:{product}" for vendor, product in ruled] == known
