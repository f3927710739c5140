"""Drawing appraisals up, reading them, answering. The person comes first: nobody else reads the figures before they
did, or before a week is over."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet

from contract.text import text
from hub.appraisal.figures import count_figures
from hub.appraisal.models import Appraisal
from hub.audit.services import record
from hub.catalogue.models import Area
from hub.core.clock import local_day
from hub.core.problems import RequestRefused, refused_field
from hub.staff.models import Role, StaffProfile

FIRST_DAYS = timedelta(days=7)  # for the person alone
LONGEST_ANSWER = 2000  # characters
_MOST_DAYS = 366
_ROLES = (Role.WINDOW, Role.CLERK, Role.HEAD)


@transaction.atomic
def create_appraisals(areas: Iterable[Area], first: date, last: date, by: User, now: datetime) -> int:
    """Draws up those of the staff of these areas; one that is there already stays as it is. Returns how many are new.
    Raises RequestRefused."""
    if not first <= last < local_day(now):
        raise refused_field("last", "days", text("Choose days that are over, the first before the last."))
    if (last - first).days >= _MOST_DAYS:
        raise refused_field("first", "days", text("Choose a year at most."))
    teams = _teams(areas)
    before = first - timedelta(days=(last - first).days + 1)
    existing = set(Appraisal.objects.filter(person__in=teams, first=first, last=last).values_list("person", flat=True))
    staff = teams.keys() - existing
    figures, figures_before = (
        count_figures(staff, begin, end) for begin, end in ((first, last), (before, first - timedelta(days=1)))
    )
    rows = [
        Appraisal(
            person_id=key,
            team_id=teams[key],
            first=first,
            last=last,
            figures=figures[key].content(),
            figures_before=figures_before[key].content(),
            made_by=by,
            made_at=now,
        )
        for key in sorted(staff)
    ]
    Appraisal.objects.bulk_create(rows, ignore_conflicts=True)
    record(by, "draw up appraisals", "staff", {"first": str(first), "last": str(last), "people": sorted(staff)})
    return len(rows)


def _teams(areas: Iterable[Area]) -> dict[int, int]:
    """Returns the first of these areas that somebody works in, by the row of the user."""
    keys = [area.pk for area in areas]
    profiles = StaffProfile.objects.filter(role__in=_ROLES, areas__in=keys, user__is_active=True)
    teams: dict[int, int] = {}
    for user, area in profiles.order_by("areas__code").values_list("user", "areas"):
        teams.setdefault(user, area)
    return teams


def of_teams(areas: "QuerySet[Area]", user: User) -> "QuerySet[Appraisal]":
    """Returns those of staff of these areas, but one's own: those are on one's own page."""
    return Appraisal.objects.filter(team__in=areas).exclude(person=user).select_related("person", "team")


def may_be_read(now: datetime) -> Q:
    """Returns the condition for others than the person."""
    return Q(seen_at__isnull=False) | Q(made_at__lte=now - FIRST_DAYS)


def read_own(user: User, now: datetime) -> list[Appraisal]:
    """Returns one's own, which counts as having read them."""
    rows = Appraisal.objects.filter(person=user)
    if rows.filter(seen_at=None).update(seen_at=now):
        record(user, "read own appraisal", "staff")
    return list(rows.select_related("team", "made_by"))


@transaction.atomic
def answer(user: User, key: UUID, words: str, now: datetime) -> None:
    """Records the person's own words, which stand beside the figures. Raises RequestRefused."""
    row = Appraisal.objects.select_for_update(of=("self",)).filter(pk=key, person=user).first()
    if row is None:
        raise RequestRefused(404, text("There is no such appraisal."))
    if row.answered_at is not None:
        raise RequestRefused(409, text("You have answered already."))
    if not words.strip() or len(words) > LONGEST_ANSWER:
        raise refused_field("answer", "length", text("Write up to 2000 characters."))
    row.answer, row.answered_at, row.seen_at = words.strip(), now, row.seen_at or now
    row.save(update_fields=["answer", "answered_at", "seen_at"])
    record(user, "answer appraisal", f"appraisal {row.pk}")
