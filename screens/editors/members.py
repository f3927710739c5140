"""The members of a household: the list to add to, and the questions about one of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from contract.answers import check_answer
from contract.field_kinds.household import (
    MOST,
    NAME,
    NUMBER,
    OTHER,
    RELATION,
    WRITTEN_RELATION,
    HouseholdMember,
    build_answer,
    parse_members,
    relation_word,
)
from contract.forms import Answer, Field
from kiosk.pages.form_filling import fill_field
from kiosk.pages.language import _, language
from kiosk.pages.page_parts import FilledField
from screens.clock_text import today
from screens.layout import Button, Column, Icon, Part, Row, Scroller, TextPart
from screens.layout.button import PLAIN, QUIET
from screens.page_context import PageContext
from screens.theme import Colour, ScreenTheme
from screens.widgets import action


@dataclass(frozen=True, slots=True)
class MemberActions:
    """What a tap on the list does. `open` the member at this place, the next one where there is none; `remove` it."""

    open: Callable[[int], None]
    remove: Callable[[int], None]


def member_list(answer: Answer, actions: MemberActions, context: PageContext) -> Part:
    """Returns the members, each to be changed or removed, and the button that adds one."""
    theme, members = context.theme, parse_members(str(answer))
    rows = [_row(theme, member, at, actions) for at, member in enumerate(members)]
    if not rows:
        rows = [TextPart(theme, _("Nobody is entered yet."), colour=Colour.MUTED)]
    scroller = Scroller(theme, Column(theme, rows, gap=theme.mm(2.5)))
    add = action(
        theme,
        _("Add a person"),
        partial(actions.open, len(members)),
        key="member_add",
        icon="plus",
        look=PLAIN,
        enabled=len(members) < MOST,
    )
    return Column(theme, [scroller, add], gap=theme.mm(4), grow=[scroller])


def remove_member(answer: Answer, at: int) -> str:
    """Returns the answer without the member at this place."""
    members = parse_members(str(answer))
    del members[at]
    return build_answer(members)


def _row(theme: ScreenTheme, member: HouseholdMember, at: int, actions: MemberActions) -> Part:
    words = TextPart(theme, member.masked(language()))
    is_whole = bool(member.name and member.relation)
    sign = (
        Icon(theme, "edit", theme.mm(8), Colour.DEEP)
        if is_whole
        else Icon(theme, "trouble", theme.mm(9), Colour.TROUBLE)
    )
    content = Row(theme, [words, sign], gap=theme.mm(4), grow=[words])
    change = Button(theme, content, partial(actions.open, at), text=words.text, key=f"member_{at + 1}", pad=(4.0, 1.0))
    remove = action(theme, _("Remove"), partial(actions.remove, at), key=f"remove_{at + 1}", look=QUIET)
    return Row(theme, [change, remove], gap=theme.mm(3), grow=[change])


class MemberSteps:
    """The questions about one member, one after the other, while it is added or changed."""

    def __init__(self, answer: Answer, at: int) -> None:
        self._members, self._at = parse_members(str(answer)), at
        if at == len(self._members):
            self._members.append(HouseholdMember())
        self._is_other = bool(self._member.relation) and not self._member.relation_key
        self._step = 0
        self.problem = ""

    @property
    def _member(self) -> HouseholdMember:
        return self._members[self._at]

    @property
    def answer(self) -> str:
        """Returns the whole field's answer as it stands now."""
        return build_answer(self._members)

    def question(self) -> FilledField:
        """Returns the question that is open, with what was entered."""
        field = self._field()
        return fill_field(field, self._entered(field))

    def put(self, answer: str) -> None:
        """Stores the answer to the open question."""
        self.problem = ""
        match self._field().key:
            case RELATION.key:
                self._is_other = answer == OTHER
                is_written = self._is_other and not self._member.relation_key
                relation = self._member.relation if is_written else relation_word(answer)
                self._replace(replace(self._member, relation=relation))
            case WRITTEN_RELATION.key:
                self._replace(replace(self._member, relation=answer))
            case NAME.key:
                self._replace(replace(self._member, name=answer))
            case _:
                self._replace(replace(self._member, number=answer))

    def go_on(self) -> bool:
        """Goes to the next question; returns False after the last one. A problem stays where it is."""
        field = self._field()
        problem = check_answer(field, self._entered(field), today())
        if problem:
            self.problem = problem.message.in_locale(language())
            return True
        self._step += 1
        return self._step < len(self._fields())

    def go_back(self) -> bool:
        """Goes to the question before; returns False before the first one, and then drops a member without a name."""
        self.problem = ""
        self._step -= 1
        if self._step < 0 and not self._member.name:
            del self._members[self._at]
        return self._step >= 0

    def _replace(self, member: HouseholdMember) -> None:
        self._members[self._at] = member

    def _fields(self) -> tuple[Field, ...]:
        written = (WRITTEN_RELATION,) if self._is_other else ()
        return (RELATION, *written, NAME, NUMBER)

    def _field(self) -> Field:
        return self._fields()[self._step]

    def _entered(self, field: Field) -> str:
        member = self._member
        match field.key:
            case RELATION.key:
                return OTHER if self._is_other else member.relation_key
            case WRITTEN_RELATION.key:
                return member.relation
            case NAME.key:
                return member.name
            case _:
                return member.number
