"""The context of this run of the program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.hub_link.incidents import Incidents
from kiosk.hub_link.staff_call import StaffCall
from kiosk.liveness import Liveness

if TYPE_CHECKING:
    from config.loader import ConfigProblem
    from kiosk.hub_link.connection import HubAddress


@dataclass(frozen=True, slots=True)
class RunContext:
    """This run of the program, for the technician. `problems`: what is wrong in the configuration;
    `safe`: the last starts failed, the devices are off; `unsound`: the configuration does not say for certain who this
    kiosk is or where its hub is; `unattended`: the service manager has started it; `restart` ends the program and
    starts it again. `practises`: on the practice hub; `home`: the kiosk's own data directory then; `own_hub`: its own
    hub, where that is elsewhere."""

    config_file: Path | None = None
    problems: tuple[ConfigProblem, ...] = ()
    safe: bool = False
    unsound: bool = False
    unattended: bool = False
    practises: bool = False
    home: Path | None = None
    own_hub: HubAddress | None = None
    restart: Callable[[], None] = lambda: None
    liveness: Liveness = field(default_factory=Liveness)  # of the visit thread
    incidents: Incidents = field(default_factory=Incidents)
    calls: StaffCall = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "calls", StaffCall(self.incidents))
