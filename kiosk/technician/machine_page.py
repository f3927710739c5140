"""The machine, the network and the hub, in plain words."""

from contract.release import get_version
from kiosk import clock
from kiosk.diagnostics.handwriting import list_missing
from kiosk.diagnostics.machine import MachineHealth, look
from kiosk.diagnostics.voice import voice_lines
from kiosk.pages.kinds import GuidePage
from kiosk.pages.language import _
from kiosk.pages.page_parts import TextSection
from kiosk.pages.wording import minutes, moment
from kiosk.technician.context import TechnicianContext
from kiosk.technician.setting_words import mistake_of

_GB = 1_000_000_000
_LITTLE_DISK, _LITTLE_MEMORY, _HOT = 1 * _GB, 0.2 * _GB, 80.0


def show_machine(tech: TechnicianContext) -> None:
    """Shows the machine. Raises Back."""
    while True:
        tech.ask(_page(tech))


def _page(tech: TechnicianContext) -> GuidePage:
    machine = look(tech.settings.kiosk.data_dir)
    sections = (
        TextSection(_("Program"), _program(tech)),
        TextSection(_("Hub"), _hub(tech)),
        TextSection(_("Clock"), _clock(tech, machine)),
        TextSection(_("Machine"), _machine(machine)),
        TextSection(_("Network"), _network(machine)),
        TextSection(_("Voice"), voice_lines(tech.settings.voice)),
    )
    return GuidePage(_("This kiosk"), sections, _("Look again"))


def _program(tech: TechnicianContext) -> tuple[str, ...]:
    kiosk = tech.settings.kiosk
    lines = [
        _("Kiosk: {id}, {site}").format(id=kiosk.id, site=kiosk.site),
        _("Version: {version}").format(version=get_version()),
        _("Configuration: {file}").format(file=tech.run.config_file or _("the defaults")),
    ]
    if tech.run.safe:
        lines.append(_("Safe mode: the last starts failed, so the devices are off. Restart to try again."))
    if missing := list_missing():
        lines.append(_("No handwriting, as this is not installed: {names}").format(names=", ".join(missing)))
    return (*lines, *map(mistake_of, tech.run.problems))


def _hub(tech: TechnicianContext) -> tuple[str, ...]:
    hub, counts = tech.settings.hub, None if tech.hub_link.database_fault else tech.hub_link.outbox.counts()
    away = tech.hub_link.heartbeat.away
    where = _("on this machine") if hub.embedded else hub.url
    lines = (
        _("Hub: {where}").format(where=where),
        _("It was not asked yet.") if away is None else _("It does not answer.") if away else _("It answers."),
        _("Waiting to be sent: {count}").format(count=counts.pending if counts else _("not known")),
        _("Refused by the hub: {count}").format(count=counts.refused if counts else _("not known")),
        *_kept_for_the_hub(tech),
    )
    doubtful = tech.hub_link.book.doubtful(tech.now().date())
    if not doubtful:
        return lines
    return (*lines, _("Void, though their tickets may be out: {numbers}").format(numbers=", ".join(doubtful)))


def _kept_for_the_hub(tech: TechnicianContext) -> tuple[str, ...]:
    held = tech.hub_link.heartbeat.get_held()
    lines = (_("Kept here until the hub has it in a backup: {count}").format(count=held.count),) if held.count else ()
    if held.dropped:
        lines = (*lines, _("Deleted before that, as there was no more room: {count}").format(count=held.dropped))
    if tech.hub_link.heartbeat.twin:
        text = _("Another kiosk speaks under this one's name: a disk or a token was copied. Enrol one of them again.")
        lines = (*lines, text)
    return lines


def _clock(tech: TechnicianContext, machine: MachineHealth) -> tuple[str, ...]:
    lines = [moment(tech.now())]
    if clock.is_wrong():
        lines.append(
            _("The machine's clock shows {when}. It is wrong: the kiosk goes by the hub's. Set it.").format(
                when=moment(clock.machine_now())
            )
        )
    if machine.clock_set is not None:
        lines.append(
            _("A time server keeps it right.") if machine.clock_set else _("No time server keeps it right: compare it.")
        )
    return tuple(lines)


def _machine(machine: MachineHealth) -> tuple[str, ...]:
    disk = _("Disk: {free} GB of {size} GB free").format(free=_gb(machine.disk_free), size=_gb(machine.disk_size))
    memory = _("Memory: {free} GB of {size} GB free").format(
        free=_gb(machine.memory_free), size=_gb(machine.memory_size)
    )
    lines = [
        _marked(disk, machine.disk_free < _LITTLE_DISK),
        _marked(memory, machine.memory_free < _LITTLE_MEMORY),
        _("Running for {time}").format(time=minutes(int(machine.uptime // 60))),
    ]
    if machine.temperature is not None:
        degrees = _("Temperature: {degrees} °C").format(degrees=round(machine.temperature))
        lines.append(_marked(degrees, machine.temperature > _HOT))
    return tuple(lines)


def _marked(line: str, bad: bool) -> str:
    return _("{line} – needs attention").format(line=line) if bad else line


def _network(machine: MachineHealth) -> tuple[str, ...]:
    if not machine.links:
        return (_("No network is connected."),)
    connected = _("Connected: {names}").format(names=", ".join(machine.links))
    if not machine.addresses:
        return (connected, _("It has no address."))
    return (connected, _("Address: {addresses}").format(addresses=", ".join(machine.addresses)))


def _gb(size: int) -> str:
    return f"{size / _GB:.1f}"
