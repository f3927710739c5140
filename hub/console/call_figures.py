"""Figures of telephone calls: how many, how they went on, and whether call-backs came when they were promised."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext as _

from hub.channels.models import Call, CallBackState
from hub.console.figures import FiguresScope

_DUE = Q(call_back__state=CallBackState.DUE)
_TRIED_IN_TIME = Q(call_back__tried_at__lte=F("call_back__promised_for"))


@dataclass(frozen=True, slots=True)
class CallFigures:
    """`kept`: call-backs that somebody tried by the time that was promised; `late`: those tried later, or not yet."""

    taken: int
    minutes: int
    to_windows: int
    promised: int
    kept: int
    late: int
    not_reached: int
    due: int

    def rows(self) -> Iterator[tuple[str, int]]:
        yield _("Calls taken"), self.taken
        yield _("Minutes on the telephone"), self.minutes
        yield _("Handed on to a window"), self.to_windows
        yield _("Call-backs promised"), self.promised
        yield _("Called back in time"), self.kept
        yield _("Called back late, or late now"), self.late
        yield _("Not reached"), self.not_reached
        yield _("Still to be called back"), self.due


def count_calls(scope: FiguresScope, now: datetime) -> CallFigures:
    """Returns the figures of calls taken in the scope's days. They are not told apart by item and channel."""
    rows = Call.objects.filter(scope.telephone, at__gte=scope.since, at__lt=scope.until)
    rows = rows if scope.hour is None else rows.filter(at__hour=scope.hour)
    late_now = Q(call_back__promised_for__lt=now, call_back__tried_at=None) & _DUE
    counts = rows.aggregate(
        taken=Count("pk"),
        minutes=Sum("minutes", default=0),
        to_windows=Count("pk", filter=Q(ticket__isnull=False) | Q(appointment__isnull=False)),
        promised=Count("call_back"),
        kept=Count("call_back", filter=_TRIED_IN_TIME),
        late=Count("call_back", filter=late_now | Q(call_back__tried_at__gt=F("call_back__promised_for"))),
        not_reached=Count("call_back", filter=Q(call_back__state=CallBackState.NOT_REACHED)),
        due=Count("call_back", filter=_DUE),
    )
    return CallFigures(**counts)
