"""The readiness test: every device and the hub are asked, the result is printed and recorded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from config.settings import HubSettings, KioskSettings
from devices.base import Condition, DeviceError, Status
from devices.documents import Align, Block, Document, Feed, Line, Pair, Rule
from devices.manager import DeviceManager
from kiosk.diagnostics.device_words import what_is_wrong
from kiosk.hub_link.client import HubClient
from kiosk.hub_link.connection import HubAddress, HubAway, HubRefused
from kiosk.pages.language import _
from kiosk.pages.wording import moment
from kiosk.storage.device_history import DeviceHistory, TestRecord

ALL, HUB, SLIP = "all", "hub", "readiness slip"  # what is tested beside the devices


@dataclass(frozen=True, slots=True)
class ReadinessResult:
    """Of one device."""

    status: Status
    ready: bool


@dataclass(frozen=True, slots=True)
class Readiness:
    """`hub`: whether it answers; None where it cannot be asked before the kiosk starts again."""

    devices: Mapping[str, ReadinessResult]
    hub: bool | None

    @property
    def ready(self) -> bool:
        """Returns whether all is ready; a kiosk without any device is not."""
        return bool(self.devices) and all(result.ready for result in self.devices.values()) and self.hub is not False


def ask(devices: DeviceManager, name: str, records: DeviceHistory) -> ReadinessResult:
    """Runs the internal test: returns how it is, a fault where it cannot be asked. A device that cannot say how it is
    is ready where it did what it is for when it was last tried."""
    try:
        status, _firmware = devices.test(name)
    except DeviceError as error:
        status = Status(Condition.FAULT, error.fault, None, error.detail)
    if status.condition is not Condition.CONNECTED:
        return ReadinessResult(status, status.condition is Condition.OK)
    tried = [test for test in records.tests(name) if test.kind == "external"]
    return ReadinessResult(status, bool(tried) and tried[0].passed)


def try_print(devices: DeviceManager, slip: Document) -> bool:
    try:
        devices.print(slip)
    except DeviceError:
        return False
    return True


def readiness_slip(kiosk: KioskSettings, readiness: Readiness, now: datetime) -> Document:
    """Returns the slip in the active language."""
    verdict = _("Ready for service") if readiness.ready else _("Not ready for service")
    lines: list[Block] = [Pair(name, result_words(result)) for name, result in readiness.devices.items()]
    return Document(
        "readiness slip",
        (
            Line(kiosk.site, align=Align.CENTER),
            Line(verdict, size=2, bold=True, align=Align.CENTER),
            Rule(),
            Pair(_("Kiosk"), kiosk.id),
            Pair(_("Tested at"), moment(now)),
            *(lines or [Line(_("No device is configured."))]),
            Pair(_("Hub"), hub_words(readiness.hub)),
            Feed(2),
        ),
    )


def result_words(result: ReadinessResult) -> str:
    if result.status.condition is Condition.CONNECTED:
        return _("passed") if result.ready else _("not tried yet")
    return what_is_wrong(result.status) or _("passed")


def hub_words(answers: bool | None) -> str:
    if answers is None:
        return _("not asked yet")
    return _("answers") if answers else _("does not answer")


def of_device(name: str, result: ReadinessResult, now: datetime) -> TestRecord:
    detail = str(result.status.fault or result.status.condition)
    return TestRecord(now, name, "internal", result.status.condition.usable, detail)


def of_the_rest(readiness: Readiness, on_paper: bool, now: datetime) -> tuple[TestRecord, ...]:
    """Returns the records to be kept beside the records of the devices; the last one is the verdict."""
    hub = () if readiness.hub is None else (TestRecord(now, HUB, "internal", readiness.hub),)
    verdict = ", ".join(name for name, result in readiness.devices.items() if not result.ready)
    return (
        *hub,
        TestRecord(now, SLIP, "external", on_paper),
        TestRecord(now, ALL, "internal", readiness.ready, f"not ready: {verdict}" if verdict else ""),
    )


def hub_answers(hub: HubSettings) -> bool | None:
    """Returns whether the hub answers to this kiosk's token. None for the kiosk's own hub, which runs with the kiosk
    alone."""
    if hub.embedded or hub.token_file is None:
        return None
    client = HubClient(HubAddress(hub.url, hub.token_file, hub.ca_file))
    try:
        client.notices()
    except (HubAway, HubRefused):
        return False
    finally:
        client.close()
    return True
