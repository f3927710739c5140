"""Sends what is due: claimed in batches, sent side by side, and recorded.

A claim holds a row for longer than any try lasts, so that no two workers send it at once. A worker that dies between
the sending and the record leaves the row to the next claim: it is sent again under the same key, by which the receiver
knows it.
"""

from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from time import monotonic
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from contract.catalogue import Privacy
from hub.audit.findings import holds, raise_row_changed
from hub.core.clock import local_day
from hub.core.sealing import ChangedPastHub
from hub.departments.outbox import pause_after
from hub.departments.wire import SendResult
from hub.notify.carriers import OutgoingLetter, carry
from hub.notify.letters import Addresses, language_of, privacy_of, read_addresses
from hub.notify.models import MessageChannel, MessageChannelKind, MessageEvent, MessageFate, ResidentMessage
from hub.notify.readiness import PURPOSES, list_ready
from hub.notify.sms_parts import count_parts
from hub.notify.templates import subject_line
from languages.registry import DEFAULT

_PAUSES = (10, 30, 60, 300, 900, 3600, 3 * 3600, 6 * 3600)  # seconds
_TAKEN_FOR = timedelta(minutes=5)  # longer than a batch can take
_LOOK_AGAIN = timedelta(minutes=5)  # where a channel cannot be used for now
_BATCH, _AT_ONCE = 128, 32
_LONGEST = 10.0  # seconds of a round, then other jobs have their turn
_URGENT = (MessageEvent.TURN, MessageEvent.LOG_IN)  # the resident waits for it: no quiet hours


def send_messages(now: datetime) -> int:
    """Sends what is due; returns how many tries there were. May run in many places at once."""
    if not _due(now).exists():
        return 0
    tries, until = 0, monotonic() + _LONGEST
    with ThreadPoolExecutor(_AT_ONCE, "message") as pool:
        while monotonic() < until:
            claimed, ready = claim(timezone.now())
            if not claimed:
                return tries
            record_results(ready, list(pool.map(_carry, ready)), timezone.now())
            tries += len(ready)
    return tries


@dataclass(frozen=True, slots=True, repr=False)
class ClaimedMessage:
    row: ResidentMessage
    channel: MessageChannel
    letter: OutgoingLetter


def _carry(one: ClaimedMessage) -> SendResult:
    """Sends one message. An error of one does not keep the others from being recorded."""
    try:
        return carry(one.channel, one.letter, timezone.now())
    except Exception as error:
        return SendResult(False, False, type(error).__name__)


def _due(now: datetime) -> "QuerySet[ResidentMessage]":
    return ResidentMessage.objects.filter(fate=MessageFate.WAITING, due_at__lte=now)


def _next_time(row: ResidentMessage, channel: MessageChannel | None, now: datetime) -> datetime | None:
    """Returns the end of the channel's quiet hours, where it is within them."""
    return None if channel is None or row.event in _URGENT else channel.quiet_end(now)


@transaction.atomic
def claim(now: datetime) -> tuple[int, list[ClaimedMessage]]:
    """Claims a batch that no other worker has; returns how many rows it had, and those of them to be sent now."""
    channels = [channel for channel in list_ready() if holds(channel)]
    locked = _due(now).select_for_update(skip_locked=True, of=("self",)).order_by("due_at")
    rows = list(locked.select_related("resident", "case")[:_BATCH])
    reach = read_addresses(rows, local_day(now))
    return len(rows), [one for row in rows if (one := _prepare_intact(row, channels, reach, now)) is not None]


def _prepare_intact(
    row: ResidentMessage, channels: Sequence[MessageChannel], reach: Addresses, now: datetime
) -> ClaimedMessage | None:
    """Returns the message, prepared. One that was written past the hub is a finding, and delays no other."""
    try:
        return _prepare(row, channels, reach, now)
    except ChangedPastHub as error:
        raise_row_changed(error)
        rows = ResidentMessage.objects.filter(pk=row.pk)
        rows.update(fate=MessageFate.GIVEN_UP, answer="changed past the hub", ended_at=now)
        return None


