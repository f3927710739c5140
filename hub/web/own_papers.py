"""The papers that one's case lacks, from the telephone on which it is read: the same way as by a kiosk's link."""

from urllib.parse import urlsplit
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from contract.registers import LicenceWanted
from contract.text import text
from hub.cases.actors import Actor
from hub.cases.models import Case
from hub.core.problems import RequestRefused
from hub.files.handing_in import hand_in_supplement
from hub.files.models import UploadSession
from hub.files.sessions import find_supplement, is_open, open_session
from hub.kiosks.own_pages import pages_of_hub
from hub.registers.licences import attach_licence
from hub.residents.selectors import as_person
from hub.web.logged_in import find_logged_in
from hub.web.own_case import of_own_case, show_case
from hub.web.passes import UPLOAD, end_pass, give_pass
from hub.web.sent_papers import find_upload
from languages.registry import DEFAULT, find_tag

_LONGEST = 3  # digits of a paper's position


@of_own_case
def open_papers(request: HttpRequest, case: Case) -> HttpResponse:
    """Opens the way for ten minutes, and leads there."""
    now, key = timezone.now(), uuid4()
    supplement, locale = find_supplement(case), get_language() or ""
    link = open_session(pages_of_hub(now), key, case.item_version, supplement, locale, now)
    if not link.url:
        raise RequestRefused(409, text("This case wants no papers."))
    response = redirect(urlsplit(link.url).path)
    give_pass(response, UPLOAD, str(key))
    return response


@of_own_case
def fetch_licence(request: HttpRequest, case: Case) -> HttpResponse:
    """Adds a copy from the city's licence service to what this browser has sent: for the applicant, who logged in at
    the city and agrees to this copy."""
    resident, now = find_logged_in(request), timezone.now()
    if resident is None or resident.pk != case.resident_id:
        raise RequestRefused(403, text("Please log in at the city first."))
    position = request.POST.get("position", "")
    if not (position.isascii() and position.isdecimal() and len(position) <= _LONGEST):
        raise RequestRefused(400)
    session, key = find_upload(request, case), uuid4()
    if session is None or not is_open(session, now):
        key = session.pk if session is not None else key
        open_session(pages_of_hub(now), key, case.item_version, find_supplement(case), get_language() or "", now)
        session = UploadSession.objects.get(pk=key)
    tag = find_tag(get_language() or "") or DEFAULT
    body = LicenceWanted(id=uuid4(), person=as_person(resident), position=int(position), language=tag)
    attach_licence(session, resident, body, pages_of_hub(now), now)
    response = redirect("web:case")
    give_pass(response, UPLOAD, str(session.pk))
    return response


@of_own_case
def hand_in_papers(request: HttpRequest, case: Case) -> HttpResponse:
    """Hands in what has come as papers that the case lacked; with the last one its limits run again."""
    upload, now = find_upload(request, case), timezone.now()
    if upload is None:
        return redirect("web:case")
    hand_in_supplement(upload, Actor(kiosk=pages_of_hub(now)), now)
    case.refresh_from_db()
    response = show_case(request, case, done=_("Your papers have been received."))
    end_pass(response, UPLOAD)
    return response
