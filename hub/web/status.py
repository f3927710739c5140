"""公共管理状态: what is open, how long one waits, and whether limits are kept. Public where the site wants it so."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from hub.cases.models import Case
from hub.cases.states import OPEN
from hub.channels.models import Review
from hub.kiosks.models import Site
from hub.kiosks.office_hours import last_office_day
from hub.queues.waits import list_waits
from hub.web.frame import page, show

DAYS = 30
FEWEST = 10  # of so few somebody might be told apart: no figure


@dataclass(frozen=True, slots=True)
class LimitsKept:
    """`answered` in the last days, `in_time` of them; `late` are open past their limit. None: too few to be told."""

    answered: int | None
    in_time: int | None
    open: int | None
    late: int | None


@page(public=True)
def status(request: HttpRequest) -> HttpResponse:
    """Shows the figures. Raises Http404 where it is not public."""
    if not settings.HUB_WEB_STATUS:
        raise Http404
    now = timezone.now()
    centres = [(site, list_waits(site, now)) for site in Site.objects.all()]
    unanswered = Review.objects.filter(answered_at=None, answer_by__lt=last_office_day(now)).count()
    context = {"centres": centres, "kept": count_kept(now), "reviews_late": unanswered, "days": DAYS, "now": now}
    return show(request, "status", **context)


def count_kept(now: datetime) -> LimitsKept:
    """Counts the cases of the whole city, all items together."""
    answered = Case.objects.filter(answered_at__gte=now - timedelta(days=DAYS), promised_by__isnull=False)
    dated = answered.annotate(day=TruncDate("answered_at"))
    ended = dated.aggregate(many=Count("pk"), in_time=Count("pk", filter=Q(day__lte=F("promised_by"))))
    running = Case.objects.filter(state__in=OPEN)
    still = running.aggregate(many=Count("pk"), late=Count("pk", filter=Q(due_by__lt=last_office_day(now))))
    return LimitsKept(*_unless_few(ended["many"], ended["in_time"]), *_unless_few(still["many"], still["late"]))


def _unless_few(many: int, part: int) -> tuple[int | None, int | None]:
    return (many, part) if many >= FEWEST else (None, None)
