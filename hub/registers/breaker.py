"""The circuit breaker: a register that fails some times in a row is left alone for a while, then tried by one."""

from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone

from hub.audit.findings import holds
from hub.core.worded import WordedQuery
from hub.registers.models import Register, RegisterKind

_FAULTS = 3  # in a row, then it is left alone
_REST = timedelta(minutes=1)
_LONGEST_REST = timedelta(minutes=16)


def find_register(kind: RegisterKind) -> Register | None:
    """Returns the one in use that the hub itself wrote, resting or not."""
    register = _REGISTER.first(kind.value)
    return register if register is not None and register.secret and holds(register) else None


_REGISTER = WordedQuery(lambda kind: Register.objects.filter(kind=kind, active=True)[:1])


def is_usable(kind: RegisterKind) -> bool:
    """Returns whether it can be asked now."""
    register = find_register(kind)
    return register is not None and not _is_resting(register, timezone.now())


def _is_resting(register: Register, now: datetime) -> bool:
    return register.resting_until is not None and now < register.resting_until


def take_turn(register: Register, now: datetime) -> bool:
    """Returns whether it may be asked now. After a rest one asks; others wait for what comes of that."""
    if register.faults < _FAULTS:
        return True
    turn = Register.objects.filter(pk=register.pk).filter(Q(resting_until=None) | Q(resting_until__lte=now))
    return bool(turn.update(resting_until=now + _rest_after(register.faults)))


def note_answer(register: Register, now: datetime) -> None:
    Register.objects.filter(pk=register.pk).update(faults=0, resting_until=None, last_fault="", answered_at=now)


def note_fault(register: Register, fault: str, now: datetime) -> None:
    rows = Register.objects.filter(pk=register.pk)
    rows.update(faults=F("faults") + 1, last_fault=fault[:60])
    faults = rows.values_list("faults", flat=True).get()
    if faults >= _FAULTS:
        rows.update(resting_until=now + _rest_after(faults))


def _rest_after(faults: int) -> timedelta:
    """Doubles with each try in vain."""
    doublings = min(max(faults - _FAULTS, 0), 4)
    return min(_REST * (1 << doublings), _LONGEST_REST)
