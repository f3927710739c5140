"""The link from a kiosk to the resident's telephone: for two minutes, for the first who opens it and knows the
last four of the number. It is signed, names a row, and nothing of the person.
"""

import secrets
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core import signing

from contract.numbers import tidy_number
from contract.own_record import RecordLink
from contract.text import text
from hub.audit.services import record
from hub.core.problems import RequestRefused
from hub.kiosks.gate import Claim, Proof, get_own
from hub.kiosks.models import Kiosk
from hub.kiosks.rate_limits import take_once
from hub.residents.models import Resident

_LASTS = timedelta(minutes=2)
_SALT = "hub.own_record.link"
_LONGEST = 200  # characters


def open_link(resident: Resident, kiosk: Kiosk, now: datetime) -> RecordLink:
    """Returns an empty link where telephones do not reach the residents' pages."""
    if not settings.HUB_PAGES:
        return RecordLink(url="", until=now)
    token = signing.dumps([resident.pk, secrets.token_urlsafe(9), int(now.timestamp())], salt=_SALT)
    record(kiosk, "open record's link", f"resident {resident.pk}")
    return RecordLink(url=f"{settings.HUB_PAGES}record/open/{token}/", until=now + _LASTS)


def is_open(token: str) -> bool:
    return _read(token) is not None


def get_linked(token: str, last_four: str, by: Kiosk, now: datetime) -> Resident:
    """Returns whose record the link opens, once. Call it outside of a transaction. Raises Refused: 404 for a link that
    is over or a wrong last four, 409 for one that was opened before, 429 after too many tries."""
    key, secret, made_at = _read(token) or (None, "", now)
    claim = Claim("record", secret, Proof.LAST_FOUR, "open own record", recorded=False)
    resident = get_own(claim, lambda: _find(key, last_four), by, now)
    if not take_once(f"record's link {secret}", made_at):
        raise RequestRefused(409, text("This link has been opened already. Please open another at the kiosk."))
    record(by, "open own record", f"resident {resident.pk}")
    return resident


def _find(key: int | None, last_four: str) -> Resident | None:
    resident = Resident.objects.filter(pk=key).first() if key is not None else None
    typed = tidy_number(last_four)
    return resident if resident and len(typed) == 4 and tidy_number(resident.number).endswith(typed) else None


def _read(token: str) -> tuple[int, str, datetime] | None:
    """Returns the row, what the link is known by, and when it was made."""
    if len(token) > _LONGEST:
        return None
    try:
        key, secret, made_at = signing.loads(token, salt=_SALT, max_age=_LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return key, secret, datetime.fromtimestamp(made_at, UTC)
