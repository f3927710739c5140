"""How far the set-up is. What the tables show counts; what they cannot show is what somebody has marked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto

from django.contrib.auth.models import User

from hub.audit.services import record
from hub.calendar.models import SpecialDay
from hub.catalogue.models import Item
from hub.kiosks.models import EnrolmentCode, Kiosk
from hub.queues.models import OfficeHours, Window
from hub.setup.models import SetupStep
from hub.staff.scopes import Action, AnyUser, may, staff_who_may

ADMINISTRATOR, SITE, ITEMS, WINDOWS, STAFF = "administrator", "site", "items", "windows", "staff"
HOURS, HOLIDAYS, KIOSK, FINISHED = "hours", "holidays", "kiosk", "finished"


class StepState(StrEnum):
    DONE = auto()
    SKIPPED = auto()
    OPEN = auto()


@dataclass(frozen=True, slots=True)
class StepRule:
    """`action`: what one must be allowed to do. `shows`: whether the tables show that it is done; None: they cannot."""

    action: Action
    required: bool
    shows: Callable[[], bool] | None = None


STEPS: dict[str, StepRule] = {
    ADMINISTRATOR: StepRule(Action.EDIT_CALENDAR, True, lambda: staff_who_may(Action.EDIT_CALENDAR).exists()),
    SITE: StepRule(Action.MANAGE_KIOSKS, True),
    ITEMS: StepRule(Action.EDIT_CATALOGUE, True, lambda: Item.objects.filter(offered=True).exists()),
    WINDOWS: StepRule(Action.MANAGE_QUEUES, True, lambda: Window.objects.filter(services__isnull=False).exists()),
    STAFF: StepRule(Action.MANAGE_STAFF, True, lambda: staff_who_may(Action.CALL_QUEUE).exists()),
    HOURS: StepRule(Action.MANAGE_QUEUES, False, OfficeHours.objects.exists),
    HOLIDAYS: StepRule(Action.EDIT_CALENDAR, False, SpecialDay.objects.exists),
    KIOSK: StepRule(Action.MANAGE_KIOSKS, False, lambda: Kiosk.objects.exists() or EnrolmentCode.objects.exists()),
}


def may_take(user: AnyUser, name: str) -> bool:
    """Returns whether the step is this account's: staff are the security administrator's, and the first administrator's
    as long as there is none."""
    action = STEPS[name].action
    if may(user, action):
        return True
    return action is Action.MANAGE_STAFF and not staff_who_may(action).exists() and may(user, Action.EDIT_CALENDAR)


def list_states() -> dict[str, StepState]:
    """Returns the states by step, in their order."""
    marks = dict(SetupStep.objects.values_list("name", "skipped"))
    return {name: _state(name, rule, marks) for name, rule in STEPS.items()}


def _state(name: str, rule: StepRule, marks: dict[str, bool]) -> StepState:
    done = rule.shows() if rule.shows else marks.get(name) is False
    if done:
        return StepState.DONE
    return StepState.SKIPPED if name in marks and not rule.required else StepState.OPEN


def list_missing() -> list[str]:
    """Returns the steps without which no number can be called."""
    return [name for name, state in list_states().items() if STEPS[name].required and state is not StepState.DONE]


def is_finished() -> bool:
    return SetupStep.objects.filter(name=FINISHED).exists()


def mark_step(name: str, by: User, now: datetime, *, skipped: bool = False) -> None:
    """Marks a step as done. Call it last in the transaction of what the step writes."""
    SetupStep.objects.update_or_create(name=name, defaults={"skipped": skipped, "at": now, "by": by})
    record(by, "skip set-up step" if skipped else "set-up step", f"set-up {name}")
