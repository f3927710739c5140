"""Figures of a period within one's areas: how much, how long, how late, how far it reaches. They name no resident."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.models import User
from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import ExtractHour, TruncDate

from contract.catalogue import NEUTRAL_NAME, Privacy
from contract.channels import Grade
from contract.text import Text
from hub.cases.models import Case
from hub.cases.states import OPEN
from hub.catalogue.models import Area, Department, Item, ItemVersion
from hub.catalogue.selectors import item_name
from hub.channels.models import Review
from hub.core.clock import start_of_day
from hub.kiosks.office_hours import last_office_day
from hub.notify.selectors import MonthOfMessages, messages_by_month
from hub.queues.models import CallOutcome, CallRecord
from hub.staff.names import full_name
from hub.staff.scopes import departments_of

DAYS = (7, 30, 90)
_UNNAMED = 0  # no item's key
_SERVED = Q(outcome=CallOutcome.SERVED)


@dataclass(frozen=True, slots=True)
class FiguresScope:
    """Of which areas and departments, and which days: `first` to `last`. `item`, `channel` and `hour` narrow the cases
    and their reviews; people called, the `hour` alone."""

    areas: Q
    departments: Q
    sites: Q
    telephone: Q
    first: date
    last: date
    judged_on: date  # the newest day on which offices have opened: what is late is late by it
    item: Item | None = None
    channel: str = ""
    hour: int | None = None

    @property
    def narrowed(self) -> Q:
        """Returns the condition on cases. Of an item those alone are counted that were public: others are not named."""
        condition = Q(channel=self.channel) if self.channel else Q()
        return condition & Q(item_version__item=self.item, privacy=Privacy.PUBLIC.value) if self.item else condition

    @property
    def narrowed_reviews(self) -> Q:
        condition = Q(case__channel=self.channel) if self.channel else Q()
        if self.item is None:
            return condition
        return condition & Q(case__item_version__item=self.item, case__privacy=Privacy.PUBLIC.value)

    @property
    def since(self) -> datetime:
        return start_of_day(self.first)

    @property
    def until(self) -> datetime:
        """Returns the first moment after it."""
        return start_of_day(self.last + timedelta(days=1))

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=place) for place in range((self.last - self.first).days + 1)]


@dataclass(frozen=True, slots=True)
class Clocks:
    green: int
    amber: int
    red: int
    still: int

    @property
    def open(self) -> int:
        return self.green + self.amber + self.red + self.still


@dataclass(frozen=True, slots=True)
class StaffRow:
    name: str
    served: int  # people at windows
    minutes: int | None  # a person, on average
    open: int  # cases answered for
    overdue: int


def scope_of(user: User, first: date, last: date, areas: Sequence[Area], now: datetime) -> FiguresScope:
    """Returns the scope of these areas, which are one's own. Where they are all there are, no condition is needed."""
    departments = list(departments_of(user).values_list("pk", flat=True))
    keys = [area.pk for area in areas]
    everywhere = len(keys) == Area.objects.count()
    everything = len(departments) == Department.objects.count()
    return FiguresScope(
        areas=Q() if everywhere else Q(area__in=keys),
        departments=Q() if everything else Q(department__in=departments),
        sites=Q() if everywhere else Q(window__site__area__in=keys),
        telephone=Q() if everywhere else Q(question__area__in=keys),
        first=first,
        last=last,
        judged_on=last_office_day(now),
    )


def handed_in(scope: FiguresScope) -> list[tuple[date, int]]:
    """Cases by day."""
    rows = cases_in(scope).annotate(day=TruncDate("submitted_at")).values("day").annotate(many=Count("*"))
    counts = {row["day"]: row["many"] for row in rows.order_by("day")}
    return [(day, counts.get(day, 0)) for day in scope.days]


def at_windows(scope: FiguresScope) -> tuple[list[tuple[date, int | None]], int]:
    """Minutes from the number to the call, on average, by day, None where nobody was called; and how many people were
    served."""
    wait = ExpressionWrapper(F("called_at") - F("waited_from"), output_field=DurationField())
    days = calls_in(scope).annotate(day=TruncDate("called_at")).values("day")
    rows = list(days.annotate(wait=Avg(wait), served=Count("outcome", filter=_SERVED)).order_by("day"))
    means = {row["day"]: _minutes(row["wait"]) for row in rows}
    return [(day, means.get(day)) for day in scope.days], sum(row["served"] for row in rows)


def by_channel(scope: FiguresScope) -> list[tuple[str, int]]:
    """Cases by the channel that they came by, most first."""
    rows = cases_in(scope).values("channel").annotate(many=Count("*")).order_by("-many", "channel")
    return [(row["channel"], row["many"]) for row in rows]


def by_hour(scope: FiguresScope) -> list[tuple[int, int]]:
    """Returns people called by the hour of the day, from the first hour in which anybody was to the last."""
    rows = calls_in(scope).annotate(hour=ExtractHour("called_at")).values("hour").annotate(many=Count("*")).order_by()
    counts = {row["hour"]: row["many"] for row in rows}
    return [(hour, counts.get(hour, 0)) for hour in range(min(counts), max(counts) + 1)] if counts else []


