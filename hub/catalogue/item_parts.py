"""What an item consists of, in the order in which an editor asks for it. A test holds it to the contract."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from contract.catalogue import CardRule, LimitUnit, Privacy
from contract.fields import FieldKind
from hub.catalogue import item_choices as choices
from hub.catalogue.parts import AnyPart, Choice, Choosing, Group, ItemPart, Label, PartKind, Rows

_LONG = 2000  # characters of a text of the guide
_NAME, _LINE = 120, 300


def _sampled(_choosing: Choosing) -> list[Choice]:
    return [(part.name, part.label) for part in all_parts() if part.name != "illustrative"]


def _wording(name: str, label: Label, longest: int = _LONG, **options: Any) -> ItemPart:
    options.setdefault("empty", {} if options.get("required") else None)
    return ItemPart(name, label, PartKind.WORDING, longest=longest, **options)


def _choice(name: str, label: Label, choices: Any, **options: Any) -> ItemPart:
    return ItemPart(name, label, PartKind.CHOICE, choices=choices, **options)


def _flag(name: str, label: Label, **options: Any) -> ItemPart:
    return ItemPart(name, label, PartKind.FLAG, **{"empty": False, **options})


_number = partial(ItemPart, kind=PartKind.NUMBER)
_line = partial(ItemPart, kind=PartKind.LINE)
_ternary = partial(ItemPart, kind=PartKind.TERNARY)
_SAMPLE = _flag("illustrative", _("sample, not confirmed yet"))


def _limit(name: str, label: Label) -> Group:
    return Group(
        name,
        label,
        (
            _number("days", _("days"), empty=0),
            _choice(
                "unit", _("counted in"), choices.list_units, required=True, empty="", fresh=LimitUnit.WORKING_DAYS.value
            ),
            _choice(
                "day_off", _("a limit in calendar days that ends on a day off"), choices.list_days_off, empty="stays"
            ),
            _wording("note", _("note"), _LINE),
            _SAMPLE,
        ),
    )


_PAPER = Group(
    "paper",
    _("paper"),
    (
        _wording("name", _("name"), _NAME, required=True),
        _wording("note", _("note"), _LINE),
        _wording("source", _("issued by"), _NAME),
        _flag("on_card", _("the identity card itself serves")),
    ),
)
_STEP = Group(
    "step",
    _("step"),
    (
        _wording("name", _("name"), _NAME, required=True),
        _choice("department", _("office"), choices.list_offices, required=True, fresh=""),
        _number("days", _("days"), empty=0),
        _flag("together", _("at the same time as the step before it")),
        _flag("public_notice", _("a public notice of these days, during which the limits stand still")),
    ),
)
_OPTION = Group(
    "option",
    _("answer to choose"),
    (
        _wording("label", _("wording"), _NAME, required=True),
        _line("value", _("name of the answer in files"), empty="", longest=40, help=_("empty: made by itself")),
    ),
)
_FIELD = Group(
    "field",
    _("field"),
    (
        _wording("label", _("name"), _NAME, required=True),
        _choice("kind", _("type"), choices.list_kinds, required=True, empty="", fresh=FieldKind.TEXT.value),
        _flag("required", _("required"), fresh=True),
        _wording("help", _("help for filling in"), _LINE),
        Rows("options", _("answers to choose"), _OPTION),
        _choice("only_if", _("asked only where the answer is"), choices.list_answers_before, by_row=True),
        _flag("masked", _("names a person: shown masked where others can read along")),
        _choice("fact", _("filled in from what is known of the person"), choices.list_facts, open=True),
        _number("max_length", _("most characters"), empty=60, fresh=60),
        ItemPart("minimum", _("least value"), PartKind.DECIMAL, longest=20),
        ItemPart("maximum", _("greatest value"), PartKind.DECIMAL, longest=20),
        _number("earliest_days", _("earliest day, in days from today")),
        _number("latest_days", _("latest day, in days from today")),
        _line("default", _("usual answer"), empty="", longest=120),
        _line("pattern", _("pattern that the answer has to follow"), empty="", longest=200),
        _line("key", _("key of the field"), empty="", longest=40, help=_("empty: made by itself")),
    ),
)


def _answered(name: str, label: Label) -> ItemPart:
    return ItemPart(name, label, PartKind.CHOICES, choices=choices.list_finder_answers, by_row=True, empty=[])


_CONDITION = Group("condition", _("condition"), (_wording("", _("condition"), required=True),))
_RULE = Group(
    "rule",
    _("rule"),
    (
        _choice("question", _("question"), choices.list_finder_questions, required=True, empty="", fresh="age"),
        _answered("values", _("the item may be for those who answer")),
        _wording("why", _("said to them"), _LINE, required=True),
        _answered("nearly", _("it may come to be for those who answer")),
        _wording("missing", _("what that takes"), _LINE),
    ),
)


@dataclass(frozen=True, slots=True)
class ItemSection:
    """One page of the editor."""

    name: str
    label: Label
    parts: tuple[AnyPart, ...]


SECTIONS = (
    ItemSection(
        "basics",
        _("Name and place"),
        (
            _line("code", _("basic code"), required=True, empty="", longest=12, fixed=True, help=_("Twelve digits.")),
            _wording("name", _("name of the item"), _NAME, required=True),
            _wording("in_short", _("in one plain line"), _LINE),
            _wording("also_called", _("what residents call it"), _LONG, empty={}, help=_("with commas between them")),
            _line("pinyin", _("pinyin"), required=True, empty="", longest=300, help=_("by syllable: lin shi jiu zhu")),
            _choice("department", _("implementing agency"), choices.list_departments, required=True, empty=""),
            ItemPart("themes", _("theme"), PartKind.CHOICES, choices=choices.list_themes, empty=[]),
            _choice("service", _("queue service"), choices.list_services),
            _choice("privacy", _("privacy"), choices.list_privacies, empty=Privacy.PUBLIC.value),
            _choice("card", _("card needed"), choices.list_cards, empty=CardRule.VALID.value),
            _number("min_age", _("least age")),
            _number("max_age", _("greatest age")),
            _number("agent_under", _("below this age an agent applies")),
            _flag("elsewhere", _("taken in anywhere")),
            _flag("common", _("one of those that most people come for")),
        ),
    ),
    ItemSection(
        "guide",
        _("Guide"),
        (
            _wording("audience", _("for whom"), required=True),
            Rows(
                "conditions",
                _("conditions"),
                Group("condition", _("condition"), (_wording("", _("condition"), required=True),)),
                bare=True,
            ),
            _wording("result", _("outcome"), required=True),
            _wording("result_type", _("kind of outcome (certificate, approval, …)"), _LINE),
            _wording("fee", _("fee"), required=True),
            _ternary("paid", _("a fee is taken")),
            _wording("place_and_time", _("place and hours"), required=True),
            _wording("basis", _("legal basis"), required=True),
            _wording("ask", _("where to ask"), required=True),
            _wording("complain", _("where to complain"), required=True),
        ),
    ),
    ItemSection("papers", _("Papers"), (Rows("papers", _("papers"), _PAPER),)),
    ItemSection(
        "limits",
        _("Limits and steps"),
        (
            _limit("statutory", _("legal limit")),
            _limit("promised", _("promised limit")),
            Rows("steps", _("steps"), _STEP),
        ),
    ),
    ItemSection("form", _("Form"), (Group("form", _("form"), (Rows("fields", _("fields"), _FIELD),)),)),
    ItemSection("finder", _("Who may be entitled"), (Rows("entitled", _("rules"), _RULE),)),
    ItemSection(
        "grants",
        _("What it entitles to"),
        (
            Group(
                "grants",
                _("entitlement"),
                (
                    _wording("name", _("name"), _NAME, help=_("empty: a decision of this item entitles to nothing")),
                    _number("months", _("for how many months"), help=_("empty: until further notice")),
                    _number("renew_days", _("days before its end from which it is to be renewed"), empty=30),
                ),
            ),
        ),
    ),
    ItemSection(
        "elements",
        _("Elements of the standard"),
        (
            _wording("task_type", _("type of the item"), _LINE),
            _wording("project_type", _("type of handling"), _LINE),
            _wording("handle_type", _("ways of handling"), _LINE),
            _wording("handle_area", _("area of handling"), _LINE),
            _wording("special_procedure", _("special procedure"), _LINE),
            _wording("use_level", _("level of exercise"), _LINE),
            _wording("entrusted", _("entrusted department"), _LINE),
            _number("visits", _("times one has to come")),
            _ternary("by_appointment", _("appointments are taken")),
            _ternary("at_terminals", _("done at terminals")),
            _line("task_code", _("implementation code"), longest=60),
            _line("handle_item", _("code of the business item"), longest=60),
            _line("town_code", _("code of the town or street"), longest=20),
            _line("village_code", _("code of the village or community"), longest=20),
            ItemPart("illustrative", _("fields that are samples"), PartKind.CHOICES, choices=_sampled, empty=[]),
        ),
    ),
    ItemSection(
        "dates",
        _("Dates"),
        (
            ItemPart("takes_effect", _("change takes effect on"), PartKind.DAY, help=_("empty: at once")),
            ItemPart("until", _("last day of applications"), PartKind.DAY),
        ),
    ),
)


def all_parts() -> tuple[AnyPart, ...]:
    return tuple(part for section in SECTIONS for part in section.parts)


def get_section(name: str) -> ItemSection:
    """Raises KeyError."""
    return {section.name: section for section in SECTIONS}[name]


def name_place(path: str) -> str:
    """Returns where a value stands, in words: `papers.0.name` is 申请材料 1 · 名称."""
    parts: Sequence[AnyPart] = all_parts()
    words: list[str] = []
    for name in path.split("."):
        if name.isdigit():
            words[-1] += f" {int(name) + 1}"
            continue
        part = next((each for each in parts if each.name == name), None)
        if part is None:
            break
        words.append(str(part.label))
        parts = part.row.parts if isinstance(part, Rows) else part.parts if isinstance(part, Group) else ()
    return " · ".join(words)
