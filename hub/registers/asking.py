"""One question to a register: on record with its ground, signed, within its time, past an open breaker never.

An answer is taken only where it is about the one who was asked for; it is kept for a while, with its date.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar
from uuid import uuid4

from django.db import models
from pydantic import ValidationError

from hub.audit.services import record
from hub.core.outgoing import ERRORS, LARGEST, MessageEndpoint, exchange
from hub.core.sealing import ChangedPastHub, fingerprints
from hub.registers.answers import RegisterMessage
from hub.registers.breaker import find_register, note_answer, note_fault, take_turn
from hub.registers.models import SUBJECT, Register, RegisterAnswer, RegisterKind
from hub.residents.models import Resident

log = logging.getLogger(__name__)
A = TypeVar("A", bound=RegisterMessage)
_NOT_THERE = (404, 410)


class RegisterAway(Exception):
    """There is none, it rests, or what it answers cannot be used. The text is for the log: nothing personal."""


@dataclass(frozen=True, slots=True, repr=False)
class Inquiry(Generic[A]):
    """`about`: who or what is asked for, as the answer has to name it, by the answer's keys; `further`: the rest of the
    question. `subject` and `ground` are for the audit log."""

    kind: RegisterKind
    about: Mapping[str, str]
    answer: type[A]
    subject: str
    ground: str
    by: models.Model | None
    resident: Resident | None = None
    largest: int = LARGEST
    is_kept: bool = True

    @property
    def key(self) -> str:
        return json.dumps(self.about, sort_keys=True, ensure_ascii=False)


@dataclass(frozen=True, slots=True, repr=False)
class RegisterReply(Generic[A]):
    """`content` is None where the register knows of no such one."""

    register: Register
    content: A | None
    at: datetime


def ask(inquiry: Inquiry[A], now: datetime) -> RegisterReply[A]:
    """Returns the register's answer, or a stored one; to be called outside of a transaction. Raises RegisterAway."""
    register = find_register(inquiry.kind)
    if register is None:
        raise RegisterAway(f"no {inquiry.kind} register")
    stored = _find_stored(register, inquiry, now)
    if stored is not None:
        return stored
    if not take_turn(register, now):
        raise RegisterAway(f"{inquiry.kind} register rests")
    record(inquiry.by, "ask register", inquiry.subject, {"register": inquiry.kind.value, "ground": inquiry.ground})
    try:
        content = _exchange(register, inquiry, now)
    except RegisterAway as away:
        log.warning("%s register: %s", inquiry.kind, away)
        note_fault(register, str(away), now)
        raise
    note_answer(register, now)
    if inquiry.is_kept:
        _keep(register, inquiry, content, now)
    return RegisterReply(register, content, now)


def _exchange(register: Register, inquiry: Inquiry[A], now: datetime) -> A | None:
    """Raises RegisterAway."""
    line = MessageEndpoint(register.address, register.secret, register.patience / 1000)
    question = {"type": inquiry.kind.value, **inquiry.about, "ground": inquiry.ground}
    body = json.dumps(question, ensure_ascii=False).encode()
    try:
        status, answer = exchange(line, str(uuid4()), body, now, inquiry.largest)
    except ERRORS as error:
        raise RegisterAway(type(error).__name__) from None
    if status in _NOT_THERE:
        return None
    if status != 200:
        raise RegisterAway(f"HTTP {status}")
    try:
        content = inquiry.answer.model_validate_json(answer)
    except ValidationError:
        raise RegisterAway("an answer that is none") from None
    if any(str(getattr(content, key)) != value for key, value in inquiry.about.items()):
        raise RegisterAway("an answer about somebody else")
    return content


def _find_stored(register: Register, inquiry: Inquiry[A], now: datetime) -> RegisterReply[A] | None:
    hashes = fingerprints(inquiry.key, SUBJECT)
    row = RegisterAnswer.objects.filter(register=register, subject_hash__in=hashes, keep_until__gt=now).first()
    if row is None:
        return None
    try:
        content = None if row.content is None else inquiry.answer.model_validate(row.content)
    except (ChangedPastHub, ValidationError):
        row.delete()
        return None
    return RegisterReply(register, content, row.answered_at)


def _keep(register: Register, inquiry: Inquiry[A], content: A | None, now: datetime) -> None:
    """Keeps the answer; nothing of one that is not there: it may be there in a minute."""
    RegisterAnswer.objects.filter(register=register, subject_hash__in=fingerprints(inquiry.key, SUBJECT)).delete()
    if content is None or not register.keep_hours:
        return
    until = now + timedelta(hours=register.keep_hours)
    row = RegisterAnswer(register=register, resident=inquiry.resident, answered_at=now, keep_until=until)
    row.subject, row.content = inquiry.key, content.model_dump(mode="json")
    row.subject_hash = fingerprints(inquiry.key, SUBJECT)[0]
    row.save()