def _prepare(
    row: ResidentMessage, channels: Sequence[MessageChannel], reach: Addresses, now: datetime
) -> ClaimedMessage | None:
    """Saves the row as it is to be: claimed for a while, postponed, or given up; returns the message to send, if
    any."""
    chosen = "too late" if now >= row.until else _choose(row, channels, reach, now)
    if isinstance(chosen, str):
        _give_up(row, chosen, now)
        return None
    channel, tag = chosen or (None, "")
    due = _next_time(row, channel, now)
    if channel is None or due is not None:
        row.due_at = due or now + _LOOK_AGAIN
        row.save(update_fields=["due_at"])
        return None
    if not row.channel:
        _write(row, channel, reach, tag)
    row.due_at, row.attempts = now + _TAKEN_FOR, row.attempts + 1
    row.save(update_fields=["due_at", "attempts", "channel", "address", "text", "parts", "cost"])
    subject = subject_line().in_locale(tag)
    event = "news" if privacy_of(row) is Privacy.CONFIDENTIAL else row.event
    return ClaimedMessage(row, channel, OutgoingLetter(str(row.pk), event, row.address, subject, row.text))


def _choose(
    row: ResidentMessage, channels: Sequence[MessageChannel], reach: Addresses, now: datetime
) -> tuple[MessageChannel, str] | str | None:
    """Returns the first channel to which the resident still agrees and where they are reached, and the language; once
    chosen, no other. A string says why there is none; None: there may be again."""
    tags = _find_languages(row, reach, local_day(now))
    if not tags:
        return "no consent"
    usable = [channel for channel in channels if channel.kind in tags]
    for channel in usable:
        if row.channel or reach.find_address(row, channel.kind):
            return channel, tags[channel.kind]
    return "no address" if usable else None


def _find_languages(row: ResidentMessage, reach: Addresses, today: date) -> dict[str, str]:
    """Returns by channel the language in which the resident is told. A code to log in goes by SMS alone, to the one who
    has just asked for it."""
    if row.event == MessageEvent.LOG_IN:
        return {MessageChannelKind.SMS: str(row.details.get("language") or DEFAULT)}
    kinds = [row.channel] if row.channel else list(PURPOSES)
    consents = {kind: reach.find_consent(row, kind, today) for kind in kinds}
    return {kind: language_of(consent) for kind, consent in consents.items() if consent is not None}


def _write(row: ResidentMessage, channel: MessageChannel, reach: Addresses, tag: str) -> None:
    sms = channel.kind == MessageChannelKind.SMS
    words = reach.wording(row, tag)
    row.channel, row.address = channel.kind, reach.find_address(row, channel.kind)
    row.text = f"【{channel.sign}】{words}" if sms and channel.sign else words
    row.parts = count_parts(row.text) if sms else 1
    row.cost = row.parts * channel.price


def _give_up(row: ResidentMessage, why: str, now: datetime) -> None:
    row.fate, row.answer, row.ended_at = MessageFate.GIVEN_UP, why, now
    row.save(update_fields=["fate", "answer", "ended_at"])


@transaction.atomic
def record_results(claimed: Sequence[ClaimedMessage], results: Sequence[SendResult], now: datetime) -> None:
    """Records the results. What a report has said in the meantime stays, and so does what another worker has claimed
    since. Messages with the same result are recorded together."""
    alike: defaultdict[tuple[int, SendResult], list[UUID]] = defaultdict(list)
    for one, result in zip(claimed, results, strict=True):
        alike[one.row.attempts, result].append(one.row.pk)
    for (attempts, result), keys in alike.items():
        rows = ResidentMessage.objects.filter(pk__in=keys, fate=MessageFate.WAITING, attempts=attempts)
        rows.update(answer=result.words, **_outcome(attempts, result, now))


def _outcome(attempts: int, result: SendResult, now: datetime) -> dict[str, object]:
    if result.arrived:
        return {"fate": MessageFate.SENT, "sent_at": now, "ended_at": now}
    if result.hopeless:
        return {"fate": MessageFate.FAILED, "ended_at": now}
    if attempts > len(_PAUSES):
        return {"fate": MessageFate.GIVEN_UP, "ended_at": now}
    return {"due_at": now + pause_after(attempts, _PAUSES)}
