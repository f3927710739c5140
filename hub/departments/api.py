from django.http import HttpRequest
from django.utils import timezone
from ninja import Router
from ninja.security import HttpBearer

from hub.departments import incoming
from hub.departments.keys import key_of
from hub.departments.messages import AnswerTaken, DepartmentAnswer
from hub.departments.models import ApiKey


class DepartmentKey(HttpBearer):
    """`Authorization: Bearer <the department's key>`. Each message is signed besides."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:
        now = timezone.now()
        key = key_of(token, now)
        if key is None:
            incoming.count_stranger(now)
        return key


router = Router(tags=["departments"], auth=DepartmentKey())


SIGNED = {
    "parameters": [
        {"in": "header", "name": name, "required": True, "schema": {"type": "string"}, "description": text}
        for name, text in (
            ("webhook-id", "the message's own id: sent again, it changes nothing"),
            ("webhook-timestamp", "seconds since 1970"),
            (
                "webhook-signature",
                "v1, and the Base64 of HMAC-SHA-256 over id.timestamp.body; with HUB_CRYPTO=sm v1sm3 and HMAC-SM3",
            ),
        )
    ]
}


@router.post("departments/answers", response=AnswerTaken, openapi_extra=SIGNED)
def answer(request: HttpRequest, message: DepartmentAnswer) -> AnswerTaken:
    """Takes a message of a department's own system about a case. Signed by Standard Webhooks; sent again it changes
    nothing."""
    key: ApiKey = request.auth  # type: ignore[attr-defined]
    return incoming.take(key, request.headers, request.body, message, timezone.now())


def note_refused(request: HttpRequest) -> None:
    """Records a message of a department that could not be read."""
    key = getattr(request, "auth", None)
    if isinstance(key, ApiKey):
        incoming.note_unreadable(key, request.headers, request.body, timezone.now())
