"""The duties of every driver, with its simulator, behind its worker: the suite runs over all models."""

import gc
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from devices.base import Condition, DeviceError, Fault, Status
from devices.manager import DeviceManager
from devices.models import model_names
from devices.simulators.process import SimulatorProcess
from tests.devices.conftest import Eventually
from tests.devices.rigs import NAME, RIGS, Printing, Reader, Rig, fault_of, usable

_NO_VOICE = {Fault.NOT_RESPONDING, Fault.WRONG_DEVICE}


@pytest.fixture(scope="module", params=RIGS, ids=lambda rig: rig.__name__)
def plugged(request: pytest.FixtureRequest) -> Iterator[Rig]:
    with ExitStack() as stack:
        yield request.param(stack)


@pytest.fixture
def rig(plugged: Rig, monkeypatch: pytest.MonkeyPatch) -> Rig:
    """In good order; it is opened again soon."""
    monkeypatch.setattr("devices.worker.REOPEN_SECONDS", 0.1)
    plugged.put()
    plugged.mend()
    return plugged


@contextmanager
def in_use(rig: Rig, eventually: Eventually) -> Iterator[DeviceManager]:
    devices = DeviceManager(rig.specs())
    devices.start()
    try:
        eventually(lambda: usable(devices))
        yield devices
    finally:
        devices.stop()


@pytest.fixture
def devices(rig: Rig, eventually: Eventually) -> Iterator[DeviceManager]:
    with in_use(rig, eventually) as devices:
        yield devices


def test_every_model_is_in_this_suite() -> None:
    assert {(rig.kind, rig.model) for rig in RIGS} == set(model_names())


def test_it_opens_and_does_what_it_is_for(rig: Rig, devices: DeviceManager) -> None:
    assert rig.works(devices)
    assert rig.works(devices)


def test_a_bad_card_is_told_as_such_and_the_next_one_reads(
    rig: Rig, devices: DeviceManager, eventually: Eventually
) -> None:
    if not isinstance(rig, Reader):
        return
    for fault, place, told in rig.bad_cards:
        assert rig.fault_told(devices, fault, place) is told, (fault, place)
        assert devices.cards() == ()
        assert usable(devices)  # it is the card that is bad
        rig.process.do("lift")
        rig.mend()
        eventually(lambda: not devices.card_present())
        assert rig.works(devices)


def test_every_reader_has_bad_cards() -> None:
    assert all(rig.bad_cards for rig in RIGS if issubclass(rig, Reader))


def test_one_that_cannot_be_asked_is_never_said_to_be_well(rig: Rig, devices: DeviceManager) -> None:
    """Only what answers may be called in order; a daemon answers for the reader it has."""
    speaks = rig.tells or rig.model == "pcsc"
    assert devices.statuses()[NAME].condition is (Condition.OK if speaks else Condition.CONNECTED)


def test_before_it_was_asked_nothing_is_known(rig: Rig) -> None:
    devices = DeviceManager(rig.specs())
    assert devices.statuses()[NAME].condition is Condition.UNKNOWN
    assert not devices.can(rig.kind)


def test_where_nothing_is_it_is_disconnected(rig: Rig, eventually: Eventually) -> None:
    devices = DeviceManager([replace(spec, port=rig.nowhere()) for spec in rig.specs() if spec.name == NAME])
    devices.start()
    eventually(lambda: fault_of(devices) is Fault.DISCONNECTED)
    assert not devices.can(rig.kind)
    with pytest.raises(DeviceError):
        devices.test(NAME)
    devices.stop()


def test_unplugged_is_seen_and_it_is_back_by_itself(rig: Rig, devices: DeviceManager, eventually: Eventually) -> None:
    rig.pull()
    eventually(lambda: fault_of(devices) is Fault.DISCONNECTED)
    assert not devices.can(rig.kind)
    rig.put()
    eventually(lambda: usable(devices))
    assert rig.works(devices)


def test_silence_is_seen_and_it_is_back_by_itself(rig: Rig, devices: DeviceManager, eventually: Eventually) -> None:
    if not rig.tells:
        return  # it never speaks unless something is done with it
    rig.hush()
    eventually(lambda: fault_of(devices) is Fault.NOT_RESPONDING)
    assert not devices.can(rig.kind)
    rig.mend()
    eventually(lambda: usable(devices))
    assert rig.works(devices)


def test_a_far_end_that_stands_still_holds_nobody_up(rig: Rig, devices: DeviceManager, eventually: Eventually) -> None:
    with ThreadPoolExecutor(1) as pool, rig.hung():
        asked = pool.submit(lambda: devices.test(NAME, 8.0)) if rig.tells and rig.own_line else None
        for _ in range(50):
            devices.statuses()
            devices.can(rig.kind)
            devices.can_identify()
            devices.card_present()
            devices.scan()
        if asked:
            assert not asked.done()  # all these were answered meanwhile
    eventually(lambda: usable(devices))
    assert rig.works(devices)


def test_another_device_at_its_port_is_never_taken_for_it(rig: Rig, eventually: Eventually) -> None:
    if rig.model in ("serial_line", "relay"):
        return  # whatever talks may be a scanner, and whatever is silent a relay board
    strangers = {"sam_v", "serial_line", "escpos", "presenter"} - {rig.simulator}
    if rig.simulator in ("escpos", "presenter"):
        strangers -= {"escpos", "presenter"}  # they speak one language
    for stranger in sorted(strangers):
        with SimulatorProcess(stranger) as process:
            assert _verdict(rig, process.port, eventually) in _NO_VOICE, stranger


