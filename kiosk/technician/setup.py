"""Sets up devices: finds what is plugged in, asks for a model's settings, tries the device, then saves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from pydantic import ValidationError

from config.file import NothingToUndo, device_names, previous, undo, with_device, without_device
from config.settings import DeviceSettings
from contract.forms import Answer, Field, FieldKind
from devices.base import Condition, DeviceError, Status
from devices.discover import Found, discover
from devices.manager import DeviceSpec
from devices.models import model_names, settings_class
from devices.transports import check_port
from kiosk.diagnostics.device_words import kind_words, what_is_wrong, what_to_do
from kiosk.pages.kinds import FormPage, ListPage, MessagePage
from kiosk.pages.language import N_, _, language
from kiosk.pages.page_parts import Choice, FilledField, ListRow, Tone
from kiosk.pages.ui import Back
from kiosk.pages.wording import in_all_languages
from kiosk.technician.config_file import change_file, get_file, read_text, save_setting
from kiosk.technician.context import TechnicianContext
from kiosk.technician.disk_words import disk_words
from kiosk.technician.qr_trial import ask_way, has_ways, print_codes
from kiosk.technician.setting_words import port_problem, problem_of
from kiosk.technician.settings_form import form_fields, read_answers

_OPEN_SECONDS = 10.0


@dataclass(slots=True)
class DeviceDraft:
    """A device that is being set up. `old` is the one that it replaces."""

    kind: str
    model: str
    name: str = ""
    port: str = ""
    own: dict[str, Any] = field(default_factory=dict)
    old: DeviceSettings | None = None


def show_setup(tech: TechnicianContext) -> None:
    """Shows what can be set up. Raises Back."""
    if tech.run.config_file is None:
        text = _("This kiosk runs on the defaults. Start it with --config FILE to set it up here.")
        tech.tell(_("Set up"), text)
        return
    while True:
        key = tech.ask(ListPage(_("Set up"), _rows(tech)))
        try:
            if key == "find":
                find(tech)
            elif key == "undo":
                undo_last(tech)
            else:
                change(tech, key.removeprefix("device:"))
        except Back:
            continue


def _rows(tech: TechnicianContext) -> tuple[ListRow, ...]:
    own = tuple(
        ListRow(
            f"{kind_words(device.kind)} {device.name}", f"{device.model}  {device.port}", key=f"device:{device.name}"
        )
        for device in tech.configured()
    )
    rows = (*own, ListRow(_("Find devices"), _("Look for what is plugged in, and add it"), key="find"))
    if tech.run.config_file and previous(tech.run.config_file).exists():
        rows += (ListRow(_("Undo the last change"), _("Back to the configuration before it"), key="undo"),)
    return rows


def find(tech: TechnicianContext) -> None:
    """Finds devices that are plugged in. Raises Back."""
    tech.wait_a_moment(_("Looking for devices. This may take half a minute."))
    ports = [port for port in discover(in_use=[device.port for device in tech.configured()]) if port.port]
    rows = tuple(_found_row(port, at) for at, port in enumerate(ports))
    by_hand = ListRow(_("Another port"), _("Enter model and port by hand"), key="by_hand")
    while True:
        key = tech.ask(ListPage(_("Found"), (*rows, by_hand)))
        port = Found("") if key == "by_hand" else ports[int(key)]
        try:
            add(tech, port)
        except Back:
            continue
        return


def _found_row(port: Found, at: int) -> ListRow:
    name = f"{kind_words(port.kind)} {port.model}" if port.kind else _("Unknown device")
    return ListRow(name, " ".join(part for part in (port.port, port.detail) if part), key=str(at))


def add(tech: TechnicianContext, port: Found) -> None:
    """Adds a device. Raises Back."""
    kind, model = (port.kind, port.model) if port.kind and port.model else _choose_model(tech)
    names = _names(tech)
    base = kind.replace("_", "-")
    free = next(name for name in (base, *(f"{base}-{at}" for at in range(2, 99))) if name not in names)
    edit(tech, DeviceDraft(kind, model, free, port.port))


def _choose_model(tech: TechnicianContext) -> tuple[str, str]:
    rows = tuple(ListRow(model, kind_words(kind), key=f"{kind}/{model}") for kind, model in model_names())
    kind, _slash, model = tech.ask(ListPage(_("Which model is it?"), rows)).partition("/")
    return kind, model


def change(tech: TechnicianContext, name: str) -> None:
    """Changes a device. Raises Back."""
    device = next((device for device in tech.configured() if device.name == name), None)
    if device is None:
        raise Back
    choices = (Choice("edit", _("Change it")), Choice("remove", _("Remove it")))
    page = MessagePage(f"{kind_words(device.kind)} {name}", f"{device.model}\n{device.port}", choices)
    if tech.ask(page) == "remove":
        _remove(tech, device)
        return
    own = device.settings.model_dump(mode="json")
    edit(tech, DeviceDraft(device.kind, device.model, name, device.port, own, old=device))


def _remove(tech: TechnicianContext, device: DeviceSettings) -> None:
    """Removes a device. Raises Back, with the reason told, where something prints on it."""
    leaning = _leaning_on(device, tech.configured())
    if leaning:
        text = _("{names} prints on it. Give that another port, or remove it, first.")
        tech.tell(_("It was not removed"), text.format(names=", ".join(leaning)), tone=Tone.TROUBLE)
        raise Back
    change_file(tech, lambda text: without_device(text, device.name))
    tech.devices.drop(device.name)
    tech.tell(_("It was removed"), _("“Undo the last change” brings it back."), tone=Tone.GOOD)


def _leaning_on(printer: DeviceSettings, devices: tuple[DeviceSettings, ...]) -> list[str]:
    """Returns the dispensers that would have no printer without it: a port `printer://` is content with any other."""
    others = any(device.kind == "printer" and device.name != printer.name for device in devices)
    names = {printer.name} if others else {printer.name, ""}
    ports = [(device.name, check_port(device.port)) for device in devices if printer.kind == "printer"]
    return [name for name, port in ports if port.scheme == "printer" and port.host in names]


def edit(tech: TechnicianContext, draft: DeviceDraft) -> None:
    """Edits a device: form, trial and file, as often as it takes. Raises Back."""
    schema = settings_class(draft.kind, draft.model).model_json_schema()
    problems: dict[str, str] = {}
    while True:
        page = FormPage(
            f"{kind_words(draft.kind)} {draft.model}",
            (*_head(draft), *form_fields(schema, draft.own)),
            _("Try it and save"),
            problems=problems,
            overview=True,
        )
        answers = tech.ask(page)
        changes = read_answers(schema, answers)
        draft.own = {key: value for key, value in {**draft.own, **changes}.items() if value is not None}
        problems = _take(tech, draft, answers)
        if not problems and _try(tech, draft):
            fields = {"kind": draft.kind, "model": draft.model, "port": draft.port, **changes}
            try:
                change_file(tech, partial(with_device, name=draft.name, fields={"name": draft.name, **fields}))
            except Back:
                _put_back(tech, draft)
                raise
            _tell_saved(tech, draft)
            return


def _tell_saved(tech: TechnicianContext, draft: DeviceDraft) -> None:
    """Tells that the device is saved. A printer without a set kind of QR code is tried with both. Raises Back."""
    title, text = _("It is saved"), _("The device is in use from now on.")
    unset = has_ways(draft.kind, draft.model) and draft.own.get("qr", "profile") == "profile"
    if unset and print_codes(tech, draft.name):
        way = ask_way(tech, title, text, tone=Tone.GOOD)
        if way:
            save_setting(tech, draft.name, "qr", way.value)
    else:
        tech.tell(title, text, tone=Tone.GOOD)


def _head(draft: DeviceDraft) -> tuple[FilledField, ...]:
    name = Field(key="device_name", label=in_all_languages(N_("Name")), kind=FieldKind.TEXT, max_length=40)
    port = Field(key="device_port", label=in_all_languages(N_("Port")), kind=FieldKind.TEXT, max_length=120)
    return (
        FilledField(name.label.in_locale(language()), name, draft.name, locked=draft.old is not None, latin=True),
        FilledField(
            port.label.in_locale(language()), port, draft.port, help="serial:///dev/ttyUSB0?baudrate=115200", latin=True
        ),
    )


def _take(tech: TechnicianContext, draft: DeviceDraft, answers: Mapping[str, Answer]) -> dict[str, str]:
    """Takes the answers; returns what is wrong with name, port or settings, by field."""
    draft.port = str(answers["device_port"]).strip()
    if draft.old is None:
        draft.name = str(answers["device_name"]).strip()
    problems = {}
    port = None
    try:
        port = check_port(draft.port)
    except ValueError:
        problems["device_port"] = port_problem(draft.port)
    others = [device for device in tech.configured() if draft.old is None or device.name != draft.old.name]
    for device in others:
        if port and port.same_line(check_port(device.port)):
            problems["device_port"] = _("This port is already that of {name}.").format(name=device.name)
    if draft.old is None and draft.name in _names(tech):
        problems["device_name"] = _("There is a device of this name already.")
    return problems or _wrong_settings(draft)


def _names(tech: TechnicianContext) -> set[str]:
    """Returns the names of all devices in the file, also of those with something wrong."""
    names = {device.name for device in tech.configured()}
    try:
        return names | device_names(read_text(tech))
    except (OSError, ValueError):
        return names


def _wrong_settings(draft: DeviceDraft) -> dict[str, str]:
    head = {"name": draft.name, "kind": draft.kind, "model": draft.model, "port": draft.port}
    model = settings_class(draft.kind, draft.model)
    try:
        settings = model.model_validate(draft.own)
    except ValidationError as error:
        return _messages_by_field(error, "", next(iter(model.model_fields), "device_name"))
    try:
        DeviceSettings.model_validate({**head, "settings": settings})
    except ValidationError as error:
        return _messages_by_field(error, "device_", "name")
    return {}


def _messages_by_field(error: ValidationError, prefix: str, whole: str) -> dict[str, str]:
    """Returns messages by field; what is wrong with all of it together stands at the field `whole`."""
    return {
        f"{prefix}{fault['loc'][0] if fault['loc'] else whole}": problem_of(fault["type"], fault.get("ctx", {}))
        for fault in error.errors(include_url=False, include_input=False)
    }


def _try(tech: TechnicianContext, draft: DeviceDraft) -> bool:
    """Tries the device; returns whether it is the right one, as is a printer without paper. Else the one before is in
    use again."""
    tech.wait_a_moment(_("The device is being tried."))
    tech.devices.put(DeviceSpec(draft.name, draft.kind, draft.model, draft.port, draft.own))
    try:
        tech.devices.test(draft.name, _OPEN_SECONDS)
    except DeviceError as error:
        _put_back(tech, draft)
        status = Status(Condition.FAULT, error.fault)
        parts = (what_is_wrong(status), what_to_do(status), error.detail)
        tech.tell(_("It was not saved"), "\n".join(part for part in parts if part), tone=Tone.TROUBLE)
        return False
    return True


def _put_back(tech: TechnicianContext, draft: DeviceDraft) -> None:
    old = draft.old
    if old is None:
        tech.devices.drop(draft.name)
    else:
        tech.devices.put(DeviceSpec(old.name, old.kind, old.model, old.port, old.settings))


def undo_last(tech: TechnicianContext) -> None:
    """Undoes the last change. Raises Back."""
    text = _("The configuration becomes what it was before the last change. That can be undone in the same way.")
    tech.tell(_("Undo the last change"), text, Choice("undo", _("Undo it")), back=True)
    before = {device.name for device in tech.configured()}
    try:
        undo(get_file(tech))
    except (NothingToUndo, OSError, ValueError) as error:
        text = disk_words(error) if isinstance(error, OSError) else _("There is no earlier configuration.")
        tech.tell(_("Nothing was changed"), text, tone=Tone.TROUBLE)
        return
    now = tech.configured()
    for name in before - {device.name for device in now}:
        tech.devices.drop(name)
    for device in now:
        tech.devices.put(DeviceSpec(device.name, device.kind, device.model, device.port, device.settings))
    tech.tell(_("It is undone"), _("All devices are used as the configuration says now."), tone=Tone.GOOD)
