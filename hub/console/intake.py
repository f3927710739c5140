"""Taking a resident's matter in at a window or by phone (前台一口受理): choose the item, fill in its form, hand in."""

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from contract.cases import Submission
from contract.catalogue import CardRule
from contract.catalogue import Item as Guide
from contract.people import Person
from contract.problems import Problem
from contract.text import text
from hub.audit.services import record
from hub.cases import access, supplements
from hub.cases.actors import Actor
from hub.cases.services import submit_at_counter
from hub.cases.supplements import list_named_papers
from hub.catalogue import paper_form
from hub.catalogue.models import Department, Item
from hub.catalogue.selectors import item_version
from hub.console.frame import page, report_outcome, show, wording
from hub.console.search_results import get_result
from hub.core.clock import local_day
from hub.core.problems import RequestRefused, refused_field
from hub.core.sent_ids import get_id
from hub.files.form_files import take_form_files
from hub.kiosks.own_pages import pages_of_hub
from hub.registers.form_licences import fetch_form_licences, list_form_licences, list_ticked
from hub.residents import selectors
from hub.staff.scopes import Action, areas_of, list_areas, may

_LONGEST_NAME = 60  # characters
_OWN_INPUTS = ("item", "csrfmiddlewaretoken")


@page(Action.ACCEPT_CASES)
def choose(request: HttpRequest, user: User) -> HttpResponse:
    """Shows the items that can be taken in, by department; `q` narrows it by the name or by letters of its pinyin."""
    query = request.GET.get("q", "").strip()[:40]
    letters = query.replace(" ", "").lower()
    rows = [row for row in Item.objects.filter(offered=True).order_by("position", "code") if _matches(row, letters)]
    by_department = [
        (department, [row for row in rows if row.department_id == department.pk])
        for department in Department.objects.filter(pk__in={row.department_id for row in rows})
    ]
    return show(request, user, "intake", by_department=by_department, wanted=query)


def _matches(row: Item, letters: str) -> bool:
    """Returns whether the query is in the name, in the pinyin, or in the first letters of its syllables."""
    initials = "".join(syllable[:1] for syllable in row.pinyin.split())
    return any(
        letters in text for text in (*map(str.lower, row.name.root.values()), row.pinyin.replace(" ", ""), initials)
    )


@page(Action.ACCEPT_CASES)
def fill(request: HttpRequest, user: User, code: str) -> HttpResponse:
    """Returns the item's guide in short, and its form."""
    return _show_form(request, user, _guide(code), QueryDict())


@page(Action.ACCEPT_CASES, post=True)
def start(request: HttpRequest, user: User) -> HttpResponse:
    """Returns the form of the `item`, by its code, name or pinyin, for the person who was looked up; else a choice
    of those that it may be."""
    sent = request.POST.copy()
    rows = _find_named(sent.get("item", "").strip()[:_LONGEST_NAME])
    if len(rows) != 1:
        hidden = [(name, value) for name, values in sent.lists() if name not in _OWN_INPUTS for value in values]
        return show(request, user, "intake_which", here="intake", rows=rows, words=sent.get("item", ""), hidden=hidden)
    if sent.get("by") == "result":
        with report_outcome(request):
            sent["number"] = get_result(user, sent.get("wanted", "")).number
    return _show_known(request, user, rows[0].code, sent)


def _find_named(words: str) -> list[Item]:
    """Returns the one of that code or name; else those whose name or pinyin has the words."""
    offered = list(Item.objects.filter(offered=True).order_by("position", "code").only("code", "name", "pinyin"))
    exact = [row for row in offered if words == row.code or words in row.name.root.values()]
    letters = words.replace(" ", "").lower()
    return exact[:1] or [row for row in offered if letters and _matches(row, letters)]


@page(Action.ACCEPT_CASES, post=True)
def known(request: HttpRequest, user: User, code: str) -> HttpResponse:
    """Returns the form with what is known of the person of that number, which is kept on record."""
    return _show_known(request, user, code, request.POST.copy())


