"""Questions to the centre, and their answers by the question's code."""

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from contract import channels as c
from contract.cases import read_case_code
from hub.channels import knowledge, questions
from hub.core.problems import RequestRefused
from hub.kiosks import rate_limits
from hub.kiosks.gate import Claim, Proof, get_own
from hub.kiosks.models import Site
from hub.kiosks.own_pages import get_own_page, pages_of_hub
from hub.web.centres import get_site
from hub.web.frame import page, show, wording
from hub.web.limits import GUESSES, limit_of

_LONGEST = 20  # characters of a code
_LONGEST_TEXT = 600


@page(post=True)
def ask(request: HttpRequest) -> HttpResponse:
    """Returns the form; or answers that stand already; or, once it was sent all the same, the code by which the answer
    is read. Sent twice it is one question."""
    if request.method != "POST":
        return _show_form(request)
    sent, now = request.POST, timezone.now()
    site = get_site(sent.get("site", ""))
    entries = () if "send" in sent else knowledge.search(sent.get("text", "")[:_LONGEST_TEXT], site.area).entries
    if entries:
        return show(request, "answered", here="ask", entries=entries, sent=sent)
    try:
        question = c.Question.model_validate(
            {"id": sent.get("id"), "text": sent.get("text", ""), "phone": sent.get("phone", ""), "asked_at": now}
        )
        kiosk = get_own_page(site, now)
        rate_limits.consume_write(kiosk, now)
        row = questions.ask(question, kiosk, now)
    except RequestRefused as refused:
        return _show_form(request, status=refused.problem.status, problem=wording(refused.problem))
    return show(request, "asked", here="ask", code=row.code)


@page(post=True)
def read_answer(request: HttpRequest) -> HttpResponse:
    """Returns the question of a code, and its answer where there is one."""
    if request.method != "POST":
        return _show_form(request)
    limit, now = limit_of(request, "guess", GUESSES), timezone.now()
    limit.consume()
    code = read_case_code(request.POST.get("code", "")[:_LONGEST]) or ""
    claim = Claim("question", code, Proof.CODE, "read answers")
    try:
        replies = get_own(claim, lambda: questions.replies_of(code), pages_of_hub(now), now)
    except RequestRefused as refused:
        return _show_form(request, status=refused.problem.status, not_found=wording(refused.problem))
    limit.release()
    return show(request, "replies", here="ask", replies=replies)


def _show_form(request: HttpRequest, **more: object) -> HttpResponse:
    sites = Site.objects.all()
    return show(request, "ask", **{"here": "ask", "sites": sites, "id": uuid4(), "sent": request.POST, **more})
