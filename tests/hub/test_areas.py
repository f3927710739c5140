import pytest
from django.core.exceptions import ValidationError

from hub.catalogue.areas import ROOT, Area, Level

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
