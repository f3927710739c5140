"""Applying from the phone: the kiosk's own forms, for items that ask for no card, or for who logged in at the city.

Nobody else has shown a card here: the guide leads them to an appointment or a number instead.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone

from contract.cases import Accepted, Submission, case_code
from contract.catalogue import CardRule, Item
from contract.drafts import SavedDraft
from contract.problems import Problem
from contract.text import text
from hub.cases.models import Case
from hub.cases.services import submit
from hub.catalogue import paper_form
from hub.core.clock import local_day
from hub.core.problems import RequestRefused, refused_field
from hub.core.qr_svg import draw_qr
from hub.core.sent_ids import find_id, get_id
from hub.files.form_files import take_form_files
from hub.kiosks import rate_limits
from hub.kiosks.models import Site
from hub.kiosks.own_pages import get_own_page
from hub.registers.form_licences import fetch_form_licences, list_form_licences, list_ticked
from hub.residents.consents import facts_to_tell
from hub.residents.models import Resident
from hub.residents.selectors import as_person
from hub.web import saved_drafts
from hub.web.catalogue import get_catalogue, get_item
from hub.web.centres import get_site
from hub.web.form_papers import list_papers
from hub.web.frame import page, show, wording
from hub.web.limits import APPLICATIONS, FILES, limit_of
from hub.web.logged_in import find_logged_in
from hub.web.place_choice import SHOW, list_choices, list_suggestions, take_chosen_places

_SALT, _LASTS = "hub.web.applying", 2 * 3600  # seconds


@page(post=True)
def apply(request: HttpRequest, code: str) -> HttpResponse:
    """Returns the item's form; or, once it was handed in, the case's code. Handed in twice it is one case. Saved to go
    on later, it is that case's code too."""
    guide = get_item(get_catalogue(), code)
    applicant = None if guide.card is CardRule.NONE else find_logged_in(request)
    if applicant is None and guide.card is not CardRule.NONE:
        return lead_to_log_in()
    sent = request.POST.copy()
    if applicant is not None:
        sent["name"], sent["number"] = applicant.name, applicant.number
    if request.method != "POST":
        return _begin(request, guide, sent, applicant)
    take_chosen_places(sent, guide.form)
    try:
        if SHOW in sent:
            _take_files(request, guide, sent, get_site(sent.get("site", "")), timezone.now())
            return _show_form(request, guide, sent)
        if "save" in sent:
            return saved_drafts.save(request, guide, sent, applicant)
        accepted = _hand_in(request, guide, sent, applicant)
    except RequestRefused as refused:
        return _show_form(request, guide, sent, _begin_again(sent) or refused.problem)
    return show(request, "handed_in", here="guide", guide=guide, accepted=accepted, qr=draw_qr(accepted.code))


def _begin_again(sent: QueryDict) -> Problem | None:
    """Makes a form that was handed in with other words meanwhile, here or by who went on with the same draft, one of
    its own; returns what is told of that, None where nothing was handed in."""
    key = find_id(sent.get("id", ""))
    if key is None or not Case.objects.filter(pk=key).exists():
        return None
    sent["id"] = str(uuid4())
    message = text(
        "This form has been handed in already, as {code}; see “My case”. What stands here now becomes a new "
        "application if you hand it in too.",
        code=case_code(key),
    )
    return RequestRefused(409, message).problem


def _begin(request: HttpRequest, guide: Item, sent: QueryDict, applicant: Resident | None) -> HttpResponse:
    """Shows the form: as it was saved, where this browser goes on with that, and with what is known. Raises Refused."""
    draft = saved_drafts.find_opened(request, guide, applicant)
    if draft is not None:
        saved_drafts.put_saved(sent, guide, draft)
    begun = [] if draft else saved_drafts.list_begun(guide, applicant, timezone.now())
    return _show_form(request, guide, with_facts(sent, guide, applicant), begun=begun)


def lead_to_log_in() -> HttpResponse:
    """Leads to the log-in of who applies with a card. Raises Http404 where the city has none."""
    if not settings.HUB_CITY_ISSUER:
        raise Http404
    return redirect("web:record")


