"""One try of one message with a gateway, a mail server or the city's app. It touches no database: many go at once."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from hub.alerts.email import send_email
from hub.core.outgoing import ERRORS, MessageEndpoint, exchange
from hub.departments import wire
from hub.departments.wire import HOPELESS, SendResult
from hub.notify.models import MessageChannel, MessageChannelKind

_SHOWABLE = re.compile(r"[A-Za-z0-9_.-]{1,20}")
_DUPLICATE = 409  # the gateway has had this key before


@dataclass(frozen=True, slots=True, repr=False)
class OutgoingLetter:
    """What leaves the hub. `id` is the idempotency key."""

    id: str
    event: str
    address: str
    subject: str
    text: str

    def content(self) -> dict[str, str]:
        return {"type": "message", "id": self.id, "event": self.event, "to": self.address, "text": self.text}


def carry(channel: MessageChannel, letter: OutgoingLetter, now: datetime) -> SendResult:
    """Sends one message; errors become results."""
    if channel.kind == MessageChannelKind.EMAIL:
        return send_email(letter.address, letter)
    line = MessageEndpoint(channel.address, channel.secret, channel.patience)
    body = json.dumps(letter.content(), ensure_ascii=False).encode()
    if channel.kind == MessageChannelKind.APP:
        return wire.post(line, letter.id, body, now)
    return _send_sms(channel, line, letter.id, body, now)


def _send_sms(channel: MessageChannel, line: MessageEndpoint, key: str, body: bytes, now: datetime) -> SendResult:
    """Sends an SMS. A gateway's status alone is not believed: its answer has to say that the message was taken."""
    try:
        status, answer = exchange(line, key, body, now)
    except ERRORS as error:
        return SendResult(False, False, type(error).__name__)
    if status == _DUPLICATE:
        return SendResult(True, False, "HTTP 409")
    if not 200 <= status < 300:
        return SendResult(False, status in HOPELESS, f"HTTP {status}")
    value = _read_result(answer, channel.ok_field)
    words = f"{channel.ok_field} {value}" if _SHOWABLE.fullmatch(value) else f"HTTP {status}, no result"
    final = {word.strip() for word in channel.final_values.split(",")} - {""}
    return SendResult(value == channel.ok_value, value in final, words[:60])


def _read_result(answer: bytes, name: str) -> str:
    """Returns what the gateway says of the message, as JSON writes it; empty where it says nothing of it."""
    try:
        content = json.loads(answer)
    except ValueError:
        return ""
    value = content.get(name) if isinstance(content, Mapping) else None
    return value if isinstance(value, str) else json.dumps(value) if isinstance(value, bool | int) else ""
