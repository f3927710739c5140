"""Residents and organisations looked up at a window or for a caller, and mandates recorded there."""

from datetime import timedelta
from uuid import UUID, uuid4

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from contract import residents as c
from contract.grounds import GroundKind, LookupGround
from contract.numbers import mask_name, mask_text
from contract.people import OrganisationId
from contract.text import text
from hub.cases.entitlements import list_visible, may_end
from hub.cases.models import Entitlement
from hub.catalogue import paper_form
from hub.catalogue.models import Item
from hub.channels import callers
from hub.console.frame import page, report_outcome, show
from hub.console.matters import read_matters
from hub.console.search_results import LONGEST, get_result, list_results
from hub.console.wording import WORDS
from hub.core.clock import local_day, parse_day
from hub.core.problems import refused_field
from hub.core.worded import WordedQuery
from hub.places.homes import find_home
from hub.places.map_pictures import send_picture
from hub.residents import consents, corrections, files, mandates, rechecking, selectors
from hub.residents.models import ADDRESS, Mandate, Organisation, Resident
from hub.residents.services import get_or_register_organisation, get_registered
from hub.staff.scopes import Action, areas_of, list_areas, may

_MOST_OPENED = 40  # values at once
_MOST_CALLERS = 20  # of one telephone


@page(Action.READ_RESIDENTS)
def search(request: HttpRequest, user: User) -> HttpResponse:
    return _show_people(request, user)


@page(Action.READ_RESIDENTS, post=True)
def find(request: HttpRequest, user: User) -> HttpResponse:
    """Finds a person by number, by an organisation's code or by telephone. The look-up and its ground are recorded,
    found or not.

    Values are masked; `open` names one that is to be read, `opened` those that are open already.
    """
    kind, query = request.POST.get("by", ""), request.POST.get("wanted", "").strip()[:LONGEST]
    context: dict[str, object] = {}
    with report_outcome(request, also_404=True):
        ground = _ground(request)
        match kind:
            case "number":
                context["is_new"] = True  # unless the look-up finds them
                context |= _person_found(request, user, c.PersonWanted(number=query, ground=ground))
            case "result":
                number = get_result(user, query).number
                context |= _person_found(request, user, c.PersonWanted(number=number, ground=ground))
            case "name":
                context["named"] = list_results(user, _find_named(request, user, query, ground))
            case "organisation":
                row = files.organisation_file(user, c.OrganisationWanted(code=query, ground=ground))
                context["organisation"] = c.OrganisationFile(name=row.name, mandates=tuple(map(_masked, row.mandates)))
            case "phone" if query:
                callers.callers(user, c.CallerWanted(phone=query, ground=ground))
                context["named"] = list_results(user, selectors.residents_of_phone(query)[:_MOST_CALLERS])
    return _show_people(request, user, by=kind, wanted=query, **context)


def _find_named(request: HttpRequest, user: User, name: str, ground: LookupGround) -> list[Resident]:
    """Returns the residents of a name. Raises RequestRefused."""
    birth = parse_day(request.POST.get("birth", ""))
    if not name or birth is None:
        raise refused_field("birth", "required", text("Give the name and the day of birth."))
    return files.find_named(user, name, birth, ground)


def _ground(request: HttpRequest) -> LookupGround:
    """Returns the ground that was sent. Raises ValidationError."""
    kind, value = (request.POST.get(name, "").strip() for name in ("ground", "ground_value"))
    if not value:
        raise refused_field("ground", "missing", text("Say why you look this up."))
    return LookupGround.model_validate({"kind": kind, "value": value})


