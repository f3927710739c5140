"""Changes the configuration file from the technician's pages."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from config.file import save, with_device
from devices.manager import DeviceSpec
from kiosk.pages.language import _
from kiosk.pages.page_parts import Tone
from kiosk.pages.ui import Back
from kiosk.technician.context import TechnicianContext
from kiosk.technician.disk_words import disk_words


def save_setting(tech: TechnicianContext, name: str, key: str, value: str) -> None:
    """Writes one key of a device, and uses it from now on. Raises Back, with the reason told, where it is not
    written."""
    change_file(tech, partial(with_device, name=name, fields={key: value}))
    device = tech.device(name)
    if device:
        tech.devices.put(DeviceSpec(name, device.kind, device.model, device.port, device.settings))


def change_file(tech: TechnicianContext, change: Callable[[str], str]) -> None:
    """Changes the file. Raises Back, with the reason told, where the file is no TOML or the disk takes nothing."""
    try:
        save(get_file(tech), change(read_text(tech)))
    except OSError as error:
        tech.tell(_("It was not saved"), disk_words(error), tone=Tone.TROUBLE)
        raise Back from None
    except ValueError:
        text = _("The configuration file cannot be read. Correct it by hand, or undo the last change.")
        tech.tell(_("It was not saved"), text, tone=Tone.TROUBLE)
        raise Back from None


def read_text(tech: TechnicianContext) -> str:
    """Returns the file's text. Raises OSError; UnicodeDecodeError, a ValueError."""
    return get_file(tech).read_text("utf-8")


def get_file(tech: TechnicianContext) -> Path:
    """Returns the file's path. Raises Back where there is none."""
    if tech.run.config_file is None:
        raise Back
    return tech.run.config_file
