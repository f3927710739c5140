"""Callers: residents by the telephone number they call from."""

from django.contrib.auth.models import User

from contract import residents as c
from contract.cases import read_case_code
from contract.numbers import mask_name, mask_number
from contract.text import text
from hub.audit.services import record
from hub.channels.models import Question
from hub.core.problems import refused_field
from hub.residents import selectors
from hub.residents.models import Resident
from hub.staff.scopes import areas_of

_MOST = 20  # people of one telephone


def callers(user: User, wanted: c.CallerWanted) -> c.Callers:
    """Masked: enough to ask the caller for the rest. Raises Refused."""
    phone = wanted.phone or _phone_of(user, wanted.question or "")
    found = list(selectors.residents_of_phone(phone)[:_MOST]) if phone else []
    record(user, "look up caller", "residents", {"residents": [resident.pk for resident in found]})
    return c.Callers(callers=tuple(map(_caller, found)))


def _phone_of(user: User, code: str) -> str:
    """That of a call in the log of one's areas. Raises Refused."""
    question = Question.objects.filter(area__in=areas_of(user), code=read_case_code(code) or "").first()
    if question is None:
        raise refused_field("question", "unknown", text("There is no such call."))
    return str(question.phone or "")


def _caller(resident: Resident) -> c.Caller:
    return c.Caller(name=mask_name(resident.name), number=mask_number(resident.number))