def _person_found(request: HttpRequest, user: User, query: c.PersonWanted) -> dict[str, object]:
    """Returns the file, with all that was not opened masked. Raises RequestRefused."""
    keys = [key for name in ("open", "opened") for key in request.POST.getlist(name)]
    opened = {key for key in keys[:_MOST_OPENED] if key in WORDS["fact"] or key == "mandates"}
    now = timezone.now()
    opened_file = files.open_file(user, query, now, opened)
    resident, file = opened_file.resident, opened_file.file
    facts = [(fact, fact.value if fact.key in opened else mask_text(fact.value)) for fact in file.facts]
    mandates = file.mandates
    if "mandates" not in opened:
        own, held = (tuple(map(_masked, rows)) for rows in (mandates.given, mandates.held))
        mandates = c.Mandates(given=own, held=held)
    name = file.name if "name" in opened else mask_name(file.name)
    shown = {"person": file, "person_name": name, "facts": facts, "mandates": mandates, "opened": opened}
    shown |= {"matters": read_matters(user, resident, now), "person_sign": list_results(user, [resident])[0].sign}
    shown |= {"entitlements": [(row, _may_end(user, row)) for row in list_visible(user, resident)]}
    due = rechecking.filter_due(opened_file.facts, local_day(now))
    home = find_home(resident, local_day(now)) if ADDRESS in opened else None
    return {**shown, "home": home, "due": {fact.key for fact in due}}


@page(Action.READ_RESIDENTS)
def map_picture(request: HttpRequest, user: User, digest: str) -> HttpResponse:
    """Returns the picture of a map on which a home is shown."""
    return send_picture(digest)


def _may_end(user: User, row: Entitlement) -> bool:
    is_over = row.last_day is not None and row.last_day < local_day(timezone.now())
    return row.ended_at is None and not is_over and may_end(user, row)


def _masked(mandate: c.Mandate) -> c.Mandate:
    names = {"principal": mask_name(mandate.principal), "agent": mask_name(mandate.agent)}
    return mandate.model_copy(update=names)


def show_visit(request: HttpRequest, user: User, resident: Resident, ticket: str) -> HttpResponse:
    """Shows the file of who took a queue number with their card; the number is the ground."""
    sign = list_results(user, [resident])[0].sign  # stands for the person in the page: who holds the ticket has no card
    ground = LookupGround(kind=GroundKind.TICKET, value=ticket)
    context = _person_found(request, user, c.PersonWanted(number=resident.number, ground=ground))
    more = {"by": "result", "wanted": sign, "ground": ground.kind.value, "ground_value": ticket}
    return _show_people(request, user, **{**context, **more})


def _show_people(request: HttpRequest, user: User, **context: object) -> HttpResponse:
    rows, today = _ITEMS.fetch(), local_day(timezone.now())
    offered = [item for item in rows if item.offered]
    last = today + timedelta(days=366)
    sent = request.POST
    frame = {
        "here": "people",
        "startable": offered if may(user, Action.ACCEPT_CASES) else [],
        "grounds": WORDS["ground"],
        "ground": sent.get("ground", ""),
        "ground_value": sent.get("ground_value", "")[:120],
        "caller": sent.get("caller", "")[:20],
        "takes_calls": may(user, Action.LOG_CALLS),
        "card": _card(sent),
        "card_name": mask_name(sent.get("name", "")[:LONGEST]),
        "areas": list_areas(user),
        "fact_keys": WORDS["fact"],
        "items": offered if may(user, Action.MANAGE_MANDATES) else [],
        "item_names": {item.code: item for item in rows},
        "today": today,
        "last": last,
        "new_id": uuid4(),
    }
    return show(request, user, "people", **{**frame, **context})


_ITEMS = WordedQuery(lambda: Item.objects.only("code", "name", "offered"))  # each has long texts besides


def _card(sent: QueryDict) -> dict[str, str]:
    """Returns what a card said beside its number, where one was read: for those of whom nothing is on record yet."""
    lengths = {"name": 120, "address": 200, "valid_to": 10}
    return {key: sent.get(key, "")[:most] for key, most in lengths.items()} if sent.get("name") else {}


@page(Action.RECORD_CORRECTIONS, post=True)
def take_consent(request: HttpRequest, user: User) -> HttpResponse:
    """Records a resident's yes or no to a purpose, said at the window; shows the resident's file as it is now."""
    sent, resident = request.POST, _named(request, user)
    with report_outcome(request, _("Written down.")):
        values = {"purpose": sent.get("purpose", ""), "given": "given" in sent}
        choice = c.ConsentChoice.model_validate({"id": uuid4(), "person": selectors.as_person(resident), **values})
        consents.choose(resident, choice, user, timezone.now())
    return _file(request, user, resident)


