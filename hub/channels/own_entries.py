"""Organisations keep their own entry in the directory: by a code that staff hand out, and approved by staff."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import get_language

from contract.answers import render_answer
from contract.cases import case_code, read_case_code
from contract.forms import Answer, Field, FieldKind, Form
from contract.text import Text, text
from hub.audit.findings import holds
from hub.audit.services import record
from hub.catalogue.areas import Area
from hub.channels.checks import clean_form
from hub.channels.entry_models import ChangeState, EntryChange, EntryCode
from hub.channels.models import Entry
from hub.core.clock import local_day
from hub.core.keys import Suite
from hub.core.problems import RequestRefused, refused_field
from hub.core.sealing import trail_hash
from hub.kiosks.gate import Claim, Proof, get_own
from hub.kiosks.models import Kiosk
from languages.registry import DEFAULT, LOCALES, Locale

CODE_LASTS = timedelta(days=366)
LONGEST_REPLY = 400  # characters
_TEXTS = ("name", "about", "place", "hours")
# What is the organisation's to say; its area, its kind and whether it is shown are not.
OWN_FORM = Form(
    fields=(
        Field(key="name", label=text("Name of the service"), kind=FieldKind.TEXT, max_length=120),
        Field(key="about", label=text("What is offered"), kind=FieldKind.LONG_TEXT, max_length=1000),
        Field(key="place", label=text("Place"), kind=FieldKind.TEXT, max_length=200),
        Field(key="hours", label=text("Opening hours"), kind=FieldKind.TEXT, max_length=120),
        Field(key="phone", label=text("Public telephone"), kind=FieldKind.PHONE, required=False),
        Field(key="requests", label=text("Residents may send requests here"), kind=FieldKind.YES_NO),
    )
)


@dataclass(frozen=True, slots=True)
class EntryDifference:
    """`elsewhere`: staff changed the same since the organisation wrote. `wordings`: what the text says in other
    languages, which still say what it said before."""

    key: str
    label: Text
    before: str
    after: str
    elsewhere: bool
    wordings: tuple[tuple[Locale, str], ...] = ()


@transaction.atomic
def create_code(entry: Entry, by: User, now: datetime) -> str:
    """Returns a code that is shown this once; the one before is void."""
    EntryCode.objects.filter(entry=entry).delete()
    code = case_code(uuid4())
    EntryCode.objects.create(entry=entry, code_hash=_hash(code), made_at=now, expires_at=now + CODE_LASTS)
    record(by, "make entry code", f"entry {entry.pk}")
    return code


@transaction.atomic
def end_code(entry: Entry, by: User) -> None:
    if EntryCode.objects.filter(entry=entry).delete()[0]:
        record(by, "end entry code", f"entry {entry.pk}")


def open_by_code(typed: str, by: Kiosk, now: datetime) -> EntryCode:
    """Returns the code's row with its entry. Raises Refused: 404 for a code that there is not, 429 after too many."""
    claim = Claim("entry", "", Proof.CODE, "open own entry", recorded=False)
    code = get_own(claim, lambda: _find_by_code(typed, now), by, now)
    record(by, "open own entry", f"entry {code.entry_id}")
    return code


def _find_by_code(typed: str, now: datetime) -> EntryCode | None:
    written = read_case_code(typed)
    row = EntryCode.objects.filter(code_hash=_hash(written), expires_at__gt=now).first() if written else None
    return row if row is not None and holds(row) else None


def find_by_key(key: str, now: datetime) -> EntryCode | None:
    """Returns the code's row while it holds, for who has shown it before."""
    rows = EntryCode.objects.select_related("entry").filter(expires_at__gt=now)
    row = rows.filter(pk=int(key)).first() if key.isascii() and key.isdigit() and len(key) < 19 else None
    return row if row is not None and holds(row) else None


def answers_of(entry: Entry) -> dict[str, Answer]:
    """Returns the entry as its organisation's form has it."""
    answers: dict[str, Answer] = {name: getattr(entry, name).in_locale(DEFAULT) for name in _TEXTS}
    return {**answers, "phone": entry.phone, "requests": "yes" if entry.requests else "no"}


