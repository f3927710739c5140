"""Organisations log in to their own entry at an OpenID provider, once staff or the entry's code have tied the two."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from contract.numbers import NumberError, read_organisation_code
from contract.text import text
from hub.audit.findings import holds
from hub.audit.services import record
from hub.channels.entry_models import EntryAccount, EntryCode
from hub.channels.models import Entry
from hub.core.keys import Suite
from hub.core.problems import RequestRefused, refused_field
from hub.core.sealing import trail_hash
from hub.kiosks.models import Kiosk


@dataclass(frozen=True, slots=True)
class OrganisationLogIn:
    """Who logged in: by a keyed hash of who it is to the provider, and by its credit code where the provider has it."""

    subject_hash: str
    credit_code: str = ""


def read_claims(issuer: str, claims: Mapping[str, Any], code_claim: str) -> OrganisationLogIn:
    """Raises NumberError where the credit code is none."""
    subject = trail_hash(f"entry account\0{issuer}\0{claims['sub']}", Suite.AES)
    code = claims.get(code_claim)
    return OrganisationLogIn(subject, "" if code is None else read_organisation_code(str(code)[:40]))


@transaction.atomic
def tie(entry: Entry, typed: str, by: User, now: datetime) -> None:
    """Lets the organisation of that credit code log in. What was tied before is no longer. Raises Refused."""
    try:
        code = read_organisation_code(typed)
    except NumberError as error:
        problem = text("This is no unified social credit code: please look at the licence again.")
        raise refused_field("credit_code", error.problem.value, problem) from error
    EntryAccount.objects.filter(entry=entry).delete()
    EntryAccount.objects.create(entry=entry, credit_code=code, made_at=now)
    record(by, "tie entry log-in", f"entry {entry.pk}")


@transaction.atomic
def untie(entry: Entry, by: User) -> None:
    if EntryAccount.objects.filter(entry=entry).delete()[0]:
        record(by, "end entry log-in", f"entry {entry.pk}")


def tie_by_code(code: EntryCode, log_in: OrganisationLogIn, by: Kiosk, now: datetime) -> EntryAccount:
    """Ties the log-in of who has shown the entry's code. Raises Refused where the entry is another organisation's."""
    before = EntryAccount.objects.filter(entry_id=code.entry_id).first()
    if before is not None and not (holds(before) and _is_of(before, log_in)):
        raise RequestRefused(
            409, text("This entry is tied to the log-in of another organisation. Please ask the centre.")
        )
    credit_code = log_in.credit_code or (before.credit_code if before else "")
    with transaction.atomic():
        EntryAccount.objects.filter(entry_id=code.entry_id).delete()
        row = EntryAccount.objects.create(
            entry_id=code.entry_id, credit_code=credit_code, subject_hash=log_in.subject_hash, made_at=now
        )
        record(by, "tie entry log-in", f"entry {code.entry_id}", {"way": "code"})
    return row


def _is_of(before: EntryAccount, log_in: OrganisationLogIn) -> bool:
    if before.credit_code and log_in.credit_code:
        return before.credit_code == log_in.credit_code
    return before.subject_hash in ("", log_in.subject_hash)


def list_accounts(log_in: OrganisationLogIn) -> list[EntryAccount]:
    """Returns what is tied to who logged in, by either; a row that says another credit code is not theirs."""
    of_code = Q(credit_code=log_in.credit_code) if log_in.credit_code else Q(pk=None)
    rows = EntryAccount.objects.filter(Q(subject_hash=log_in.subject_hash) | of_code).select_related("entry")
    codes = {"", log_in.credit_code} if log_in.credit_code else None
    return [row for row in rows.order_by("pk") if (codes is None or row.credit_code in codes) and holds(row)]


def record_opening(account: EntryAccount, by: Kiosk) -> None:
    record(by, "open own entry", f"entry {account.entry_id}", {"way": "log-in"})


def find_account(key: int) -> EntryAccount | None:
    """Returns the row while it is there, for who has logged in by it before."""
    row = EntryAccount.objects.select_related("entry").filter(pk=key).first()
    return row if row is not None and holds(row) else None
