"""An address: typed, or its beginning chosen by area and name from the places here."""

from functools import partial
from itertools import islice
from typing import Protocol

from contract.answers import check_answer
from contract.field_kinds.inputs import KeyboardEditor
from contract.forms import Answer, Field, FieldKind, Option
from contract.places import KnownPlace, PlaceArea, PlaceBook, place_words
from contract.text import Text
from kiosk.pages.form_filling import fill_field
from kiosk.pages.language import N_, _, language
from kiosk.pages.page_parts import FilledField
from kiosk.pages.wording import in_all_languages
from screens.clock_text import today
from screens.editors.text_entry import Change, keyboard
from screens.layout import Column, Part, Row
from screens.layout.button import PLAIN
from screens.page_context import PageContext
from screens.widgets import action

_MOST = 11  # places to choose from at once
_OTHER, _DIRECT = "other", "direct"
_AREA, _NAME, _PLACE, _MAP = "address_area", "address_name", "address_place", "address_map"


class Choose(Protocol):
    """Leads to the places: by area and name, or on the map."""

    def __call__(self, *, on_map: bool) -> None: ...


def address_entry(
    keys: KeyboardEditor,
    field: FilledField,
    answer: Answer,
    change: Change,
    context: PageContext,
    choose: Choose,
) -> Part:
    """Returns the keyboard, and above it what leads to the places where the page has them."""
    board = keyboard(keys, field, answer, change, context)
    if field.places is None:
        return board
    theme = context.theme
    ways = [("address_choose", "list", _("Choose from the places here"))]
    if has_map(field):
        ways.append(("address_map", "place", _("On the map")))
    buttons: list[Part] = [
        action(theme, words, partial(choose, on_map=key == "address_map"), key=key, icon=icon, look=PLAIN)
        for key, icon, words in ways
    ]
    row = Row(theme, buttons, gap=theme.mm(3), grow=buttons)
    return Column(theme, [row, board], gap=theme.mm(3), grow=[board])


def has_map(field: FilledField) -> bool:
    """Returns whether the places of this field can be shown on a map."""
    return bool(field.map_picture and field.places and field.places.list_on_map())


