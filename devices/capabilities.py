"""The capabilities of each model and its profiles, asked of the driver, and what it was tried against."""

import importlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol, runtime_checkable

from devices.base import HasFirmware, UnplugSeen
from devices.documents import QrWay
from devices.models import make_driver
from devices.printer.escpos_protocol.job import PaperFormat
from devices.tried import Tried


@runtime_checkable
class HasPaper(Protocol):
    """A driver that prints on paper of its own."""

    paper: PaperFormat
    print_complete: str


@dataclass(frozen=True, slots=True)
class Capabilities:
    """None for what does not apply: to a card reader, or to a dispenser that prints on a printer of the kiosk.

    `columns`: half-width characters across; `native_qr`: draws QR codes by itself; `print_complete`: how it says
    that it has printed; `presenter`: brings a ticket out and sees it taken; `unplug_seen`: see
    `devices.base.UnplugSeen`.
    """

    cutter: bool | None
    columns: int | None
    native_qr: bool | None
    print_complete: str | None
    presenter: bool
    firmware: bool
    unplug_seen: UnplugSeen


def get_capabilities(kind: str, model: str, profile: str = "") -> Capabilities:
    """Returns those of the model with its defaults, or with that profile. Raises LookupError, ValidationError."""
    driver: Any = make_driver(kind, model, "", {"profile": profile} if profile else {})
    paper = driver.paper if isinstance(driver, HasPaper) else None
    return Capabilities(
        cutter=paper.cutter if paper else None,
        columns=paper.columns if paper else None,
        native_qr=not paper.drawn and paper.qr is QrWay.NATIVE if paper else None,
        print_complete=driver.print_complete if paper else None,
        presenter=bool(paper and paper.whole_cut),
        firmware=isinstance(driver, HasFirmware),
        unplug_seen=driver.unplug_seen,
    )


def get_profiles(kind: str, model: str) -> Mapping[str, Any]:
    """Returns the model's profiles by name; none for a model that has none."""
    profiles: Mapping[str, Any] = getattr(_module(kind, model), "PROFILES", {})
    return profiles


def get_tried(kind: str, model: str) -> tuple[Tried, ...]:
    """Returns what the model was tried against. Raises AttributeError for a model that does not say."""
    tried: tuple[Tried, ...] = _module(kind, model).TRIED
    return tried


def describe_model(kind: str, model: str) -> dict[str, Any]:
    """Returns what `python -m devices models --json` lists of a model besides its settings."""
    return {
        "capabilities": asdict(get_capabilities(kind, model)),
        "tried": [asdict(entry) for entry in get_tried(kind, model)],
        "profiles": [
            {
                "name": name,
                "capabilities": asdict(get_capabilities(kind, model, name)),
                "tried": [asdict(entry) for entry in profile.tried],
            }
            for name, profile in get_profiles(kind, model).items()
        ],
    }


def _module(kind: str, model: str) -> Any:
    return importlib.import_module(f"devices.{kind}.{model}")
