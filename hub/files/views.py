"""The page that a telephone opens by the kiosk's QR, and to which it sends files in pieces."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from contract.catalogue import Item
from contract.uploads import LARGEST_FILE, UPLOAD_TYPES
from hub.core.problems import RequestRefused
from hub.files.models import UploadSession
from hub.files.sessions import find_session, is_open, papers_of
from hub.files.uploading import LARGEST_PIECE, OtherOffset, Piece, receive_piece
from languages.registry import LOCALES, find_tag


@never_cache
@require_safe
def upload_page(request: HttpRequest, token: str) -> HttpResponse:
    """Shows each paper by name, with a button to photograph it; where the link is over or unknown, what to do."""
    session = find_session(token)
    tag = _language(request, session)
    with translation.override(tag):
        if session is None or not is_open(session, timezone.now()):
            return render(request, "files/over.html", _frame(tag, session), status=404 if session is None else 410)
        return render(request, "files/upload.html", _frame(tag, session) | _content(session, tag))


def _language(request: HttpRequest, session: UploadSession | None) -> str:
    """Returns the language asked for on the page, that of the visit, or the browser's."""
    chosen = find_tag(request.GET.get("language", ""))
    if chosen is not None:
        return chosen
    if session is not None:
        return session.locale
    return find_tag(translation.get_language_from_request(request)) or ""


def _frame(tag: str, session: UploadSession | None) -> dict[str, Any]:
    others = [locale for other, locale in LOCALES.items() if other != tag]
    return {"lang": LOCALES[tag].tag, "others": others, "case_page": _case_page(session)}


def _case_page(session: UploadSession | None) -> str:
    """Returns where one goes on who came from the residents' own pages; nothing for who came from a kiosk."""
    return f"{urlsplit(settings.HUB_PAGES).path}case/" if session and session.kiosk.web and settings.HUB_PAGES else ""


def _content(session: UploadSession, tag: str) -> dict[str, Any]:
    item = Item.model_validate(session.item_version.content)
    papers = [(row.position, row.name.in_locale(tag), row.pages) for row in papers_of(session)]
    return {
        "item": item.shown_name.in_locale(tag),
        "papers": papers,
        "types": ",".join(UPLOAD_TYPES),
        "piece": LARGEST_PIECE,
        "largest": LARGEST_FILE,
        "megabytes": LARGEST_FILE // 1_000_000,
        "until": session.expires_at,
    }


@csrf_exempt  # the link itself is the proof; there is no cookie
@never_cache
@require_http_methods(["PUT"])
def upload_piece(request: HttpRequest, token: str, position: int, upload: UUID) -> JsonResponse:
    """Takes a piece: `offset`, `size` of the whole file. Answers how much is here, and why where it is not taken."""
    session = find_session(token)
    tag = _language(request, session)
    if session is None:
        return JsonResponse({"message": "", "over": True}, status=404)
    numbers = [request.GET.get(name, "") for name in ("offset", "size")]
    if not all(number.isascii() and number.isdecimal() and len(number) < 12 for number in numbers):
        return JsonResponse({"message": ""}, status=400)
    offset, size = map(int, numbers)
    try:
        received = receive_piece(session, Piece(upload, position, size, offset, request.body), timezone.now())
    except OtherOffset as other:
        return JsonResponse({"offset": other.offset}, status=409)
    except RequestRefused as refused:
        problem = refused.problem
        message = problem.detail.in_locale(tag) if problem.detail else ""
        return JsonResponse({"message": message, "over": problem.status == 410}, status=problem.status)
    pages = {row.position: row.pages for row in papers_of(session)}
    return JsonResponse({"offset": received.offset, "done": received.done, "pages": pages.get(position, 0)})
