"""Taking departments' answers in: each once, only as its key allows, and every one on record, also those refused."""

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NoReturn

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from contract.cases import read_case_code
from contract.text import text
from hub.cases import handling, supplements, tasks
from hub.cases.access import check_grounds
from hub.cases.actors import Actor
from hub.cases.models import Case, Task
from hub.certificates.issuing import issue
from hub.core import signing
from hub.core.problems import RequestRefused, refused_field
from hub.departments.messages import AnswerTaken, DepartmentAnswer, EventKind
from hub.departments.models import ApiKey, Incoming, MessageOutcome, Scope, Stranger

_LONGEST_ID = 80
_AN_HOUR = 200  # messages of one key and outcome that are told apart
_NEEDS = {
    EventKind.DONE: Scope.TASKS,
    EventKind.SUPPLEMENT_WANTED: Scope.SUPPLEMENT,
    EventKind.DECIDED: Scope.DECIDE,
    EventKind.REFUSED: Scope.DECIDE,
}


def take(key: ApiKey, headers: Mapping[str, str], body: bytes, answer: DepartmentAnswer, now: datetime) -> AnswerTaken:
    """Takes a message and records its outcome. Raises Refused."""
    ApiKey.objects.filter(pk=key.pk).update(used_at=now)
    note = _build_incoming(key, headers, body, now)
    _check_signature(note, headers, body, now)
    if not note.message_id:
        problem = refused_field("webhook-id", "required", text("The message has no id, or not a good one."))
        _refuse(note, MessageOutcome.UNREADABLE, problem)
    return _taken_before(note) or _take(note, answer, now)


def note_unreadable(key: ApiKey, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    """Records a message whose body is not one; that is found before its signature is read."""
    note = _build_incoming(key, headers, body, now)
    with suppress(RequestRefused):
        _check_signature(note, headers, body, now)
        _refuse(note, MessageOutcome.UNREADABLE, RequestRefused(422))


def _build_incoming(key: ApiKey, headers: Mapping[str, str], body: bytes, now: datetime) -> Incoming:
    return Incoming(key=key, message_id=_message_id(headers), digest=hashlib.sha256(body).hexdigest(), at=now)


def _message_id(headers: Mapping[str, str]) -> str:
    """Returns the message's id; empty where there is none, or an implausible one."""
    message_id = headers.get("webhook-id", "")
    return message_id if len(message_id) <= _LONGEST_ID and message_id.isascii() and message_id.isprintable() else ""


def _check_signature(note: Incoming, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    """Checks the signature. Raises Refused."""
    try:
        signing.check(note.key.secret, headers, body, now)
    except signing.Forged:
        _refuse(note, MessageOutcome.FORGED, RequestRefused(401))
    except signing.Late:
        detail = text("The message is too old; sign it again.")
        _refuse(note, MessageOutcome.LATE, RequestRefused(409, detail))


def _refuse(note: Incoming, outcome: MessageOutcome, refused: RequestRefused) -> NoReturn:
    note.outcome = outcome.value
    _keep(note)
    raise refused


def _keep(note: Incoming) -> None:
    """Records each message by itself, up to a bound; a system gone wild, or one who has its key, must not fill the
    database."""
    lately = Incoming.objects.filter(key=note.key, outcome=note.outcome, at__gt=note.at - timedelta(hours=1))
    recent = list(lately.order_by("-at", "-pk").values_list("pk", flat=True)[:_AN_HOUR])
    if len(recent) < _AN_HOUR:
        note.save(force_insert=True)
    else:
        Incoming.objects.filter(pk=recent[0]).update(times=F("times") + 1)


def _taken_before(note: Incoming) -> AnswerTaken | None:
    """Returns the answer to a replay: nothing is done again."""
    before = Incoming.objects.filter(key=note.key, message_id=note.message_id, outcome=MessageOutcome.TAKEN).first()
    if before is None:
        return None
    note.case = before.case
    if before.digest != note.digest:
        detail = text("This id belongs to another message.")
        _refuse(note, MessageOutcome.REFUSED, RequestRefused(409, detail))
    note.outcome = MessageOutcome.REPLAYED.value
    _keep(note)
    return _answer(note)


def _answer(note: Incoming) -> AnswerTaken:
    state = Case.objects.values_list("state", flat=True).filter(pk__in=[note.case_id])[0]
    return AnswerTaken(id=note.message_id, state=state)


def _take(note: Incoming, answer: DepartmentAnswer, now: datetime) -> AnswerTaken:
    try:
        with transaction.atomic():
            note.case, note.outcome = _case(note.key, answer.case), MessageOutcome.TAKEN.value
            note.save(force_insert=True)
            _apply(note.key, note.case, answer, now)
    except RequestRefused as refused:
        note.pk = None
        _refuse(note, MessageOutcome.REFUSED, refused)
    except IntegrityError:  # the same message, at the same time
        note.pk = None
        replay = _taken_before(note)
        if replay is None:
            raise
        return replay
    return _answer(note)


def _case(key: ApiKey, code: str) -> Case:
    """Returns a case in which the key's department has a part, within the key's area. Raises Refused (404),
    ChangedPastHub."""
    mine = Q(department=key.department) | Q(pk__in=Task.objects.filter(department=key.department).values("case"))
    case = Case.objects.filter(mine, code=read_case_code(code) or "", area__in=key.area.within()).first()
    if case is None:
        raise RequestRefused(404, text("There is no case of this number."))
    return check_grounds(case)


def _apply(key: ApiKey, case: Case, answer: DepartmentAnswer, now: datetime) -> None:
    if _NEEDS[answer.said].value not in key.scopes:
        raise RequestRefused(403)
    by = Actor(department=key.department, key=key)
    if answer.said is EventKind.DONE:
        tasks.finish(_task(key, case, answer.task), answer.note, by, now)
        return
    if case.department_id != key.department_id:
        raise RequestRefused(403, text("Only the department in charge may do this."))
    if answer.said is EventKind.SUPPLEMENT_WANTED:
        supplements.want(case, answer.papers, by, now)
    elif answer.said is EventKind.DECIDED:
        handling.decide(case, answer.note, by, now, answer.entitlement)
        if answer.result is not None:
            issue(case, answer.result, now)
    else:
        handling.refuse(case, answer.note, by, now)


def _task(key: ApiKey, case: Case, number: int | None) -> Task:
    mine = Task.objects.select_related("case").filter(case=case, department=key.department)
    task = None if number is None else mine.filter(pk=number).first()
    if task is None:
        raise refused_field("task", "unknown_task", text("There is no such task."))
    return task


def count_stranger(now: datetime) -> None:
    """Counts a message that came without a known key."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    Stranger.objects.get_or_create(hour=hour)
    Stranger.objects.filter(hour=hour).update(count=F("count") + 1)
