"""Refusals as problem documents (RFC 9457), worded in Chinese and English. They never repeat what was sent."""

from django.http import HttpResponse

from contract.problems import REFUSED, FieldProblem, Problem
from contract.text import Text

CONTENT_TYPE = "application/problem+json"

_TITLES = {
    400: Text(zh="请求无法读取", en="The request cannot be read"),
    401: Text(zh="未登记、未登录，或令牌已失效", en="Not registered, not signed in, or the token is no longer valid"),
    403: Text(zh="不允许这样做", en="This is not allowed"),
    404: Text(zh="没有找到", en="Not found"),
    405: Text(zh="此地址不支持该方法", en="This address does not take that method"),
    409: Text(zh="与已有的记录冲突", en="In conflict with what is already kept"),
    413: Text(zh="内容过大", en="Too much was sent"),
    415: Text(zh="请以 application/json 发送", en="Send it as application/json"),
    422: Text(zh="内容有误，不能受理", en="The content has mistakes and cannot be taken"),
    429: Text(zh="请求过于频繁，请稍后再试", en="Too many requests; please try again later"),
    500: Text(zh="系统出错，请稍后再试", en="The hub failed; please try again later"),
    503: Text(zh="系统正忙，请稍后再试", en="The hub is busy; please try again shortly"),
}


class Refused(Exception):
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
        found = problem(status, detail, errors)
        self.problem = found.model_copy(update={"type": REFUSED}) if for_good else found


def problem(status: int, detail: Text | None = None, errors: tuple[FieldProblem, ...] = ()) -> Problem:
    title = _TITLES.get(status) or _TITLES[500 if status >= 500 else 400]
    return Problem(title=f"{title.zh} · {title.en}", status=status, detail=detail or title, errors=errors)


def problem_response(document: Problem) -> HttpResponse:
    response = HttpResponse(document.model_dump_json(), status=document.status, content_type=CONTENT_TYPE)
    if document.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="hub"'
    if document.status == 503:
        response["Retry-After"] = "5"
    return response


def refused_field(field: str, code: str, zh: str, en: str, *, for_good: bool = True) -> Refused:
    """422 for one field."""
    message = Text(zh=zh, en=en)
    return Refused(422, message, (FieldProblem(field=field, code=code, message=message),), for_good=for_good)