def grades(scope: FiguresScope) -> list[tuple[Grade, int]]:
    """Reviews by grade, the best first."""
    reviews = Review.objects.filter(
        scope.areas, scope.narrowed_reviews, made_at__gte=scope.since, made_at__lt=scope.until
    )
    rows = reviews.values("grade").annotate(many=Count("*"))
    counts = {row["grade"]: row["many"] for row in rows.order_by()}
    return [(grade, counts.get(grade, 0)) for grade in sorted(Grade, reverse=True)]


def clocks(scope: FiguresScope) -> Clocks:
    """Returns open cases by the colour of their limit; those whose limits stand still by themselves."""
    rows = Case.objects.filter(scope.areas, scope.departments, scope.narrowed, state__in=OPEN)
    running, day = Q(pause=""), scope.judged_on
    counts = rows.aggregate(
        red=Count("due_by", filter=running & Q(due_by__lt=day)),
        amber=Count("due_by", filter=running & Q(due_by__gte=day, amber_from__lte=day)),
        still=Count("due_by", filter=~running),
        every=Count("*"),
    )
    green = counts["every"] - counts["red"] - counts["amber"] - counts["still"]
    return Clocks(green, counts["amber"], counts["red"], counts["still"])


@dataclass(frozen=True, slots=True)
class ItemCount:
    """`code` is empty for all that are not public, together."""

    name: Text
    code: str
    cases: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Cases by area and by item, most first, all items that are not public as one; and how many of the items offered
    were asked for at all.
    """

    areas: list[tuple[Area, int]]
    items: list[ItemCount]
    items_used: int
    items_offered: int


def coverage(scope: FiguresScope, areas: Iterable[Area]) -> Coverage:
    by = F("area_id") + 0, F("item_version_id") + 0  # by the keys themselves, SQLite would walk through all of time
    rows = cases_in(scope).values_list(*by).annotate(many=Count("*")).order_by()
    by_area: Counter[int] = Counter()
    by_version: Counter[int] = Counter()
    for area, version, many in rows:
        by_area[area] += many
        by_version[version] += many
    by_item: Counter[int] = Counter()
    names = {_UNNAMED: NEUTRAL_NAME}
    unnamed = _not_public(by_version)
    for version in ItemVersion.objects.filter(pk__in=by_version).only("pk", "item_id", "published_at"):
        item = _UNNAMED if version.pk in unnamed else version.item_id
        by_item[item] += by_version[version.pk]
        names.setdefault(item, item_name(version))
    codes = dict(Item.objects.filter(pk__in=by_item).values_list("pk", "code"))
    used = set(ItemVersion.objects.filter(pk__in=by_version).values_list("item", flat=True))
    offered = set(Item.objects.filter(offered=True).values_list("pk", flat=True))
    return Coverage(
        areas=sorted(((area, by_area[area.pk]) for area in areas), key=lambda pair: -pair[1]),
        items=[ItemCount(names[item], codes.get(item, ""), many) for item, many in by_item.most_common()],
        items_used=len(offered & used),
        items_offered=len(offered),
    )


def _not_public(versions: Iterable[int]) -> set[int]:
    """Returns those of items that are not public, now or then: they are counted together, under a neutral name."""
    tiers = [Privacy.NEUTRAL.value, Privacy.CONFIDENTIAL.value]
    hidden = Q(item__privacy__in=tiers) | Q(content__privacy__in=tiers) | Q(content__confidential=True)
    return set(ItemVersion.objects.filter(hidden, pk__in=list(versions)).values_list("pk", flat=True))


def messages(scope: FiguresScope) -> list[MonthOfMessages]:
    """Messages to residents, by whole months: that of today and those before it, as far as a year back."""
    this = scope.last.replace(day=1)
    first = this.replace(year=this.year - 1)
    return messages_by_month(scope.areas, start_of_day(first))


def staff(scope: FiguresScope) -> list[StaffRow]:
    """Returns who did how much."""
    took = ExpressionWrapper(F("ended_at") - F("called_at"), output_field=DurationField())
    turns = calls_in(scope).filter(_SERVED).values("staff").annotate(many=Count("*"), took=Avg(took))
    served = {row["staff"]: (row["many"], _minutes(row["took"])) for row in turns.order_by()}
    mine = Case.objects.filter(
        scope.areas, scope.departments, scope.narrowed, state__in=OPEN, responsible__isnull=False
    )
    late = Q(pause="", due_by__lt=scope.judged_on)
    cases = mine.values("responsible").annotate(many=Count("*"), late=Count("due_by", filter=late))
    answered_for = {row["responsible"]: (row["many"], row["late"]) for row in cases.order_by()}
    people = User.objects.filter(pk__in=served.keys() | answered_for.keys()).order_by("username")
    return [
        StaffRow(
            full_name(person),
            *served.get(person.pk, (0, None)),
            *answered_for.get(person.pk, (0, 0)),
        )
        for person in people
    ]


def cases_in(scope: FiguresScope) -> QuerySet[Case]:
    rows = Case.objects.filter(
        scope.areas, scope.departments, scope.narrowed, submitted_at__gte=scope.since, submitted_at__lt=scope.until
    )
    return rows if scope.hour is None else rows.filter(submitted_at__hour=scope.hour)


def calls_in(scope: FiguresScope) -> QuerySet[CallRecord]:
    rows = CallRecord.objects.filter(scope.sites, called_at__gte=scope.since, called_at__lt=scope.until)
    return rows if scope.hour is None else rows.filter(called_at__hour=scope.hour)


def _minutes(duration: timedelta | None) -> int | None:
    return None if duration is None else round(duration / timedelta(minutes=1))