def _show_known(request: HttpRequest, user: User, code: str, sent: QueryDict) -> HttpResponse:
    guide = _guide(code)
    resident = selectors.find(sent.get("number", ""))
    record(
        user,
        "read facts",
        "resident" if resident is None else f"resident {resident.pk}",
        {"ground": f"item {guide.code}"},
    )
    facts = selectors.facts_of(resident, local_day(timezone.now())) if resident else ()
    if not facts:
        messages.info(request, _("Nothing is known of this number yet."))
    paper_form.fill_in(sent, guide, {fact.key: fact.value for fact in facts})
    return _show_form(request, user, guide, sent)


@page(Action.ACCEPT_CASES, post=True)
def hand_in(request: HttpRequest, user: User, code: str) -> HttpResponse:
    """Redirects to the case; or shows the form again, as it was sent, with what is wrong at each field."""
    guide, sent, now = _guide(code), request.POST.copy(), timezone.now()
    area = areas_of(user).filter(code=sent.get("area", "")).first()
    if area is None:
        raise Http404
    try:
        upload = take_form_files(sent, request.FILES, guide, pages_of_hub(now), now)
        if "true" not in sent:
            raise paper_form.not_confirmed()
        applicant = _applicant(guide, sent)
        if applicant is not None and list_ticked(sent):
            _check_applicant_is_here(sent)
            upload = fetch_form_licences(sent, guide, applicant, user, pages_of_hub(now), now)
        submission = Submission(
            id=get_id(sent.get("id", "")),
            item=guide.code,
            item_version=guide.version,
            applicant=applicant,
            answers=paper_form.answers(sent, guide),
            stated_at=now,
            submitted_at=now,
            agent=paper_form.agent(sent, local_day(now)),
            organisation=paper_form.organisation(sent),
            upload=upload,
        )
        accepted = submit_at_counter(submission, user, area, "by_phone" in sent, now)
    except RequestRefused as refused:
        return _show_form(request, user, guide, sent, refused.problem)
    messages.success(request, _("Taken in. The case number is %(code)s.") % {"code": accepted.code})
    _tell_missing(request, user, accepted.code, sent.getlist("named"))
    return redirect("console:case", accepted.code)


def _tell_missing(request: HttpRequest, user: User, code: str, places: list[str]) -> None:
    """Tells what is missing of the item's papers, where somebody who works on the case takes it in."""
    case = access.case_for(user, code, Action.READ_CASES)
    if not places or not access.may_work(user, case):
        return
    with report_outcome(request, _("The resident is told what is missing.")):
        supplements.want(case, list_named_papers(case, places), Actor(staff=user), timezone.now())


def _guide(code: str) -> Guide:
    """Returns the item as it is published now. Raises Http404."""
    row = Item.objects.filter(code=code, offered=True).only("code", "version").first()
    version = row and item_version(row.code, row.version)
    if not version:
        raise Http404
    return Guide.model_validate(version.content)


def _applicant(guide: Guide, sent: QueryDict) -> Person | None:
    """Returns the applicant. Raises Refused."""
    return None if guide.card is CardRule.NONE else paper_form.person(sent, local_day(timezone.now()))


def _check_applicant_is_here(sent: QueryDict) -> None:
    """Raises Refused where the applicant is not at the window with their own card."""
    if "by_phone" in sent or sent.get("agent_number", "").strip():
        words = text("An electronic licence is fetched while the applicant is here with the card.")
        raise refused_field("licence", "not_here", words)


def _show_form(
    request: HttpRequest, user: User, guide: Guide, sent: QueryDict, problem: Problem | None = None
) -> HttpResponse:
    if problem is not None:
        messages.error(request, wording(problem))
    return show(
        request,
        user,
        "intake_form",
        here="intake",
        guide=guide,
        sent=sent,
        needs_card=guide.card is not CardRule.NONE,
        questions=paper_form.questions(guide, sent, problem),
        areas=list_areas(user),
        licences=[] if guide.card is CardRule.NONE else list_form_licences(guide),
        ticked=list_ticked(sent),
        new_id=sent.get("id") or uuid4(),
        may_want_papers=may(user, Action.WORK_CASES),
        lacking=sent.getlist("named"),
    )
