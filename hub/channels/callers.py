"""Callers: residents by the telephone number they call from."""

from django.contrib.auth.models import User

from contract import residents as c
from contract.cases import read_case_code
from contract.grounds import GroundKind, LookupGround
from contract.numbers import mask_name, mask_number
from contract.text import text
from hub.audit.services import record
from hub.channels.models import Question
from hub.core.problems import refused_field
from hub.residents import selectors
from hub.residents.grounds import check_ground
from hub.residents.models import Resident
from hub.staff.scopes import areas_of

_MOST = 20  # people of one telephone


def callers(user: User, query: c.CallerWanted) -> c.Callers:
    """Returns the callers, masked: enough to ask the caller for the rest. Raises Refused."""
    ground = query.ground
    if ground is None and query.question:
        ground = LookupGround(kind=GroundKind.CALL, value=query.question)
    detail = check_ground(user, ground)
    phone = query.phone or _phone_of(user, query.question or "")
    residents = list(selectors.residents_of_phone(phone)[:_MOST]) if phone else []
    record(user, "look up caller", "residents", {**detail, "residents": [resident.pk for resident in residents]})
    return c.Callers(callers=tuple(map(_caller, residents)))


def find_call(user: User, code: str) -> str | None:
    """Returns what the audit log calls a question of one's areas, for which somebody is looked up."""
    question = _call(user, code)
    return None if question is None else f"question {question.code}"


def _call(user: User, code: str) -> Question | None:
    return Question.objects.filter(area__in=areas_of(user), code=read_case_code(code) or "").first()


def _phone_of(user: User, code: str) -> str:
    """Returns the telephone of a call in the log of one's areas. Raises Refused."""
    question = _call(user, code)
    if question is None:
        raise refused_field("question", "unknown", text("There is no such call."))
    return str(question.phone or "")


def _caller(resident: Resident) -> c.Caller:
    return c.Caller(name=mask_name(resident.name), number=mask_number(resident.number))