class AddressSteps:
    """The questions that lead to a place: area by area, the beginning of its name, and which of those it is."""

    def __init__(self, answer: Answer, book: PlaceBook, *, on_map: bool = False) -> None:
        self._typed, self._book = str(answer), book
        self._mapped = book.list_on_map() if on_map else ()
        self._near: tuple[KnownPlace, ...] = ()  # to the touch on the map
        self._path: list[str] = []  # codes of areas, from the highest
        self._is_direct = False  # in the last of them, and in none below it
        self._name = ""
        self._place: KnownPlace | None = None
        self._entered = ""
        self.problem = ""
        self._step = _MAP if on_map else _AREA
        if not on_map:
            self._descend()

    @property
    def points(self) -> list[tuple[float, float]]:
        """Returns where the places are on the map, while they are shown there."""
        return [place.at for place in self._mapped if place.at] if self._step == _MAP else []

    @property
    def answer(self) -> str:
        """Returns the whole field's answer as it stands now; what was typed before, until a place is chosen."""
        if self._place is None:
            return self._typed
        area = self._book.find_area(self._place.area)
        return place_words(area.name if area else None, self._place.name) + " "

    def question(self) -> FilledField:
        """Returns the question that is open, with what was entered."""
        return fill_field(self._field(), self._entered, _map_help() if self._step == _MAP else "")

    def put(self, answer: str) -> None:
        """Stores the answer to the open question."""
        self.problem, self._entered = "", answer

    def go_on(self) -> bool:
        """Goes to the next question; returns False after the last one. A problem stays where it is."""
        if self._step == _MAP:
            return self._take_touch()
        problem = check_answer(self._field(), self._entered, today())
        if problem:
            self.problem = problem.message.in_locale(language())
            return True
        if self._step == _PLACE:
            self._place = None if self._entered == _OTHER else self._matches()[_number(self._entered)]
            return False
        if self._step == _NAME:
            return self._look_up()
        self._go_into_area()
        return True

    def go_back(self) -> bool:
        """Goes to the question before; returns False before the first one."""
        self.problem = self._entered = ""
        if self._mapped:
            is_list, self._near, self._step = self._step == _PLACE, (), _MAP
            return is_list
        if self._step == _PLACE and self._name:
            self._step, self._entered, self._name = _NAME, self._name, ""
            return True
        self._is_direct, self._name = False, ""
        while self._path:
            self._path.pop()
            if len(self._area_options()) > 1:
                self._step = _AREA
                return True
        return False

    def _take_touch(self) -> bool:
        """Takes the place that was touched on the map; of several asks which."""
        touched = tuple(self._mapped[int(number)] for number in self._entered.split(",") if number)
        self._entered = ""
        if not touched:
            self.problem = _("Touch a point on the map, or go back and choose from the list.")
        elif len(touched) == 1:
            self._place = touched[0]
        else:
            self._near, self._step = touched[:_MOST], _PLACE
        return self._place is None

    def _look_up(self) -> bool:
        self._name = self._entered.strip()
        if self._matches():
            self._step, self._entered = _PLACE, ""
        else:
            self._name = ""
            self.problem = _("No place of this name is known here. Try a shorter beginning, or go back and type.")
        return True

    def _go_into_area(self) -> None:
        if self._entered == _DIRECT:
            self._is_direct = True
        else:
            self._path.append(self._areas_below()[_number(self._entered)].code)
        self._entered = ""
        self._descend()

    def _descend(self) -> None:
        """Asks for the area while there are several that have places; then for the name, where there are many."""
        while len(self._area_options()) == 1:
            self._path.append(self._areas_below()[0].code)
        if self._area_options():
            self._step = _AREA
        else:
            self._step = _NAME if len(self._within()) > _MOST else _PLACE

    def _here(self) -> str:
        return self._path[-1] if self._path else ""

    def _areas_below(self) -> tuple[PlaceArea, ...]:
        return tuple(area for area in self._book.list_below(self._here()) if self._book.list_within(area.code))

    def _placed_here(self) -> tuple[KnownPlace, ...]:
        return tuple(place for place in self._book.places if place.area == self._here())

    def _within(self) -> tuple[KnownPlace, ...]:
        return self._placed_here() if self._is_direct else self._book.list_within(self._here())

    def _matches(self) -> tuple[KnownPlace, ...]:
        if self._near:
            return self._near
        name = self._name.casefold()
        return tuple(islice((place for place in self._within() if name in place.name.casefold()), _MOST))

    def _area_options(self) -> tuple[Option, ...]:
        if self._is_direct:
            return ()
        below = self._areas_below()
        options = tuple(Option(value=f"area_{at}", label=area.name) for at, area in enumerate(below))
        if not options or not self._placed_here():
            return options
        return (*options, Option(value=_DIRECT, label=in_all_languages(N_("Elsewhere here"))))

    def _place_options(self) -> tuple[Option, ...]:
        places = (Option(value=f"place_{at}", label=Text.plain(row.name)) for at, row in enumerate(self._matches()))
        return (*places, Option(value=_OTHER, label=in_all_languages(N_("None of these: I type it"))))

    def _field(self) -> Field:
        if self._step == _MAP:
            return _choice(_MAP, N_("Where is it on the map?"), self._place_options()[-1:])
        if self._step == _AREA:
            return _choice(_AREA, N_("Which area is it in?"), self._area_options())
        if self._step == _PLACE:
            return _choice(_PLACE, N_("Which of these is it?"), self._place_options())
        label = in_all_languages(N_("Name of the estate, building or shop; its beginning is enough"))
        return Field(key=_NAME, label=label, kind=FieldKind.TEXT, max_length=40)


def _choice(key: str, label: str, options: tuple[Option, ...]) -> Field:
    return Field(key=key, label=in_all_languages(label), kind=FieldKind.CHOICE, options=options)


def _map_help() -> str:
    return _("Touch its point. Where several lie close together, you then choose from them.")


def _number(value: str) -> int:
    return int(value.rpartition("_")[2])
