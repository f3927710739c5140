"""The content of a message: which kind of alarm, where and since when. No personal data, and no details: those are read
in the hub, by those who may."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from hub.alerts.models import CALL_BACK, KINDS, QUEUE, AlertDelivery
from hub.channels.models import CallBack, CallBackState
from hub.core.clock import local_time
from hub.queues.models import QueueAlarm
from languages.registry import DEFAULT

_MOST_LINES = 20
_HEAD = "社区服务平台告警"
_SEE = "请登录平台查看并确认。"
_TRIAL = "这是一条测试通知。"


@dataclass(frozen=True, slots=True)
class AlertLine:
    """One alarm (with its kiosk) or one finding."""

    kind: str
    label: str  # the kind, in words
    kiosk: str
    device: str
    since: datetime

    def words(self) -> str:
        where = " ".join(filter(None, (self.kiosk, self.device)))
        return f"{self.label}　{where}　{local_time(self.since)}"

    def content(self) -> Mapping[str, str]:
        return {"kind": self.kind, "kiosk": self.kiosk, "device": self.device, "since": self.since.isoformat()}


@dataclass(frozen=True, slots=True)
class PlainMessage:
    id: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class AlertMessage:
    id: str
    trial: bool
    lines: Sequence[AlertLine]

    @property
    def subject(self) -> str:
        if self.trial:
            return f"{_HEAD}：测试"
        first = " ".join(filter(None, (self.lines[0].label, self.lines[0].kiosk)))
        words = f"{_HEAD}：{first}" + (f" 等{len(self.lines)}项" if len(self.lines) > 1 else "")
        return " ".join(words.split())

    @property
    def text(self) -> str:
        if self.trial:
            return f"{_TRIAL}\n"
        shown = [line.words() for line in self.lines[:_MOST_LINES]]
        more = len(self.lines) - len(shown)
        return "\n".join([*shown, *([f"另有{more}项"] if more else []), _SEE, ""])

    def content(self) -> Mapping[str, object]:
        """Returns what systems are sent."""
        kind = "alarms.test" if self.trial else "alarms.raised"
        alarms = [line.content() for line in self.lines]
        return {"type": kind, "id": self.id, "subject": self.subject, "text": self.text, "alarms": alarms}


def build_message(delivery: AlertDelivery) -> AlertMessage | None:
    """Returns a message about what nobody has acknowledged and what is not over; None where nothing is left to say."""
    alarm, finding = Q(alarm__cleared_at=None, alarm__seen_at=None), Q(finding__seen_at=None)
    queue = Q(queue_alarm__isnull=False, queue_alarm__cleared_at=None, queue_alarm__seen_at=None)
    call_back = Q(call_back__isnull=False, call_back__state=CallBackState.DUE, call_back__seen_at=None)
    rows = delivery.events.filter(
        Q(alarm__isnull=False) & alarm | Q(finding__isnull=False) & finding | queue | call_back
    )
    related = (
        "alarm__kiosk",
        "finding",
        "queue_alarm__site",
        "queue_alarm__service",
        "call_back__call__question__area",
    )
    lines = []
    for row in rows.select_related(*related).order_by("pk"):
        if row.queue_alarm is not None:
            lines.append(_queue_line(row.queue_alarm))
        elif row.call_back is not None:
            lines.append(_call_back_line(row.call_back))
        elif row.alarm is not None:
            at, kiosk, device = row.alarm.raised_at, row.alarm.kiosk.name, row.alarm.device
            lines.append(AlertLine(row.alarm.kind, row.alarm.get_kind_display(), kiosk, device, at))
        elif row.finding is not None:
            lines.append(AlertLine(row.finding.kind, row.finding.get_kind_display(), "", "", row.finding.found_at))
    if not lines and not delivery.trial:
        return None
    return AlertMessage(str(delivery.pk), delivery.trial, lines)


def _queue_line(alarm: QueueAlarm) -> AlertLine:
    """Returns the message with the centre in the place of the kiosk, and the queue, as others may read it, in that
    of the device."""
    queue = alarm.service.shown_name.in_locale(DEFAULT)
    return AlertLine(QUEUE, str(dict(KINDS)[QUEUE]), str(alarm.site), queue, alarm.raised_at)


def _call_back_line(row: CallBack) -> AlertLine:
    """Returns the message with the area in the place of the kiosk, and the question's code in that of the device."""
    question = row.call.question
    return AlertLine(CALL_BACK, str(dict(KINDS)[CALL_BACK]), str(question.area), question.code, row.due_at)