def with_facts(sent: QueryDict, guide: Item, applicant: Resident | None) -> QueryDict:
    """Returns the form with what is known, as far as they agreed to be told."""
    if applicant is not None:
        facts = facts_to_tell(applicant, local_day(timezone.now()))
        paper_form.fill_in(sent, guide, {fact.key: fact.value for fact in facts})
    return sent


def _hand_in(request: HttpRequest, guide: Item, sent: QueryDict, applicant: Resident | None) -> Accepted:
    """Hands in the form; what it sent in files is put into `sent` as answers. Raises Refused."""
    now = timezone.now()
    site = get_site(sent.get("site", ""))
    upload = _take_files(request, guide, sent, site, now)
    check_is_true(sent)
    limit_of(request, "apply", APPLICATIONS).consume()
    at = read_drawn_at(sent.get("at", ""), now)  # the same form sent again is the same submission
    kiosk = get_own_page(site, now)
    rate_limits.consume_write(kiosk, now)
    if applicant is not None and list_ticked(sent):
        limit_of(request, "files", FILES).consume()
        upload = fetch_form_licences(sent, guide, as_person(applicant), kiosk, kiosk, now)
    submission = Submission(
        id=get_id(sent.get("id", "")),
        item=guide.code,
        item_version=guide.version,
        applicant=None if applicant is None else as_person(applicant),
        answers=paper_form.answers(sent, guide),
        stated_at=at,
        submitted_at=at,
        upload=upload,
    )
    return submit(submission, kiosk, now)


def check_is_true(sent: QueryDict) -> None:
    """Raises Refused where it was not ticked."""
    if "true" not in sent:
        raise refused_field("true", "required", text("Please tick that all of this is true."))


def _sign_drawn_at(now: datetime) -> str:
    return signing.dumps(now.isoformat(), salt=_SALT)


def read_drawn_at(typed: str, now: datetime) -> datetime:
    """Returns when the form was drawn, which these pages have signed; now where it is too long ago."""
    try:
        return datetime.fromisoformat(signing.loads(typed, salt=_SALT, max_age=_LASTS))
    except signing.BadSignature:
        return now


def _take_files(request: HttpRequest, guide: Item, sent: QueryDict, site: Site, now: datetime) -> UUID | None:
    """Raises Refused."""
    if request.FILES:
        limit_of(request, "files", FILES).consume()
    return take_form_files(sent, request.FILES, guide, get_own_page(site, now), now)


def _show_form(
    request: HttpRequest, guide: Item, sent: QueryDict, problem: Problem | None = None, begun: Sequence[SavedDraft] = ()
) -> HttpResponse:
    licences = [] if guide.card is CardRule.NONE else list_form_licences(guide)
    papers = [replace(paper, licence="") for paper in list_papers(guide, sent, problem)]  # they have boxes of their own
    about = {
        "here": "guide",
        "guide": guide,
        "licences": licences,
        "ticked": list_ticked(sent),
        "papers": papers,
        "begun": begun,
    }
    return show_questions(request, "apply", guide, sent, problem, about)


def show_questions(
    request: HttpRequest,
    page: str,
    guide: Item,
    sent: QueryDict,
    problem: Problem | None,
    about: Mapping[str, object],
) -> HttpResponse:
    """Shows the form of an item as it was sent, with what is wrong with it. `about`: what else that page shows."""
    context = {
        "questions": paper_form.questions(guide, sent, problem),
        "sent": sent,
        "needs_card": guide.card is not CardRule.NONE,
        "sites": Site.objects.all(),
        "id": sent.get("id") or uuid4(),
        "at": sent.get("at") or _sign_drawn_at(timezone.now()),
        "places": list_suggestions(guide.form),
        "place_choices": list_choices(sent, guide.form),
        **about,
    }
    if problem is None:
        return show(request, page, **context)
    return show(request, page, status=problem.status, problem=wording(problem), **context)