@transaction.atomic
def send_change(own: Entry, answers: Mapping[str, Any], by: Kiosk, now: datetime) -> EntryChange:
    """Keeps it for staff to approve; one that waits already is taken over by it. Raises Refused with the fields' own
    messages."""
    content, base = clean_form(OWN_FORM, answers, local_day(now)), answers_of(own)
    entry = Entry.objects.select_for_update(of=("self",)).get(pk=own.pk)  # one after the other
    if content == {key: answer for key, answer in base.items() if answer}:
        raise RequestRefused(409, text("Nothing was changed."))
    EntryChange.objects.filter(entry=entry, state=ChangeState.WAITING.value).delete()
    row = EntryChange.objects.create(entry=entry, content=content, base=base, made_at=now)
    record(by, "send entry change", f"entry {entry.pk}")
    return row


def list_waiting(areas: QuerySet[Area]) -> QuerySet[EntryChange]:
    rows = EntryChange.objects.filter(entry__area__in=areas, state=ChangeState.WAITING.value)
    return rows.select_related("entry__area").order_by("made_at")


def list_differences(row: EntryChange) -> list[EntryDifference]:
    """Returns what the organisation changed, and where staff have changed the same since."""
    now = answers_of(row.entry)
    differences = []
    for field in OWN_FORM.fields:
        before, after = row.base[field.key], _value(row, field.key)
        if after != before:
            old, new = (render_answer(field, value).in_locale(get_language() or "") for value in (before, after))
            wordings = _other_wordings(row.entry, field.key)
            differences.append(EntryDifference(field.key, field.label, old, new, now[field.key] != before, wordings))
    return differences


def _other_wordings(entry: Entry, key: str) -> tuple[tuple[Locale, str], ...]:
    if key not in _TEXTS:
        return ()
    wordings = getattr(entry, key).root
    return tuple((LOCALES[tag], wordings[tag]) for tag in LOCALES if tag != DEFAULT and wordings.get(tag))


def _value(row: EntryChange, key: str) -> str:
    return str(row.content.get(key, ""))


@transaction.atomic
def decide(
    row: EntryChange, approved: bool, reply: str, by: User, now: datetime, wordings: Mapping[str, Text] | None = None
) -> None:
    """Puts the change into the directory, or refuses it, which needs a reason. `wordings`: of texts that changed, in
    other languages, as who approves wants them. Raises Refused."""
    change = EntryChange.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if change.state != ChangeState.WAITING:
        raise RequestRefused(409, text("This change was decided already."))
    if not approved and not reply:
        raise refused_field("reply", "required", text("A refusal needs a reason."))
    if approved:
        _write(change, wordings or {})
    change.state = (ChangeState.APPROVED if approved else ChangeState.REFUSED).value
    change.reply, change.decided_by, change.decided_at = reply[:LONGEST_REPLY], by, now
    change.save()
    record(by, f"{'approve' if approved else 'refuse'} entry change", f"entry {change.entry_id}")


def _write(change: EntryChange, wordings: Mapping[str, Text]) -> None:
    """Writes the change. A text that changed keeps its wordings in other languages, but where who approves wrote
    others."""
    entry = Entry.objects.select_for_update(of=("self",)).get(pk=change.entry_id)
    for key in (field.key for field in OWN_FORM.fields):
        value = _value(change, key)
        if value == change.base[key]:
            continue
        if key in _TEXTS:
            others = {tag: words for tag, words in getattr(entry, key).root.items() if tag != DEFAULT}
            others |= {tag: words for tag, words in wordings.get(key, Text()).root.items() if tag in others}
            setattr(entry, key, Text({DEFAULT: value, **{tag: words for tag, words in others.items() if words}}))
        else:
            setattr(entry, key, value == "yes" if key == "requests" else value)
    entry.illustrative = False
    entry.save()


def _hash(code: str) -> str:
    return trail_hash(f"entry code\0{code}", Suite.AES)
