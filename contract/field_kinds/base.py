"""The parts of a field kind. A kind that lacks a part cannot be made."""

import unicodedata
from abc import ABC, abstractmethod
from datetime import date

from contract import wording
from contract.characters import character_problem
from contract.field_kinds.inputs import Control, Editor, HtmlInput, OptionButtons
from contract.fields import Answer, Field, Option
from contract.text import Text

Mistake = tuple[str, Text]  # its code and its wording
_LONGEST = 40  # characters of an answer that is not free text
_FROM_CARD = ("name", "address")  # facts in which a card may hold a rare character as private use


class FieldKindSpec(ABC):
    """All that one kind of field needs; its file ends in `KIND = …()`."""

    has_options = False  # the field itself lists what can be chosen
    is_chosen = False  # "please choose", not "please fill in"
    names_person = False  # its values stand masked wherever others can read along
    takes_files = False  # asked on the page of the papers: its answer is what came there
    is_free = False  # one writes what one likes, numbers of people too
    signs_form = False  # asked after all other fields, and again when one of their answers changes

    @property
    @abstractmethod
    def name(self) -> Text:
        """Returns what administrators call it."""

    @property
    @abstractmethod
    def editor(self) -> Editor:
        """Returns what a resident fills it with on the screen."""

    @property
    @abstractmethod
    def html(self) -> HtmlInput:
        """Returns what staff fill it with in a browser."""

    @abstractmethod
    def check(self, field: Field, answer: object, today: date, *, required: bool) -> Mistake | None:
        """Returns what is wrong with an answer, of any type."""

    @abstractmethod
    def tidy(self, answer: Answer) -> Answer:
        """Returns the answer as it is stored."""

    @abstractmethod
    def render(self, field: Field, value: str) -> Text:
        """Returns the value as people read it on every screen, page and paper; one that cannot be, as it stands."""

    @abstractmethod
    def mask(self, field: Field, value: str) -> Text:
        """Returns enough of the value to tell two apart, not enough to use."""

    def hides(self, field: Field) -> bool:
        """Returns whether a value of this field says who somebody is, or leads to their money."""
        return self.names_person or field.masked

    @abstractmethod
    def sample(self, field: Field, today: date) -> Answer:
        """Returns an invented answer that the field takes."""

    def render_typed(self, field: Field, value: str) -> Text:
        """Returns the value in its box while it is being typed; the caret stands at its end."""
        return Text.plain(value)

    def options(self, field: Field) -> tuple[Option, ...]:
        """Returns what can be chosen; empty where nothing can."""
        return ()

    def default(self, field: Field, today: date, age: int | None = None) -> Answer:
        """Returns the usual answer that the field names, as one would give it; "" without any. `age`: the person's,
        where it is known."""
        return field.default

    def list_defaults(self, field: Field, today: date) -> tuple[Answer, ...]:
        """Returns all that the usual answer may come to be."""
        return (self.default(field, today),)

    def is_complete(self, value: str) -> bool:
        """Returns whether this is all of an answer, to which nothing can be added."""
        return False

    def parse_fact(self, field: Field, fact: str) -> str:
        """Returns the answer that a known fact about a person is for this field; "" where it is none."""
        return fact


class ValueKind(FieldKindSpec):
    """A kind whose answer is one text."""

    newlines = False

    def check(self, field: Field, answer: object, today: date, *, required: bool) -> Mistake | None:
        if not isinstance(answer, str):
            return "type", wording.wrong_type(field.label)
        value = self.tidy_value(answer)
        if not value:
            return ("required", wording.required(field.label, chosen=self.is_chosen)) if required else None
        return self._check_characters(field, value) or self.check_value(field, value, today)

    def tidy(self, answer: Answer) -> Answer:
        return self.tidy_value(answer) if isinstance(answer, str) else answer

    def longest(self, field: Field) -> int:
        """Returns the most characters that an answer has."""
        return _LONGEST

    @abstractmethod
    def check_value(self, field: Field, value: str, today: date) -> Mistake | None:
        """Returns what is wrong with a tidy value that is not empty, and that holds no strange character."""

    @abstractmethod
    def tidy_value(self, value: str) -> str:
        """Returns the value as it is stored."""

    def _check_characters(self, field: Field, value: str) -> Mistake | None:
        longest = self.longest(field)
        if len(value) > longest:
            return "too_long", wording.too_long(field.label, longest, len(value))
        problem = character_problem(value, newlines=self.newlines, private_use=field.fact in _FROM_CARD)
        return (problem.value, wording.character(field.label, problem)) if problem else None


def tidy_text(value: str) -> str:
    """Returns the text with letters composed (NFC) and no space around it."""
    return unicodedata.normalize("NFC", value).strip(" \t\n\u3000")


class OneOption(ValueKind):
    """Kinds of which one option is the answer, by its value; which options there are, each kind says."""

    editor = OptionButtons()
    html = HtmlInput(Control.SELECT)
    is_chosen = True

    def check_value(self, field: Field, value: str, today: date) -> Mistake | None:
        return check_option(self.options(field), field, value)

    def tidy_value(self, value: str) -> str:
        return tidy_text(value)

    def render(self, field: Field, value: str) -> Text:
        return render_option(self.options(field), value)

    def mask(self, field: Field, value: str) -> Text:
        """Returns the label as it is: an option names no person."""
        return self.render(field, value)

    def sample(self, field: Field, today: date) -> str:
        return self.options(field)[0].value


def check_option(options: tuple[Option, ...], field: Field, value: str) -> Mistake | None:
    """Returns what is wrong with a value that is none of the options."""
    offered = any(option.value == value for option in options)
    return None if offered else ("choice", wording.choice(field.label))


def render_option(options: tuple[Option, ...], value: str) -> Text:
    """Returns the label of that option; a value that is none of them, as it stands."""
    return next((option.label for option in options if option.value == value), Text.plain(value))
