"""The devices: all of them, and one of them with all there is to know."""

from collections.abc import Iterable, Mapping

from config.settings import DeviceSettings
from devices.base import Condition, DeviceError, Fault, Status
from kiosk import clock
from kiosk.diagnostics.device_words import (
    fault_words,
    incident_words,
    kind_words,
    media_words,
    paper_words,
    state_tone,
    state_words,
    what_is_wrong,
    what_to_do,
)
from kiosk.pages.kinds import GuidePage, ListPage
from kiosk.pages.language import _
from kiosk.pages.page_parts import ListRow, TextSection, Tone
from kiosk.pages.ui import Back
from kiosk.pages.wording import moment, plain_date
from kiosk.storage.device_history import TestRecord, UsageCounts
from kiosk.technician.checks import check_device
from kiosk.technician.context import TechnicianContext

_FIRMWARE_SECONDS = 3.0


def show_devices(tech: TechnicianContext) -> None:
    """Shows the devices. Raises Back."""
    while True:
        name = tech.ask(_page(tech), renew=lambda: _page(tech))
        try:
            show_device(tech, name)
        except Back:
            continue


def _page(tech: TechnicianContext) -> ListPage:
    kinds = tech.devices.kinds()
    devices = {name: (kinds[name], status) for name, status in tech.devices.statuses().items()}
    incidents = tuple(report.name for report in tech.run.incidents.reports())
    return devices_page(devices, incidents, safe=tech.run.safe)


def devices_page(
    devices: Mapping[str, tuple[str, Status]], incidents: Iterable[str] = (), *, safe: bool = False
) -> ListPage:
    """Returns the page: by name, the kind and status of each; what has happened beside them comes first."""
    rows = tuple(_incident_row(name) for name in incidents)
    rows += tuple(_row(name, kind, status) for name, (kind, status) in devices.items())
    empty = _("Devices are off: this is safe mode.") if safe else _("No device is configured.")
    return ListPage(_("Devices"), rows, empty)


def _incident_row(name: str) -> ListRow:
    return ListRow(kind_words(name), incident_words(name), _("Fault"), tone=Tone.TROUBLE)


def _row(name: str, kind: str, status: Status) -> ListRow:
    words = " ".join(part for part in (what_is_wrong(status), what_to_do(status)) if part)
    label = _("{kind} {name}").format(kind=kind_words(kind), name=name)
    return ListRow(label, words or _("Nothing is wrong."), state_words(status), name, state_tone(status))


def show_device(tech: TechnicianContext, name: str) -> None:
    """Shows a device. Raises Back."""
    tech.wait_a_moment()
    firmware = _firmware(tech, name)
    while True:
        tech.ask(_device_page(tech, name, firmware), renew=lambda: _device_page(tech, name, firmware))
        check_device(tech, name)


def _firmware(tech: TechnicianContext, name: str) -> str:
    if tech.devices.statuses()[name].condition is not Condition.OK:
        return ""
    try:
        return tech.devices.test(name, _FIRMWARE_SECONDS)[1]
    except DeviceError:
        return ""


def _device_page(tech: TechnicianContext, name: str, firmware: str) -> GuidePage:
    kind, status = tech.devices.kinds()[name], tech.devices.statuses()[name]
    tests = tech.records.tests(name, last=1)
    sections = [
        TextSection(_("What it is"), _identity(kind, tech.device(name), firmware)),
        TextSection(_("State"), _state(status)),
        TextSection(_("Last test"), (_test(tests[0]) if tests else _("It was never tested here."),)),
        TextSection(_("So far"), _counters(kind, tech.records.counts(name))),
    ]
    faults = [fault for fault in tech.records.faults() if fault.name == name][:5]
    if faults:
        lines = tuple(f"{moment(fault.at)}  {_fault(fault.fault)}" for fault in faults)
        sections.append(TextSection(_("Last faults"), lines))
    title = _("{kind} {name}").format(kind=kind_words(kind), name=name)
    return GuidePage(title, tuple(sections), _("Test it"))


def _identity(kind: str, device: DeviceSettings | None, firmware: str) -> tuple[str, ...]:
    lines = [kind_words(kind)]
    if device:
        lines += [_("Model: {model}").format(model=device.model), _("Port: {port}").format(port=device.port)]
    if firmware:
        lines.append(_("Number and firmware: {firmware}").format(firmware=firmware))
    return tuple(lines)


def _state(status: Status) -> tuple[str, ...]:
    lines = [state_words(status), what_is_wrong(status), what_to_do(status)]
    if status.paper:
        lines.append(_("Paper: {state}").format(state=paper_words(status.paper)))
    if status.media:
        lines.append(media_words(status.media))
    if status.detail:
        lines.append(_("It says: {detail}").format(detail=status.detail))
    return tuple(line for line in lines if line)


def _test(record: TestRecord) -> str:
    result = _("passed") if record.passed else _("failed")
    return _("{when}: {result}").format(when=moment(record.at), result=result)


def _counters(kind: str, counts: UsageCounts) -> tuple[str, ...]:
    lines = [_("Counted since {date}").format(date=plain_date(clock.local(counts.since).date()))]
    if kind == "card_reader":
        lines.append(_("Cards read: {count}").format(count=counts.cards))
    else:
        metres = f"{counts.millimetres / 1000:.1f}"
        lines.append(_("Printed: about {metres} m").format(metres=metres))
        lines.append(_("Cuts: {count}").format(count=counts.cuts))
    return (*lines, _("Faults: {count}").format(count=counts.faults))


def _fault(value: str) -> str:
    return fault_words(Fault(value)) if value in set(Fault) else value
