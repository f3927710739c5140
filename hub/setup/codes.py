"""A fresh hub's set-up code: who reaches its page first gets nowhere without what was printed on its console."""

from datetime import datetime, timedelta
from hmac import compare_digest
from uuid import uuid4

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from contract.cases import case_code, read_case_code
from hub.audit.services import record
from hub.core.keys import Suite
from hub.core.sealing import trail_hash
from hub.kiosks.rate_limits import RateLimit
from hub.setup.models import SetupCode
from hub.setup.progress import ADMINISTRATOR, mark_step
from hub.staff.scopes import Action, staff_who_may
from hub.staff.services import make_administrator

CODE_LASTS = timedelta(hours=24)
GUESSES_FROM_AN_ADDRESS = 10  # an hour
GUESSES_OF_A_CODE = 100  # then it is void


class CodeRefused(Exception):
    """The code is wrong, used or out of its time."""


def is_fresh() -> bool:
    """Returns whether nobody can administer this hub yet."""
    return not staff_who_may(Action.EDIT_CALENDAR).exists()


@transaction.atomic
def create_code(now: datetime) -> str:
    """Returns a code that is shown this once; the one before is void."""
    SetupCode.objects.all().delete()
    code = case_code(uuid4())
    SetupCode.objects.create(code_hash=_hash(code), made_at=now, expires_at=now + CODE_LASTS)
    record(None, "make set-up code", "set-up")
    return code


def create_first_administrator(typed: str, name: str, password: str, address: str) -> User:
    """Creates the account. `address` is where the request comes from. Raises CodeRefused, RequestRefused (429),
    ValidationError."""
    now = timezone.now()
    code = _check_code(typed, address, now)
    with transaction.atomic():
        row = SetupCode.objects.select_for_update().filter(pk=code.pk, used_at=None).first()
        if row is None or not is_fresh():  # another browser was quicker
            raise CodeRefused
        user = make_administrator(name, password)
        row.used_at = now
        row.save(update_fields=["used_at"])
        mark_step(ADMINISTRATOR, user, now)
    return user


def _check_code(typed: str, address: str, now: datetime) -> SetupCode:
    """Counts the try unless it is right. Raises CodeRefused, RequestRefused (429)."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    limits = [RateLimit(f"guess set-up code, {address}", GUESSES_FROM_AN_ADDRESS, hour)]
    code: SetupCode | None = SetupCode.objects.filter(used_at=None, expires_at__gt=now).first()
    if code is not None:
        limits.append(RateLimit(f"guess set-up code, code {code.pk}", GUESSES_OF_A_CODE, code.made_at))
    for limit in limits:
        limit.consume()
    if code is None or not code.is_sealed() or not compare_digest(code.code_hash, _hash(read_case_code(typed) or "")):
        raise CodeRefused
    for limit in limits:
        limit.release()
    return code


def _hash(code: str) -> str:
    return trail_hash(f"set-up code\0{code}", Suite.AES)
