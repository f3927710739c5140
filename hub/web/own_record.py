"""My record on the telephone: opened by the link of a kiosk, where the card lay, for twenty minutes in this browser."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from contract import residents as c
from contract.cases import CaseSearch, read_case_code
from contract.drafts import DraftSearch
from contract.people import FactChecked
from contract.queues import AppointmentSearch
from contract.text import text
from hub.audit.services import record
from hub.cases import drafts, handling, selectors
from hub.cases.actors import Actor
from hub.core.clock import local_day
from hub.core.found_rows import list_found
from hub.core.problems import RequestRefused
from hub.core.sent_ids import find_id
from hub.kiosks.gate import Claim, Proof, get_own
from hub.kiosks.own_pages import pages_of_hub
from hub.own_record.copies import render_copy
from hub.own_record.erasing import erase_record
from hub.own_record.gathering import gather_record
from hub.own_record.links import get_linked, is_open
from hub.places.homes import find_home
from hub.queues import appointments
from hub.queues.models import Appointment
from hub.residents import consents, corrections, mandates, rechecking
from hub.residents.models import Resident
from hub.residents.selectors import as_person, number_hashes
from hub.web.frame import View, action, page, show, wording
from hub.web.limits import GUESSES, limit_of
from hub.web.log_in import ways
from hub.web.passes import CITY, RECORD, end_pass, find_pass, give_pass

_LONGEST = 20  # characters of a code
RecordAction = Callable[..., str]  # returns what was done


@page(post=True)
def open_record(request: HttpRequest, token: str) -> HttpResponse:
    """Returns the form for the last four of the number; with the right ones, the way to the record."""
    if request.method != "POST":
        return show(request, "record_open", here="record", over=not is_open(token))
    limit, now = limit_of(request, "guess", GUESSES), timezone.now()
    limit.consume()
    try:
        resident = get_linked(token, request.POST.get("last_four", "")[:4], pages_of_hub(now), now)
    except RequestRefused as refused:
        context = {"here": "record", "over": not is_open(token), "problem": wording(refused.problem)}
        return show(request, "record_open", status=refused.problem.status, **context)
    limit.release()
    response = redirect("web:record")
    give_pass(response, RECORD, str(resident.pk))
    return response


@page()
def own_record(request: HttpRequest) -> HttpResponse:
    """Returns the record that this browser has shown to be its own; else how one comes to it."""
    resident = _find_shown(request)
    if resident is None:
        return show(request, "record_closed", here="record", **ways())
    return show_record(request, resident)


@page()
def copy_as_json(request: HttpRequest) -> HttpResponse:
    return _copy(request, "json", "application/json", lambda own: own.model_dump_json(indent=1).encode())


@page()
def copy_as_pdf(request: HttpRequest) -> HttpResponse:
    return _copy(request, "pdf", "application/pdf", render_copy)


def _copy(request: HttpRequest, kind: str, content_type: str, render: Callable[[Any], bytes]) -> HttpResponse:
    resident, now = _find_shown(request), timezone.now()
    if resident is None:
        return redirect("web:record")
    content = render(gather_record(resident, now))
    record(pages_of_hub(now), "copy own record", f"resident {resident.pk}", {"as": kind})
    headers = {"Content-Disposition": f'attachment; filename="record.{kind}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


def _find_shown(request: HttpRequest) -> Resident | None:
    key = find_pass(request, RECORD) or ""
    return Resident.objects.filter(pk=int(key)).first() if key.isdecimal() else None


def show_record(request: HttpRequest, resident: Resident, **more: Any) -> HttpResponse:
    own = gather_record(resident, timezone.now())
    own_mandates = [(each.agent, each, True) for each in own.mandates.given]
    held_mandates = [(each.principal, each, False) for each in own.mandates.held]
    context = {
        "here": "record",
        "own": own,
        "mandates": [
            (*row, [own.item_names.get(code) for code in row[1].items]) for row in own_mandates + held_mandates
        ],
        "appointments": [(each, own.service_names.get(each.service)) for each in own.appointments],
        "due": [fact for fact in own.facts if fact.key in own.due],
        "home": find_home(resident, local_day(own.at)),
        "awaited": sum(1 for each in own.cases if each.missing),
        "new_id": uuid4(),
        "by_city": bool(settings.HUB_CITY_ISSUER),
    }
    return show(request, "record", **{**context, **more})


def of_own_record(view: RecordAction) -> View:
    """Makes a view an action on the record that this browser has shown to be its own."""

    @wraps(view)
    def handle(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        resident = _find_shown(request)
        if resident is None:
            return redirect("web:record")
        try:
            done = view(request, resident, *args, **named)
        except RequestRefused as refused:
            problem = wording(refused.problem)
            return show_record(request, resident, status=refused.problem.status, problem=problem)
        return show_record(request, resident, done=done)

    return action(handle)


@of_own_record
def choose_consent(request: HttpRequest, resident: Resident) -> str:
    """Records a choice; returns what was done, as all of these do. Raises Refused."""
    now, sent = timezone.now(), request.POST
    choice = c.ConsentChoice(
        id=read_id(sent.get("id", "")),
        person=as_person(resident),
        purpose=sent.get("purpose", ""),
        given="given" in sent,
        language=get_language() or "",
    )
    consents.choose(resident, choice, pages_of_hub(now), now)
    return _("Written down.")


@of_own_record
def ask_correction(request: HttpRequest, resident: Resident) -> str:
    now, sent = timezone.now(), request.POST
    values = {name: sent.get(name, "").strip() for name in ("key", "value", "reason")}
    body = c.CorrectionWanted(id=read_id(sent.get("id", "")), person=as_person(resident), **values)
    by = pages_of_hub(now)
    corrections.ask(resident, body, by.site.area, by, now)
    return _("Staff check it. Until then nothing changes.")


@of_own_record
def check_fact(request: HttpRequest, resident: Resident) -> str:
    """Records that a detail is still right, or what is right now."""
    now, sent = timezone.now(), request.POST
    by, value = pages_of_hub(now), sent.get("value", "").strip()
    if value:
        body = FactChecked(person=as_person(resident), key=sent.get("key", ""), value=value)
        rechecking.check_fact(resident, body.key, body.value, by.site.area.pk, by, now)
    else:
        rechecking.confirm_fact(resident, sent.get("key", ""), by, now)
    return _("Written down.")


@of_own_record
def end_mandate(request: HttpRequest, resident: Resident) -> str:
    now, mandate = timezone.now(), read_id(request.POST.get("mandate", ""))
    claim = Claim("mandate", str(mandate), Proof.NUMBER, "revoke mandate", recorded=False)
    row = get_own(claim, lambda: mandates.of_either(mandate, resident.number), pages_of_hub(now), now)
    mandates.revoke(row, pages_of_hub(now), now)
    return _("The mandate is ended.")


@of_own_record
def cancel_appointment(request: HttpRequest, resident: Resident) -> str:
    now, code = timezone.now(), read_case_code(request.POST.get("code", "")[:_LONGEST]) or ""
    claim = Claim("appointment", code, Proof.NUMBER, "cancel appointment", recorded=False)
    mine = Appointment.objects.filter(code=code, number_hash__in=number_hashes(resident.number))
    rows = mine.select_related("hours__site")[:1]
    row = get_own(claim, lambda: next(iter(list_found(rows)), None), pages_of_hub(now), now)
    appointments.cancel(AppointmentSearch(code=code), row.hours.site, now, pages_of_hub(now))
    return _("The appointment is cancelled.")


@of_own_record
def withdraw_case(request: HttpRequest, resident: Resident) -> str:
    now = timezone.now()
    search = CaseSearch(code=request.POST.get("code", "")[:_LONGEST], number=resident.number)
    claim = Claim("case", read_case_code(search.code or "") or "", Proof.NUMBER, "withdraw own case")
    case = get_own(claim, lambda: selectors.own_case(search), pages_of_hub(now), now)
    handling.withdraw(case, Actor(kiosk=pages_of_hub(now)), now)
    return _("Your case is withdrawn.")


@of_own_record
def delete_draft(request: HttpRequest, resident: Resident) -> str:
    now = timezone.now()
    search = DraftSearch(code=request.POST.get("code", "")[:_LONGEST], number=resident.number)
    claim = Claim("draft", read_case_code(search.code or "") or "", Proof.NUMBER, "delete own draft")
    get_own(claim, lambda: drafts.own_draft(search, now), pages_of_hub(now), now).delete()
    return _("Thrown away.")


@of_own_record
def erase(request: HttpRequest, resident: Resident) -> str:
    if "sure" not in request.POST:
        raise RequestRefused(422, text("Please tick that you are sure."))
    now = timezone.now()
    erasure = erase_record(resident, pages_of_hub(now), now)
    return _("Erased: %(count)s entries. What you see below is kept by law.") % {"count": erasure.erased}


@action
def leave_record(request: HttpRequest) -> HttpResponse:
    """Forgets in this browser whose record was read."""
    response = redirect("web:home")
    end_pass(response, RECORD)
    end_pass(response, CITY)
    return response


def read_id(typed: str) -> UUID:
    """Returns the id. Raises Refused."""
    key = find_id(typed)
    if key is None:
        raise RequestRefused(400)
    return key
