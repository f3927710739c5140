"""With each personal message a kiosk shows that the person's card was placed there.

Kiosks of earlier releases do not, and are served all the same for this release, unless HUB_REQUIRE_PRESENCE is set;
`assess` names them.
"""

from datetime import timedelta
from uuid import UUID

import pydantic_core
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from contract.presence import HEADER, Placing, is_proof_of, numbers_in, parse_proof, presence_key
from contract.text import text
from hub.core.problems import RequestRefused
from hub.kiosks.models import Kiosk

FRESH = timedelta(hours=1)  # the longest visit, from placing the card
_NOTED_EVERY = timedelta(hours=1)


def check_presence(request: HttpRequest, kiosk: Kiosk, token_hash: str) -> None:
    """Raises Refused where the message is about somebody whose card was not placed at this kiosk lately."""
    if kiosk.web or not any(name in request.body for name in (b'"number"', b'"holder"')):
        return
    message, key = _parse(request.body), presence_key(token_hash)
    proofs = [proof for proof in request.headers.get(HEADER, "").split(",") if _is_timely(proof, message, kiosk)]
    if all(any(is_proof_of(proof, key, number) for proof in proofs) for number in numbers_in(message)):
        return
    if settings.HUB_REQUIRE_PRESENCE:
        raise RequestRefused(403, text("The card of this person has to lie on the kiosk's reader."), for_good=False)
    _note_unproved(kiosk)


def _note_unproved(kiosk: Kiosk) -> None:
    now = timezone.now()
    if kiosk.unproved_at is None or now - kiosk.unproved_at > _NOTED_EVERY:
        Kiosk.objects.filter(pk=kiosk.pk).update(unproved_at=now)


def _is_timely(proof: str, message: dict[str, object], kiosk: Kiosk) -> bool:
    """Returns whether a placing still holds: it does for a visit, by the kiosk's own clock. What waited in the outbox
    is signed for itself alone, and holds however late it comes: the hub takes it once."""
    placing = parse_proof(proof)
    if placing is None:
        return False
    clock = timezone.now().timestamp() + kiosk.clock_ahead
    return _is_for(placing, message) or abs(clock - placing.at) < FRESH.total_seconds()


def _is_for(placing: Placing, message: dict[str, object]) -> bool:
    try:
        return placing.id == UUID(str(message.get("id")))
    except ValueError:
        return False


def _parse(body: bytes) -> dict[str, object]:
    """Parses a body; what is no JSON is refused when it is read."""
    try:
        message = pydantic_core.from_json(body)
    except ValueError:
        return {}
    return message if isinstance(message, dict) else {}
