"""Fields filled by touch: one question after the other, or the list of all of them and the one that is being filled."""

from contract.field_kinds import get_kind
from contract.field_kinds.inputs import KeyboardEditor, MemberTable, NumberPad, OptionButtons
from contract.forms import Answer
from kiosk.pages.answer_text import boxed_text, typed_text
from kiosk.pages.kinds import FormPage
from kiosk.pages.language import _
from kiosk.pages.page_parts import FilledField, Tone
from kiosk.pages.ui import Changed, WentBack
from screens.draw.form_list import FormList
from screens.draw.progress import Progress
from screens.editors import editor
from screens.editors.address import AddressSteps
from screens.editors.entries import Entries
from screens.editors.members import MemberActions, MemberSteps, remove_member
from screens.editors.value import TypedValue
from screens.frame import Frame
from screens.keyboard import pinyin
from screens.layout import CardBox, Column, Gap, Holder, Part, Row, Scroller, TextPart
from screens.page_context import PageContext
from screens.place_map import PlaceMap
from screens.theme import Colour, Type
from screens.widgets import PLAIN, action, banner

_LEAST_BESIDE, _LEAST_KEYS = 188.0, 150.0  # mm
_HEAD = 20.0  # mm: what is said above the keys can be scrolled where there is less room for it


def draw(page: FormPage, context: PageContext) -> Part:
    editors = [get_kind(field.field.kind).editor for field in page.fields if not field.locked]
    if any(isinstance(each, KeyboardEditor | MemberTable) for each in editors):
        pinyin.prepare()
    return _Form(page, context).frame


