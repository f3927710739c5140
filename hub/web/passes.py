"""What a browser has shown to be its own: a signed cookie for these pages alone, apart from all that staff log in with.

It holds the key of a case, a draft, a number or an upload, and nothing of the person; another hub's, an altered or an
old one is none.
"""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

CASE, NUMBER, UPLOAD, RECORD, ENTRY = "web_case", "web_number", "web_upload", "web_record", "web_entry"  # the cookies
DRAFT = "web_draft"
ATTEMPT, CITY, CODE = "web_attempt", "web_city", "web_code"  # a log-in that was begun; one at the city; a code sent
ORGANISATION, ORGANISATION_ATTEMPT = "web_organisation", "web_organisation_attempt"  # the same of an organisation
_MINUTES = {CASE: 20, NUMBER: 720, UPLOAD: 60, RECORD: 20, ENTRY: 60, ATTEMPT: 10, CITY: 20, CODE: 5}
_MINUTES |= {DRAFT: 20, ORGANISATION: 60, ORGANISATION_ATTEMPT: 10}
_LASTS = {name: minutes * 60 for name, minutes in _MINUTES.items()}  # seconds
_PATH = "/web/"
_LONGEST = 300  # characters


def find_pass(request: HttpRequest, name: str) -> str | None:
    """Returns the key that the cookie stands for, while it holds."""
    value = request.COOKIES.get(name, "")
    if not value or len(value) > _LONGEST:
        return None
    try:
        key = signing.loads(value, salt=f"hub.web.{name}", max_age=_LASTS[name])
    except signing.BadSignature:
        return None
    return key if isinstance(key, str) else None


def give_pass(response: HttpResponse, name: str, key: str) -> None:
    value, secure = signing.dumps(key, salt=f"hub.web.{name}"), bool(settings.SESSION_COOKIE_SECURE)
    response.set_cookie(name, value, _LASTS[name], path=_PATH, secure=secure, httponly=True, samesite="Lax")


def end_pass(response: HttpResponse, name: str) -> None:
    response.delete_cookie(name, path=_PATH, samesite="Lax")
