"""Workers: whatever a driver does, the rest of the program goes on."""

import threading
from collections.abc import Callable, Iterator

import pytest

from devices.base import Condition, DeviceError, Fault, Media, PaperLevel, Status
from devices.worker import DeviceWorker
from tests.devices.conftest import Eventually

OK = Status(Condition.OK)


class Lamp:
    """A driver whose every call a test decides. It counts what is done with it."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.opening: Callable[[], None] = lambda: None
        self.telling: Callable[[], Status] = lambda: OK

    def open(self) -> None:
        self.done.append("open")
        self.opening()

    def close(self) -> None:
        self.done.append("close")

    def status(self) -> Status:
        return self.telling()


class ClearingLamp(Lamp):
    def clear(self) -> None:
        self.done.append("clear")


def raises(error: Exception) -> Callable[[], Status]:
    def fail() -> Status:
        raise error

    return fail


@pytest.fixture
def lamp() -> Lamp:
    return Lamp()


@pytest.fixture
def keep(eventually: Eventually) -> Iterator[Callable[[Lamp], DeviceWorker[Lamp]]]:
    """Starts a worker for this driver; it is stopped at the end."""
    workers: list[DeviceWorker[Lamp]] = []

    def start(lamp: Lamp) -> DeviceWorker[Lamp]:
        worker = DeviceWorker("lamp", lambda: lamp, every=0.01)
        workers.append(worker)
        worker.start()
        return worker

    yield start
    for worker in workers:
        worker.stop(within=1)


Keep = Callable[[Lamp], DeviceWorker[Lamp]]


def test_a_device_that_was_never_asked_is_unknown_and_not_ready(lamp: Lamp) -> None:
    worker = DeviceWorker("lamp", lambda: lamp)
    assert worker.status.condition is Condition.UNKNOWN
    assert not worker.ready


def test_a_job_runs_on_the_driver_and_gives_its_result(keep: Keep, lamp: Lamp) -> None:
    worker = keep(lamp)
    assert worker.do(lambda driver: driver is lamp, within=5)


def test_all_jobs_run_on_one_thread_one_after_the_other(keep: Keep, lamp: Lamp) -> None:
    worker = keep(lamp)
    inside: list[int] = []
    most: list[int] = []

    def job(driver: Lamp) -> str:
        inside.append(1)
        most.append(len(inside))
        inside.pop()
        return threading.current_thread().name

    names: set[str] = set()
    callers = [threading.Thread(target=lambda: names.add(worker.do(job, within=5))) for _ in range(8)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert names == {"worker lamp"}
    assert max(most) == 1


def test_a_fault_in_a_job_reaches_the_one_who_asked(keep: Keep, lamp: Lamp) -> None:
    def job(driver: Lamp) -> None:
        raise DeviceError(Fault.PAPER_OUT, "status 60")

    with pytest.raises(DeviceError) as caught:
        keep(lamp).do(job, within=5)
    assert (caught.value.fault, caught.value.detail) == (Fault.PAPER_OUT, "status 60")


def test_a_mistake_in_a_driver_is_an_internal_fault_and_never_logs_what_it_held(
    keep: Keep, lamp: Lamp, eventually: Eventually, caplog: pytest.LogCaptureFixture
) -> None:
    held = "".join(["张", "三"])

    def job(driver: Lamp) -> None:
        raise KeyError(held)

    worker = keep(lamp)
    with pytest.raises(DeviceError) as caught:
        worker.do(job, within=5)
    assert caught.value.fault is Fault.INTERNAL
    assert "KeyError" in caplog.text
    assert held not in caplog.text + str(caught.value)
    assert worker.do(lambda driver: "and on", within=5) == "and on"
    eventually(lambda: lamp.done == ["open", "close", "open"])


def test_a_hung_job_is_given_up_in_time_and_the_device_cleared_before_the_next(keep: Keep) -> None:
    lamp, release = ClearingLamp(), threading.Event()
    worker = keep(lamp)
    with pytest.raises(DeviceError) as caught:
        worker.do(lambda driver: release.wait(30), within=0.1)
    assert caught.value.fault is Fault.NOT_RESPONDING
    assert worker.status.fault is Fault.NOT_RESPONDING
    assert not worker.ready
    release.set()
    assert worker.do(lambda driver: list(lamp.done), within=5) == ["open", "clear"]


def test_a_driver_that_cannot_be_cleared_is_closed_and_opened_again(keep: Keep, lamp: Lamp) -> None:
    release = threading.Event()
    worker = keep(lamp)
    with pytest.raises(DeviceError):
        worker.do(lambda driver: release.wait(30), within=0.1)
    release.set()
    assert worker.do(lambda driver: list(lamp.done), within=5) == ["open", "close", "open"]


def test_a_job_whose_time_is_up_before_it_began_never_runs(keep: Keep, lamp: Lamp) -> None:
    release, ran = threading.Event(), threading.Event()
    worker = keep(lamp)
    hung = threading.Thread(target=lambda: worker.do(lambda driver: release.wait(30), within=30))
    hung.start()
    with pytest.raises(DeviceError) as caught:
        worker.do(lambda driver: ran.set(), within=0.1)
    assert caught.value.fault is Fault.NOT_RESPONDING
    release.set()
    hung.join()
    worker.do(lambda driver: None, within=5)
    assert not ran.is_set()


def test_a_driver_hung_in_its_status_is_a_fault_and_stops_nobody(
    keep: Keep, lamp: Lamp, eventually: Eventually, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devices.worker.CALL_SECONDS", 0.1)
    release = threading.Event()

    def hang() -> Status:
        release.wait(30)
        return OK

    worker = keep(lamp)
    eventually(lambda: worker.ready)
    lamp.telling = hang
    eventually(lambda: worker.status.fault is Fault.NOT_RESPONDING)
    release.set()
    eventually(lambda: worker.ready)


def test_a_port_that_is_missing_is_tried_until_it_is_there(keep: Keep, lamp: Lamp, eventually: Eventually) -> None:
    def missing() -> None:
        raise DeviceError(Fault.DISCONNECTED, "no such file")

    lamp.opening = missing
    worker = keep(lamp)
    eventually(lambda: worker.status.fault is Fault.DISCONNECTED)
    with pytest.raises(DeviceError, match="no such file"):
        worker.do(lambda driver: None, within=5)
    lamp.opening = lambda: None
    eventually(lambda: worker.ready)


def test_a_lost_device_is_closed_and_opened_again(keep: Keep, lamp: Lamp, eventually: Eventually) -> None:
    worker = keep(lamp)
    eventually(lambda: worker.ready)
    lamp.telling = raises(DeviceError(Fault.DISCONNECTED, "gone"))
    eventually(lambda: "close" in lamp.done)
    lamp.telling = lambda: OK
    eventually(lambda: worker.ready)
    assert lamp.done[:3] == ["open", "close", "open"]


def test_a_device_in_a_fault_of_its_own_stays_open(keep: Keep, lamp: Lamp, eventually: Eventually) -> None:
    worker = keep(lamp)
    lamp.telling = lambda: Status(Condition.FAULT, Fault.PAPER_OUT)
    eventually(lambda: worker.status.fault is Fault.PAPER_OUT)
    assert not worker.ready
    lamp.telling = lambda: OK
    eventually(lambda: worker.ready)
    assert lamp.done == ["open"]


def test_a_mistake_in_watching_does_not_end_the_worker(keep: Keep, lamp: Lamp, eventually: Eventually) -> None:
    worker = keep(lamp)
    lamp.telling = raises(ZeroDivisionError())
    eventually(lambda: worker.status.fault is Fault.INTERNAL)
    lamp.telling = lambda: OK
    eventually(lambda: worker.ready)


def test_a_stopped_worker_closes_the_device_and_takes_no_job(keep: Keep, lamp: Lamp, eventually: Eventually) -> None:
    worker = keep(lamp)
    eventually(lambda: worker.ready)
    worker.stop()
    assert lamp.done == ["open", "close"]
    with pytest.raises(DeviceError):
        worker.do(lambda driver: None, within=5)


def test_stopping_does_not_wait_for_a_hung_driver(keep: Keep, lamp: Lamp) -> None:
    release, began = threading.Event(), threading.Event()

    def hang() -> None:
        began.set()
        release.wait(30)

    lamp.opening = hang
    worker = keep(lamp)
    began.wait(5)
    worker.stop(within=0.1)
    assert not release.is_set()
    release.set()


def test_a_second_mistake_in_a_driver_is_logged_as_well(
    keep: Keep, lamp: Lamp, eventually: Eventually, caplog: pytest.LogCaptureFixture
) -> None:
    worker = keep(lamp)
    lamp.telling = raises(ZeroDivisionError())
    eventually(lambda: "ZeroDivisionError" in caplog.text)
    lamp.telling = raises(KeyError())
    eventually(lambda: "KeyError" in caplog.text)
    before = caplog.text.count("KeyError in the driver")
    with pytest.raises(DeviceError):
        worker.do(lambda driver: driver.telling(), within=5)
    assert worker.status.fault is Fault.INTERNAL
    assert before == 1


def test_a_driver_that_says_how_long_it_may_take_is_not_hung_before(
    keep: Keep, eventually: Eventually, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devices.worker.CALL_SECONDS", 0.05)
    release, asked = threading.Event(), threading.Event()

    class Slow(Lamp):
        call_seconds = 30.0

    def slowly() -> Status:
        asked.set()
        release.wait(0.3)
        return OK

    lamp = Slow()
    worker = keep(lamp)
    eventually(lambda: worker.ready)
    lamp.telling = slowly
    asked.wait(5)
    assert not any(release.wait(0.02) or worker.status.fault for _ in range(8))
    release.set()


def test_one_silence_may_be_chance_and_is_looked_into_at_once(keep: Keep, lamp: Lamp, eventually: Eventually) -> None:
    asked: list[int] = []

    def once() -> Status:
        asked.append(1)
        if len(asked) == 1:
            raise DeviceError(Fault.NOT_RESPONDING, "no answer")
        return OK

    worker = keep(lamp)
    eventually(lambda: worker.ready)
    lamp.telling = once
    eventually(lambda: len(asked) > 2)
    assert worker.ready
    assert lamp.done == ["open"]
    lamp.telling = raises(DeviceError(Fault.NOT_RESPONDING, "no answer"))
    eventually(lambda: worker.status.fault is Fault.NOT_RESPONDING)


def test_of_a_device_that_is_gone_its_paper_is_not_known(eventually: Eventually) -> None:
    lamp = Lamp()
    unknown = Status(Condition.UNKNOWN, paper=PaperLevel.UNKNOWN, media=Media.UNKNOWN)
    worker = DeviceWorker("lamp", lambda: lamp, every=0.01, unknown=unknown)
    lamp.telling = lambda: Status(Condition.OK, paper=PaperLevel.LOW, media=Media.CLEAR)
    worker.start()
    eventually(lambda: worker.status.paper is PaperLevel.LOW)
    lamp.telling = raises(DeviceError(Fault.DISCONNECTED, "gone"))
    eventually(lambda: worker.status.fault is Fault.DISCONNECTED)
    assert (worker.status.paper, worker.status.media) == (PaperLevel.UNKNOWN, Media.UNKNOWN)
    worker.stop(within=1)
