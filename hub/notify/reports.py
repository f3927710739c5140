"""What a gateway says later of a message that it took. Only what carries the channel's signature is believed."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from contract.text import text
from hub.audit.findings import holds
from hub.core.problems import RequestRefused
from hub.core.signing import Forged, Late, check
from hub.notify.models import MessageChannel, MessageFate, ResidentMessage

# By the words of CMPP and SMPP (SMPP 3.4, appendix B) and by ours; any other changes nothing.
_FATES: Mapping[str, MessageFate] = {
    "DELIVRD": MessageFate.DELIVERED,
    "DELIVERED": MessageFate.DELIVERED,
    "EXPIRED": MessageFate.FAILED,
    "DELETED": MessageFate.FAILED,
    "UNDELIV": MessageFate.FAILED,
    "REJECTD": MessageFate.FAILED,
    "FAILED": MessageFate.FAILED,
}


def take_report(kind: str, headers: Mapping[str, str], body: bytes, message: UUID, status: str, now: datetime) -> None:
    """Records a report. Raises RequestRefused: 401 where the signature is not the channel's, 404 where it sent no such
    message."""
    _check_signature(kind, headers, body, now)
    rows = ResidentMessage.objects.filter(pk=message, channel=kind, attempts__gt=0)
    if not rows.exists():
        raise RequestRefused(404, text("There is no such message."))
    fate = _FATES.get(status.upper())
    if fate is not None:
        _apply(message, fate, f"report {status.upper()}", now)


def _check_signature(kind: str, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    channel = MessageChannel.objects.filter(kind=kind, active=True).first()
    if channel is None or not channel.secret or not holds(channel):
        raise RequestRefused(401)
    try:
        check(channel.secret, headers, body, now)
    except (Forged, Late):
        raise RequestRefused(401) from None


def _apply(message: UUID, fate: MessageFate, words: str, now: datetime) -> None:
    """Applies a report. One that was delivered stays so after any later report. A report may come before the gateway's
    own answer: then the message has been sent."""
    rows = ResidentMessage.objects.filter(pk=message).exclude(fate__in=[MessageFate.DELIVERED, fate])
    rows.filter(sent_at=None).update(sent_at=now)
    rows.update(fate=fate, answer=words, ended_at=now)
