"""One signed HTTP request to another system. Redirects are not followed, and no proxy is asked."""

from dataclasses import dataclass
from datetime import datetime

from hub.core.outgoing import ERRORS, MessageEndpoint, exchange

HOPELESS = (400, 405, 410, 413, 415, 422)  # the same message will not fare better


@dataclass(frozen=True, slots=True)
class SendResult:
    arrived: bool
    hopeless: bool
    words: str  # for the record: a status or the kind of error, never what was sent or answered


def post(line: MessageEndpoint, message_id: str, body: bytes, now: datetime) -> SendResult:
    """Sends the message. Any 2xx says that it arrived, and so does 409: it has arrived before. Errors become
    results."""
    try:
        status, _ = exchange(line, message_id, body, now)
    except ERRORS as error:
        return SendResult(False, False, type(error).__name__)
    return SendResult(200 <= status < 300 or status == 409, status in HOPELESS, f"HTTP {status}")
