"""An address: typed, or its beginning chosen by area and name from the places here."""

from collections.abc import Callable
from itertools import islice

from contract.answers import check_answer
from contract.field_kinds.inputs import KeyboardEditor
from contract.forms import Answer, Field, FieldKind, Option
from contract.places import KnownPlace, PlaceArea, PlaceBook, place_words
from contract.text import Text
from kiosk.pages.form_filling import fill_field
from kiosk.pages.kinds import FilledField
from kiosk.pages.language import N_, _, language
from kiosk.pages.wording import in_all_languages
from screens.clock_text import today
from screens.editors.text_entry import Change, keyboard
from screens.layout import Column, Part
from screens.layout.button import PLAIN
from screens.page_context import PageContext
from screens.widgets import action

_MOST = 11  # places to choose from at once
_OTHER, _DIRECT = "other", "direct"
_AREA, _NAME, _PLACE = "address_area", "address_name", "address_place"


def address_entry(
    keys: KeyboardEditor,
    field: FilledField,
    answer: Answer,
    change: Change,
    context: PageContext,
    choose: Callable[[], None],
) -> Part:
    """Returns the keyboard, and above it what leads to the places where the page has them."""
    board = keyboard(keys, field, answer, change, context)
    if field.places is None:
        return board
    theme = context.theme
    button = action(theme, _("Choose from the places here"), choose, key="address_choose", icon="list", look=PLAIN)
    return Column(theme, [button, board], gap=theme.mm(3), grow=[board])


class AddressSteps:
    """The questions that lead to a place: area by area, the beginning of its name, and which of those it is."""

    def __init__(self, answer: Answer, book: PlaceBook) -> None:
        self._typed, self._book = str(answer), book
        self._path: list[str] = []  # codes of areas, from the highest
        self._is_direct = False  # in the last of them, and in none below it
        self._name = ""
        self._place: KnownPlace | None = None
        self._entered = ""
        self.problem = ""
        self._step = _AREA
        self._descend()

    @property
    def answer(self) -> str:
        """Returns the whole field's answer as it stands now; what was typed before, until a place is chosen."""
        if self._place is None:
            return self._typed
        area = self._book.find_area(self._place.area)
        return place_words(area.name if area else None, self._place.name) + " "

    def question(self) -> FilledField:
        """Returns the question that is open, with what was entered."""
        return fill_field(self._field(), self._entered)

    def put(self, answer: str) -> None:
        """Stores the answer to the open question."""
        self.problem, self._entered = "", answer

    def go_on(self) -> bool:
        """Goes to the next question; returns False after the last one. A problem stays where it is."""
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
        if self._step == _AREA:
            return _choice(_AREA, N_("Which area is it in?"), self._area_options())
        if self._step == _PLACE:
            return _choice(_PLACE, N_("Which of these is it?"), self._place_options())
        label = in_all_languages(N_("Name of the estate, building or shop; its beginning is enough"))
        return Field(key=_NAME, label=label, kind=FieldKind.TEXT, max_length=40)


def _choice(key: str, label: str, options: tuple[Option, ...]) -> Field:
    return Field(key=key, label=in_all_languages(label), kind=FieldKind.CHOICE, options=options)


def _number(value: str) -> int:
    return int(value.rpartition("_")[2])
