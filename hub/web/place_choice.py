"""An address on a form, chosen by area and then by place; no script is needed, as each step draws the form again."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import QueryDict

from contract.fields import FieldKind
from contract.forms import Form
from contract.text import Text
from hub.catalogue.areas import Area
from hub.places.models import KnownPlace
from hub.places.selectors import list_words, split_address

MOST = 400  # to choose from at once: a page has 100 kB at most
SHOW = "show_places"  # the name of the button that draws the form again; its value is the name of the input
_AREA, _BEGINNING, _PLACE = ".area", ".beginning", ".place"  # end the names of the inputs
_LONGEST = 60  # characters of a place's name


@dataclass(frozen=True, slots=True)
class AreaOption:
    """`depth`: below the highest one."""

    code: str
    name: Text
    depth: int

    @property
    def indent(self) -> str:
        return "\u3000" * self.depth


@dataclass(frozen=True, slots=True)
class PlaceChoice:
    """The choice at one address. `name`: of the input. `is_open`: whether places were asked for; `words`: these, none
    where there are more than can be shown."""

    name: str
    areas: tuple[AreaOption, ...]
    area: str
    beginning: str
    is_open: bool = False
    words: tuple[str, ...] = ()
    has_too_many: bool = False


def take_chosen_places(sent: QueryDict, form: Form) -> None:
    """Puts the places that were chosen before what was typed of the addresses: in place of one that stood there."""
    for name in _list_addresses(form):
        chosen = sent.get(f"{name}{_PLACE}", "")
        sent.pop(f"{name}{_PLACE}", None)
        if chosen and KnownPlace.objects.filter(words=chosen, active=True).exists():
            _place, rest = split_address(" ".join(sent.get(name, "").split()))
            sent[name] = f"{chosen} {rest}".strip()


def list_choices(sent: QueryDict, form: Form) -> dict[str, PlaceChoice]:
    """Returns the choice at each address, by the name of its input; none where there are no places."""
    names = list(_list_addresses(form))
    areas = tuple(_list_areas()) if names else ()
    return {name: _choose(sent, name, areas) for name in names if areas}


def list_suggestions(form: Form) -> list[str]:
    """Returns what is offered while an address is typed; nothing where there are too many places."""
    return list_words(MOST) if any(_list_addresses(form)) else []


def _choose(sent: QueryDict, name: str, areas: tuple[AreaOption, ...]) -> PlaceChoice:
    area = Area.objects.filter(code=sent.get(f"{name}{_AREA}", "")[:40]).first()
    beginning = " ".join(sent.get(f"{name}{_BEGINNING}", "")[:_LONGEST].split())
    if sent.get(SHOW) != name or area is None:
        return PlaceChoice(name, areas, area.code if area else "", beginning)
    rows = KnownPlace.objects.filter(area__in=area.within(), active=True, name__startswith=beginning)
    words = tuple(rows.order_by("area__position", "area__code", "name").values_list("words", flat=True)[: MOST + 1])
    has_too_many = len(words) > MOST
    return PlaceChoice(name, areas, area.code, beginning, True, () if has_too_many else words, has_too_many)


def _list_addresses(form: Form) -> Iterator[str]:
    """Yields the names of the inputs."""
    for field in form.fields:
        if field.kind is FieldKind.ADDRESS:
            yield f"a_{field.key}"


def _list_areas() -> Iterator[AreaOption]:
    """Yields the areas in which there are places, from the highest down."""
    rows = {row.pk: row for row in Area.objects.order_by("position", "code")}
    used: set[int] = set()
    for area in KnownPlace.objects.filter(active=True).values_list("area", flat=True).distinct().order_by():
        used |= set(_upwards(rows, area))
    below: dict[int | None, list[Area]] = {}
    for row in rows.values():
        if row.pk in used:
            below.setdefault(row.parent_id, []).append(row)
    yield from _walk(below, None, 0)


def _upwards(rows: dict[int, Area], key: int | None) -> Iterator[int]:
    while key is not None:
        yield key
        key = rows[key].parent_id


def _walk(below: dict[int | None, list[Area]], parent: int | None, depth: int) -> Iterator[AreaOption]:
    for row in below.get(parent, ()):
        yield AreaOption(row.code, row.name, depth)
        yield from _walk(below, row.pk, depth + 1)