@pytest.mark.parametrize("noise", [b"\xfe\xff\xfe\xff" * 8, b"ERROR 42\r\n", b"\x00" * 40, bytes(range(0x80, 0xB0))])
def test_something_that_answers_otherwise_is_the_wrong_device(rig: Rig, noise: bytes, eventually: Eventually) -> None:
    if rig.model == "serial_line":
        return
    with _babbler(noise) as port:
        assert _verdict(rig, port, eventually) is Fault.WRONG_DEVICE


def test_a_port_of_another_sort_is_the_wrong_one(rig: Rig, eventually: Eventually) -> None:
    other = "pcsc://Any reader" if not rig.port.startswith("pcsc") else "printer://slips"
    assert _verdict(rig, other, eventually) is Fault.WRONG_DEVICE


def test_nothing_is_left_open_when_it_is_closed(rig: Rig, eventually: Eventually) -> None:
    with in_use(rig, eventually) as devices:  # what is loaded once stays
        rig.works(devices)
    files, threads = _open_files(), set(threading.enumerate())
    for _ in range(3):
        with in_use(rig, eventually):
            pass
        devices = DeviceManager([replace(spec, port=rig.nowhere()) for spec in rig.specs() if spec.name == NAME])
        devices.start()
        eventually(lambda devices=devices: fault_of(devices))  # type: ignore[misc]
        devices.stop()
    eventually(lambda: set(threading.enumerate()) <= threads)
    assert _open_files() == files


def test_after_any_fault_on_the_way_nothing_comes_twice_nothing_late_and_no_success_was_none(
    rig: Rig, eventually: Eventually, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not isinstance(rig, Printing):
        return
    monkeypatch.setattr("devices.fault_debounce.WELL_SECONDS", 0.0)
    with in_use(rig, eventually) as devices:
        before, succeeded = rig.whole(), []
        for break_it in (*(_fault(rig, name) for name in rig.spoilt_by), rig.pull, _power_cycle(rig)):
            succeeded += _while_it_prints(rig, devices, break_it)
            rig.mend()
            eventually(lambda: _answers_well(devices))
            succeeded.append(rig.give(devices))
    assert rig.whole()[len(before) :] == succeeded


def test_a_line_that_flaps_does_not_flap_on_the_screen(
    rig: Rig, eventually: Eventually, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devices.fault_debounce.WELL_SECONDS", 1.0)
    told: list[Status] = []

    class Screen:
        def card_read(self, name: str) -> None: ...

        def printed(self, name: str, usage: object) -> None: ...

        def changed(self, name: str, status: Status) -> None:
            if name == NAME:
                told.append(status)

    with in_use(rig, eventually) as devices:
        devices.report_to(Screen())
        for _ in range(5):
            rig.pull()
            eventually(lambda: fault_of(devices))
            rig.put()
            eventually(lambda: devices.statuses()[NAME].detail.startswith("it comes and goes") or usable(devices))
        eventually(lambda: usable(devices))
        assert rig.works(devices)
    well = [status.condition.usable for status in told]
    assert sum(was and not now for was, now in pairwise(well)) <= 3, told


def _answers_well(devices: DeviceManager) -> bool:
    """Returns the status asked now, and not as it was when it was last watched."""
    try:
        return devices.test(NAME)[0].condition.usable and devices.can(devices.kinds()[NAME])
    except DeviceError:
        return False


def _verdict(rig: Rig, port: str, eventually: Eventually) -> Fault | None:
    """Returns what is said of that port, on every try."""
    spec = next(spec for spec in rig.specs() if spec.name == NAME)
    devices = DeviceManager([replace(spec, port=port)])
    devices.start()
    eventually(lambda: devices.statuses()[NAME].condition is not Condition.UNKNOWN)
    fault = fault_of(devices)
    devices.stop()
    return fault


@contextmanager
def _babbler(says: bytes) -> Iterator[str]:
    """Yields a port whose far end answers anything with these bytes."""
    near, far = os.openpty()

    def babble() -> None:
        try:
            while os.read(near, 512):
                os.write(near, says)
        except OSError:
            return

    threading.Thread(target=babble, daemon=True).start()
    try:
        yield f"serial://{os.ttyname(far)}"
    finally:
        os.close(far)


def _open_files() -> int:
    gc.collect()  # drivers that an earlier test left open
    return len(list(Path("/proc/self/fd").iterdir()))


def _fault(rig: Rig, name: str) -> Callable[[], object]:
    return lambda: rig.process.do("fault", name=name)


def _power_cycle(rig: Rig) -> Callable[[], object]:
    return lambda: rig.process.do("power_cycle", seconds=0.2)


def _while_it_prints(rig: Printing, devices: DeviceManager, break_it: Callable[[], object]) -> list[int]:
    """Returns the number of the slip, if it came out: it was said so, or it lay there when it was said to have
    failed."""
    rig.set(speed=2)
    with ThreadPoolExecutor(1) as pool:
        slip = pool.submit(rig.give, devices)
        rig.process.wait_for(lambda state: state["printing"] or slip.done())
        break_it()
        error = slip.exception()
        rig.set(speed=20)
    if error is None:
        return [slip.result()]
    assert isinstance(error, DeviceError)
    return [rig.number] if rig.number in rig.whole() else []
