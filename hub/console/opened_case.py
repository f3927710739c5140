"""The case whose personal data stay shown while one works on it: one at a time, in the session."""

from django.http import HttpRequest

from hub.cases.models import Case

_KEY = "opened_case"


def open_case(request: HttpRequest, case: Case) -> None:
    request.session[_KEY] = case.code


def close_case(request: HttpRequest) -> None:
    request.session.pop(_KEY, None)


def is_open(request: HttpRequest, case: Case) -> bool:
    return request.session.get(_KEY) == case.code