class _Form:
    """The parts of the page, and what a tap does to them. One question after the other; with an overview, all fields
    are listed beside the one that is open."""

    def __init__(self, page: FormPage, context: PageContext) -> None:
        self.page, self.context, self.theme = page, context, context.theme
        self.entries = Entries(page.fields, page.problems, page.visited)
        self.active = self.entries.first(page.start_at)
        self.trail = list(page.trail)
        self.editor, self.primary = Holder(self.theme), Holder(self.theme)
        self.progress = Progress(self.theme)
        self.list = FormList(self.theme, page.fields, self._open_row) if page.overview else None
        self.value: TypedValue | None = None
        self.member: MemberSteps | AddressSteps | None = None  # whose own questions are being asked
        self.typed = False  # was the open field's answer changed since it was opened?
        self._fill()
        self.frame = Frame(
            context, page, self._body(), primary=self.primary, beside=self._aside(), on_back=self._back,
            begin=self.editor,
        )  # fmt: skip

    def _aside(self) -> list[Part]:
        if not self.page.aside:
            return []
        return [action(self.theme, self.page.aside, self._leave_aside, key="aside", icon="list", look=PLAIN)]

    def _leave_aside(self) -> None:
        if self.member:
            self.entries.put(self.active, self.member.answer)
        self.context.reply(WentBack(dict(self.entries.answers), aside=True))

    def _body(self) -> Part:
        theme = self.theme
        if self.list is None:
            return Column(theme, [self.progress, self.editor], gap=theme.mm(4), grow=[self.editor])
        if self.context.portrait:
            return Column(theme, [self.list.part, self.editor], gap=theme.mm(6), grow=[self.list.part])
        parts = [self.list.part, self.editor]
        return Row(theme, parts, gap=theme.mm(8), grow=parts, handed=True)

    def _fill(self) -> None:
        self._fill_list()
        self._fill_editor()
        self._fill_primary()
        number = len(self.trail) + 1
        self.progress.show(number, number + self.entries.count_pending(besides=self.active))

    def _fill_list(self) -> None:
        """Shows the fields that are asked now; which they are may hang on other answers."""
        if self.list:
            self.list.show(self.entries, self.active)

    def _fill_editor(self) -> None:
        theme, field = self.theme, self._question_field()
        members = MemberActions(self._open_member, self._remove_member)
        part = self._place_map() or editor(
            field, self._answer(), self._change, self.context, members, self._choose_place, large=self.list is None
        )
        is_typed = isinstance(get_kind(field.field.kind).editor, KeyboardEditor | NumberPad)
        self.value = TypedValue(theme, field, self._field_text(field)) if is_typed else None
        head = Scroller(theme, Column(theme, self._head(field), gap=theme.mm(3)), least=_HEAD)
        question: list[Part] = [head, *([self.value] if self.value else [])]
        self.editor.wipe_part()
        self.editor.hold(self._beside_list(question, part) if self.list else self._question(question, part))
        if self.list:
            self.list.reveal(self.active)

    def _question_field(self) -> FilledField:
        """Returns the field that is open, or what is asked about one of its members or its place."""
        return self.member.question() if self.member else self.entries.fields[self.active]

    def _answer(self) -> Answer:
        """Returns what is entered for it."""
        return self.member.question().value if self.member else self.entries.answers.get(self.active, "")

    def _problem(self) -> str:
        return self.member.problem if self.member else self.entries.problem(self.active)

    def _beside_list(self, question: list[Part], part: Part) -> Part:
        column = Column(self.theme, [*question, part], gap=self.theme.mm(3), grow=[part])
        return _AtLeast(self.context, self._card(column), _LEAST_BESIDE)

    def _question(self, question: list[Part], part: Part) -> Part:
        """Returns the question over its editor, whose keys lie low; beside it where height is scarce."""
        theme = self.theme
        if self.context.portrait:
            space, keys = Gap(theme), _AtLeast(self.context, part, _LEAST_KEYS)
            parts, grow = ([space, keys], space) if self.value else ([part], part)
            return self._card(Column(theme, [*question, *parts], grow=[grow]))
        side = Column(theme, question, gap=theme.mm(5))
        return self._card(Row(theme, [side, part], gap=theme.mm(10), grow=[side, part], handed=True))

    def _card(self, part: Part) -> Part:
        return CardBox(self.theme, part, ground=Colour.GROUND, edge=Colour.LINE, pad=self.theme.mm(4))

    def _head(self, field: FilledField) -> list[Part]:
        theme = self.theme
        label = TextPart(theme, field.label, Type.BODY if self.list else Type.HEADING, bold=True, colour=Colour.DEEP)
        parts: list[Part] = [label]
        if not field.field.required:
            optional = TextPart(theme, _("optional"), colour=Colour.MUTED)
            parts = [Row(theme, [label, optional], grow=[label])]
        problem = self._problem()
        if problem:
            parts.append(banner(theme, problem, Tone.TROUBLE))
        elif field.help:
            parts.append(TextPart(theme, field.help, colour=Colour.MUTED))
        return parts

    def _field_text(self, field: FilledField) -> str:
        """Returns the answer as it is typed, once it is; before that as it stands everywhere."""
        return (typed_text if self.typed else boxed_text)(field.field, self._answer())

    def _fill_primary(self) -> None:
        text = _("Next") if self.member or self.entries.pending(after=self.active) else self.page.action
        self.primary.hold(action(self.theme, text, self._next, icon_after="forward"))

    def _change(self, answer: object) -> None:
        had_problem = bool(self._problem())
        if self.member:
            self.member.put(str(answer))
        self.entries.put(self.active, self.member.answer if self.member else answer)
        self.typed = True
        if not self.list and self._is_complete(answer):
            self._next()
            return
        if self.value:
            self.value.show(self._field_text(self._question_field()))
        self._fill_list()
        self._fill_primary()
        if had_problem:
            self._fill_editor()
        self._tell()

    def _is_complete(self, answer: object) -> bool:
        """Returns whether nothing can be added to it, so that the next question may come by itself."""
        kind = get_kind(self._question_field().field.kind)
        if isinstance(kind.editor, OptionButtons):
            return not kind.editor.several
        return kind.is_complete(str(answer))

    def _tell(self) -> None:
        """Reports to the visit what is entered, for the time when the page is covered."""
        self.context.reply(Changed(self.entries.page(self.page, self.active, tuple(self.trail))))

    def _open_row(self, key: str) -> None:
        self.entries.visited.add(self.active)
        self._open(key)

    def _open(self, key: str) -> None:
        self.active, self.member = key, None
        self._refresh()

    def _refresh(self) -> None:
        self.typed = False
        self._fill()
        self._tell()

    def _open_member(self, at: int) -> None:
        self.member = MemberSteps(self._answer(), at)
        self._refresh()

    def _choose_place(self, *, on_map: bool) -> None:
        book = self.entries.fields[self.active].places
        if book is not None:
            self.member = AddressSteps(self._answer(), book, on_map=on_map)
            self._refresh()

    def _place_map(self) -> Part | None:
        """Returns the map, where the place is to be touched on it."""
        picture, steps = self.entries.fields[self.active].map_picture, self.member
        if picture is None or not isinstance(steps, AddressSteps) or not steps.points:
            return None
        return PlaceMap(self.theme, picture, steps.points, self._touch_map)

    def _touch_map(self, numbers: list[int]) -> None:
        if self.member:
            self.member.put(",".join(map(str, numbers)))
            self._next()

    def _remove_member(self, at: int) -> None:
        self.entries.put(self.active, remove_member(self._answer(), at))
        self._refresh()

    def _leave_question(self, member: MemberSteps | AddressSteps, *, stays: bool) -> None:
        """Goes on after a step through the questions about a member or a place; back to the field once it does not
        stay."""
        self.entries.put(self.active, member.answer)
        self.member = member if stays else None
        self._refresh()

    def _next(self) -> None:
        if self.member:
            self._leave_question(self.member, stays=self.member.go_on())
            return
        if self.entries.check(self.active):
            self._open(self.active)
            return
        self.entries.visited.add(self.active)
        following = self.entries.pending(after=self.active) or self.entries.first_problem()
        if following:
            self.trail.append(self.active)
            self._open(following)
        else:
            self.context.answer(self.entries.cleaned())

    def _back(self) -> None:
        """Returns to the question before; from the first one, and from a list, to the page before."""
        if self.member:
            self._leave_question(self.member, stays=self.member.go_back())
        elif self.trail and self.list is None:
            self._open(self.trail.pop())
        else:
            self.context.reply(WentBack(dict(self.entries.answers)))


class _AtLeast(Part):
    """Keeps the editor's height steady in portrait, so that the page does not jump from field to field. `least` is in
    millimetres."""

    def __init__(self, context: PageContext, part: Part, least: float) -> None:
        super().__init__(context.theme)
        self._part = part
        self._least = self.theme.mm(least) if context.portrait else 0.0
        self.add_widget(part)

    def height_at(self, width: float) -> float:
        return max(self._least, self._part.height_at(width))

    def least_at(self, width: float) -> float:
        return self._part.least_at(width)

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        self._part.place(x, y, width, height)
