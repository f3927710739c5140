"""Fields filled by touch: the list of all of them, and the one that is being filled."""

from functools import partial

from contract.field_kinds import get_kind
from contract.field_kinds.inputs import KeyboardEditor, OptionButtons
from kiosk.pages.answer_text import boxed_text, typed_text
from kiosk.pages.kinds import FilledField, FormPage, Tone
from kiosk.pages.language import _
from kiosk.pages.ui import Changed, WentBack
from screens.draw.form_row import FormRow
from screens.editors import editor
from screens.editors.entries import Entries
from screens.editors.value import TypedValue
from screens.frame import Frame
from screens.keyboard import pinyin
from screens.layout import CardBox, Column, Holder, Part, Row, Scroller, TextPart
from screens.page_context import PageContext
from screens.theme import Colour, Type
from screens.widgets import action, banner

_HEAD = 20.0  # mm: what is said above the keys can be scrolled where there is less room for it


def draw(page: FormPage, context: PageContext) -> Part:
    editors = [get_kind(field.field.kind).editor for field in page.fields if not field.locked]
    if any(isinstance(each, KeyboardEditor) for each in editors):
        pinyin.prepare()
    return _Form(page, context).frame


class _Form:
    """The parts of the page, and what a tap does to them."""

    def __init__(self, page: FormPage, context: PageContext) -> None:
        self.page, self.context, self.theme = page, context, context.theme
        self.entries = Entries(page.fields, page.problems, page.visited)
        self.active = self.entries.first(page.start_at)
        self.rows = {f.field.key: FormRow(self.theme, f, partial(self._open, f.field.key)) for f in page.fields}
        self.list, self.editor, self.primary = Holder(self.theme), Holder(self.theme), Holder(self.theme)
        self.scroller = Scroller(self.theme, self.list)
        self.value: TypedValue | None = None
        self.typed = False  # was the open field's answer changed since it was opened?
        self.asked: tuple[str, ...] = ()
        self._fill_list()
        self._fill_editor()
        self._fill_primary()
        self.frame = Frame(context, page, self._body(), primary=self.primary, on_back=self._back, begin=self.editor)

    def _body(self) -> Part:
        theme = self.theme
        if self.context.portrait:
            return Column(theme, [self.scroller, self.editor], gap=theme.mm(6), grow=[self.scroller])
        parts = [self.scroller, self.editor]
        return Row(theme, parts, gap=theme.mm(8), grow=parts, handed=True)

    def _fill_list(self) -> None:
        """Shows the fields that are asked now; which they are may hang on other answers."""
        fields = self.entries.asked()
        for field in fields:
            key = field.field.key
            self.rows[key].show(self.entries.answers.get(key, ""), self.entries.problem(key), active=key == self.active)
        keys = tuple(f.field.key for f in fields)
        if keys != self.asked:
            self.asked = keys
            self.list.hold(Column(self.theme, [self.rows[key] for key in keys], gap=self.theme.mm(2.5)))
            self.scroller.refresh()

    def _fill_editor(self) -> None:
        theme, field = self.theme, self.entries.fields[self.active]
        answer = self.entries.answers.get(self.active, "")
        part = editor(field, answer, self._change, self.context)
        head = Scroller(theme, Column(theme, self._head(field), gap=theme.mm(3)), least=_HEAD)
        is_typed = not isinstance(get_kind(field.field.kind).editor, OptionButtons)
        self.value = TypedValue(theme, field, self._field_text(field)) if is_typed else None
        parts = [head, *([self.value] if self.value else []), part]
        column = Column(theme, parts, gap=theme.mm(3), grow=[part])
        card = CardBox(theme, column, ground=Colour.GROUND, edge=Colour.LINE, pad=theme.mm(4))
        self.editor.wipe_part()
        self.editor.hold(_AtLeast(self.context, card))
        self.scroller.reveal(self.rows[self.active])

    def _head(self, field: FilledField) -> list[Part]:
        theme = self.theme
        label = TextPart(theme, field.label, bold=True, colour=Colour.DEEP)
        parts: list[Part] = [label]
        if not field.field.required:
            optional = TextPart(theme, _("optional"), Type.SMALL, colour=Colour.MUTED)
            parts = [Row(theme, [label, optional], grow=[label])]
        problem = self.entries.problem(self.active)
        if problem:
            parts.append(banner(theme, problem, Tone.TROUBLE, size=Type.SMALL))
        elif field.help:
            parts.append(TextPart(theme, field.help, Type.SMALL, colour=Colour.MUTED))
        return parts

    def _field_text(self, field: FilledField) -> str:
        """Returns the answer as it is typed, once it is; before that as it stands everywhere."""
        answer = self.entries.answers.get(self.active, "")
        return (typed_text if self.typed else boxed_text)(field.field, answer)

    def _fill_primary(self) -> None:
        text = _("Next") if self.entries.pending(after=self.active) else self.page.action
        self.primary.hold(action(self.theme, text, self._next, icon_after="forward"))

    def _change(self, answer: object) -> None:
        had_problem = bool(self.entries.problem(self.active))
        self.entries.put(self.active, answer)
        self.typed = True
        if self.value:
            self.value.show(self._field_text(self.entries.fields[self.active]))
        self._fill_list()
        self._fill_primary()
        if had_problem:
            self._fill_editor()
        self._tell()

    def _tell(self) -> None:
        """Leaves with the visit what is entered, for the time when the page is covered."""
        self.context.reply(Changed(self.entries.page(self.page, self.active)))

    def _open(self, key: str) -> None:
        self.entries.visited.add(self.active)
        self.active, self.typed = key, False
        self._fill_list()
        self._fill_editor()
        self._fill_primary()
        self._tell()

    def _next(self) -> None:
        if self.entries.check(self.active):
            self._open(self.active)
            return
        self.entries.visited.add(self.active)
        following = self.entries.pending(after=self.active) or self.entries.first_problem()
        if following:
            self._open(following)
        else:
            self.context.answer(self.entries.cleaned())

    def _back(self) -> None:
        self.context.reply(WentBack(dict(self.entries.answers)))


class _AtLeast(Part):
    """Keeps the editor's height steady in portrait, so that the page does not jump from field to field."""

    def __init__(self, context: PageContext, part: Part) -> None:
        super().__init__(context.theme)
        self._part = part
        self._least = self.theme.mm(188) if context.portrait else 0.0
        self.add_widget(part)

    def height_at(self, width: float) -> float:
        return max(self._least, self._part.height_at(width))

    def least_at(self, width: float) -> float:
        return self._part.least_at(width)

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        self._part.place(x, y, width, height)
