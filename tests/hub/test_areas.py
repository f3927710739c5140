import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.calendar.models import SpecialDay
from hub.catalogue.areas import ROOT, Area, Level
from hub.core.worded import WordedQuery
from hub.kiosks.models import MAIN, Site

pytestmark = pytest.mark.usefixtures("database")


def an_area(code: str, level: Level, parent: Area | None) -> Area:
    area = Area(code=code, name=code, level=level, parent=parent)
    area.full_clean()
    area.save()
    return area


def test_there_is_a_city_and_every_area_lies_in_it() -> None:
    city = Area.objects.get(code="city")
    street = an_area("lushan", Level.STREET, city)
    community = an_area("lushan01", Level.COMMUNITY, street)
    other = an_area("donghu", Level.STREET, city)
    assert city.pk == ROOT
    assert set(street.within()) == {street, community}
    assert set(city.within()) == {city, street, community, other}


@pytest.mark.parametrize("level", [Level.CITY, Level.COMMUNITY])
def test_a_place_that_the_tree_does_not_have_is_refused(level: Level) -> None:
    with pytest.raises(ValidationError, match="上级区域"):
        an_area("lost", level, Area.objects.get(code="city"))


def test_a_query_that_is_worded_once_answers_as_the_orm_does() -> None:
    """By lists of any length, none too, by keys of any kind, with what it joins; for a query as a value as well."""
    city = Area.objects.get(pk=ROOT)
    streets = [an_area(code, Level.STREET, city) for code in ("lushan", "donghu")]
    within = WordedQuery(lambda codes, parent: Area.objects.filter(code__in=codes, parent=parent).order_by("code"))
    for codes in (["lushan"], ["donghu", "lushan", "nowhere"], ["nowhere"], []):
        assert within.fetch(codes, ROOT) == list(Area.objects.filter(code__in=codes, parent=ROOT).order_by("code"))
    assert within.fetch(Area.objects.values("code"), ROOT) == streets[::-1]
    outside = WordedQuery(lambda keys: Area.objects.exclude(pk__in=keys).values_list("code", flat=True))
    assert outside.first([ROOT, streets[0].pk]) == "donghu"
    assert set(outside.fetch([])) == {"city", "lushan", "donghu"}
    with CaptureQueriesContext(connection) as asked:
        joined = WordedQuery(lambda code: Site.objects.filter(pk=MAIN, area__code=code).select_related("area"))
        assert joined.first("lushan") is None
        assert joined.fetch("city")[0].area.code == "city"
    assert len(asked) == 2


def test_a_moment_of_now_is_no_part_of_a_query_that_is_worded_once() -> None:
    stale = WordedQuery(lambda working: SpecialDay.objects.filter(working=working, day__gt=timezone.now().date()))
    with pytest.raises(ValueError, match="pass it as a value"):
        stale.fetch(True)