@page(Action.RECORD_CORRECTIONS, post=True)
def take_correction(request: HttpRequest, user: User) -> HttpResponse:
    """Records a correction; nothing changes until it is checked."""
    sent, resident = request.POST, _named(request, user)
    area = areas_of(user).filter(code=sent.get("area", "")).first()
    if area is None:
        raise Http404
    with report_outcome(request, _("Written down. Nothing changes until it has been checked.")):
        values = {name: sent.get(name, "").strip() for name in ("id", "key", "value", "reason")}
        correction = c.CorrectionWanted.model_validate({"person": selectors.as_person(resident), **values})
        corrections.ask(resident, correction, area, user, timezone.now())
    return _file(request, user, resident)


@page(Action.RECORD_CORRECTIONS, post=True)
def check_fact(request: HttpRequest, user: User) -> HttpResponse:
    """Records that a detail is still right, as the resident says at the window."""
    resident = _named(request, user)
    with report_outcome(request, _("Written down.")):
        rechecking.confirm_fact(resident, request.POST.get("key", ""), user, timezone.now())
    return _file(request, user, resident)


def _named(request: HttpRequest, user: User) -> Resident:
    """Returns who was looked up. Raises Http404."""
    resident: Resident | None = None
    if request.POST.get("by") == "result":
        with report_outcome(request):
            resident = get_result(user, request.POST.get("wanted", ""))
    else:
        resident = selectors.find(request.POST.get("number", "")[:20])
    if resident is None:
        raise Http404
    return resident


def _file(request: HttpRequest, user: User, resident: Resident) -> HttpResponse:
    """Returns what is looked up again after a change, for the ground that was named before; else the empty page."""
    context: dict[str, object] = {}
    with report_outcome(request):
        context = _person_found(request, user, c.PersonWanted(number=resident.number, ground=_ground(request)))
    by = "result" if request.POST.get("by") == "result" else "number"
    query = request.POST.get("wanted", "")[:LONGEST] if by == "result" else resident.number
    return _show_people(request, user, by=by, wanted=query, **context)


@page(Action.MANAGE_MANDATES, post=True)
def take_mandate(request: HttpRequest, user: User) -> HttpResponse:
    """Records a mandate of a person, whose card lies there too, or of an organisation, whose paper does. What is wrong
    is told above the form as it was sent.
    """
    sent, now, recorded = request.POST, timezone.now(), False
    with report_outcome(request, _("The mandate is recorded.")):
        agent = get_registered(paper_form.person(sent, local_day(now), "agent_"), "agent", now)
        values = {"id": sent.get("id", ""), "items": sent.getlist("items"), "until": sent.get("until", "")}
        message = c.MandateTaken.model_validate({**values, "agent": {"name": agent.name, "number": agent.number}})
        principal = _principal(sent, user)
        mandates.give(message.id, principal, agent, message.items, message.until, actor=user, now=now)
        recorded = True
    return (
        redirect("console:people") if recorded else _show_people(request, user, sent=sent, chosen=sent.getlist("items"))
    )


def _principal(sent: QueryDict, user: User) -> Resident | Organisation:
    """Raises Refused."""
    now = timezone.now()
    code, number = sent.get("organisation_code", "").strip(), sent.get("principal_number", "").strip()
    if bool(code) == bool(number):
        raise refused_field("principal", "one", text("Name a person or an organisation."))
    if code:
        organisation = OrganisationId(code=code, name=sent.get("organisation_name", "").strip())
        return get_or_register_organisation(organisation.code, organisation.name, now, user)
    return get_registered(paper_form.person(sent, local_day(now), "principal_"), "principal", now)


@page(Action.MANAGE_MANDATES, post=True)
def end_mandate(request: HttpRequest, user: User, mandate: UUID) -> HttpResponse:
    row = Mandate.objects.filter(pk=mandate).first()
    if row is None:
        raise Http404
    with report_outcome(request, _("The mandate is ended.")):
        mandates.revoke(row, user, timezone.now())
    return redirect("console:people")
