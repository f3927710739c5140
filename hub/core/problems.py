"""Refusals as problem documents (RFC 9457), in every language there is. They never repeat what was sent."""

from django.http import HttpResponse

from contract.problems import REFUSED, FieldProblem, Problem
from contract.text import Text, text
from hub.core.wording import in_both

CONTENT_TYPE = "application/problem+json"

_TITLES = {
    400: text("The request cannot be read"),
    401: text("Not registered, not signed in, or the token is no longer valid"),
    403: text("This is not allowed"),
    404: text("Not found"),
    405: text("This address does not take that method"),
    409: text("In conflict with what is already kept"),
    413: text("Too much was sent"),
    415: text("Send it as application/json"),
    422: text("The content has mistakes and cannot be taken"),
    429: text("Too many requests; please try again later"),
    500: text("The hub failed; please try again later"),
    503: text("The hub is busy; please try again shortly"),
}


class RequestRefused(Exception):
    """A request that the hub will not take. Not `for_good`: the same may be taken another time, as where a clock is
    wrong, or the database misses what it had."""

    def __init__(
        self,
        status: int,
        detail: Text | None = None,
        errors: tuple[FieldProblem, ...] = (),
        *,
        for_good: bool = True,
    ) -> None:
        super().__init__(status)
        content = problem(status, detail, errors)
        self.problem = content.model_copy(update={"type": REFUSED}) if for_good else content


def problem(status: int, detail: Text | None = None, errors: tuple[FieldProblem, ...] = ()) -> Problem:
    title = _TITLES.get(status) or _TITLES[500 if status >= 500 else 400]
    return Problem(title=in_both(title), status=status, detail=detail or title, errors=errors)


def problem_response(document: Problem) -> HttpResponse:
    response = HttpResponse(document.model_dump_json(), status=document.status, content_type=CONTENT_TYPE)
    if document.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="hub"'
    if document.status == 503:
        response["Retry-After"] = "5"
    return response


def refused_field(field: str, code: str, message: Text, *, for_good: bool = True) -> RequestRefused:
    """Returns a refusal with 422 for one field."""
    return RequestRefused(422, message, (FieldProblem(field=field, code=code, message=message),), for_good=for_good)
