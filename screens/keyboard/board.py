"""The keyboard as a part of a page."""

from collections.abc import Callable

from kivy.clock import Clock

from kiosk.pages.language import _, language
from languages.registry import LOCALES
from screens.handwriting import visit_reader
from screens.keyboard import layouts, pinyin
from screens.keyboard.candidates import Candidates
from screens.keyboard.ink_pad import Ink
from screens.keyboard.key_face import SIDE, KeyFace, KeySet, give_back, side_key, take_keys
from screens.keyboard.keys import erase_key, key_button
from screens.keyboard.rime import Engine
from screens.keyboard.writing import Writing
from screens.layout import Column, Holder, KeyRow, Part, Wide
from screens.layout.button import QUIET
from screens.theme import ScreenTheme


class Keyboard(Part):
    """Types into `on_text`, `on_erase` and `on_clear`; with `on_enter` there is a key for a new line. It begins with
    pinyin where that is the first keyboard of the language, and with handwriting where the visit has chosen that;
    `latin` has neither, and digits over the letters instead. `on_composing` is told the letters whose characters are
    not chosen yet."""

    def __init__(
        self,
        theme: ScreenTheme,
        on_text: Callable[[str], None],
        on_erase: Callable[[], None],
        on_clear: Callable[[], None],
        on_enter: Callable[[], None] | None = None,
        *,
        latin: bool = False,
        on_composing: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__(theme)
        self._on_composing = on_composing
        self._on_text, self._on_erase, self._on_clear, self._on_enter = on_text, on_erase, on_clear, on_enter
        keyboards = LOCALES[language()].keyboards
        self._engine: Engine | None = pinyin.engine() if "pinyin" in keyboards and not latin else None
        self._chinese = self._engine is not None and keyboards[0] == "pinyin"
        self._letters = (layouts.DIGITS, *layouts.LETTERS) if latin else layouts.LETTERS
        self._shift = self._symbols = False
        self._latin = latin
        self._has_pad = "handwriting" in keyboards and not latin
        self._writing: Writing | None = None
        self._face: KeyFace | None = None
        self._with_next = Clock.create_trigger(lambda _: self._show_candidates(), 0)
        self._after_frame = Clock.create_trigger(lambda _: self._with_next(), 0)
        self._whole = Holder(theme)
        self.add_widget(self._whole)
        if self._has_pad and visit_reader.is_chosen():
            self._show_writing()
        else:
            self._show_keys()

    def height_at(self, width: float) -> float:
        return self._whole.height_at(width)

    def least_at(self, width: float) -> float:
        return self._whole.least_at(width)

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        self._whole.place(x, y, width, height)

    @property
    def letters(self) -> str:
        """Returns the letters whose characters are not chosen yet."""
        return self._engine.composing().letters.replace(" ", "") if self._engine else ""

    def compose(self, letters: str) -> None:
        """Types these letters, whose characters were not chosen yet."""
        for letter in letters:
            self._type(letter)

    @property
    def ink(self) -> Ink:
        """Returns what was written and is not read into the field yet."""
        return self._writing.ink if self._writing else Ink()

    def write(self, ink: Ink) -> None:
        """Writes these strokes, which were not read into the field yet."""
        if self._writing and ink.strokes:
            self._writing.write(ink)

    def clear(self) -> None:
        """Drops the letters whose characters are not chosen yet."""
        if self._engine:
            self._engine.clear()
            self._show()

    def wipe(self) -> None:
        self._after_frame.cancel()
        self._with_next.cancel()
        if self._engine:
            self._engine.clear()
        self._drop_keys()
        super().wipe()

    def _show_keys(self) -> None:
        self._writing = None
        self._drop_keys()
        self._keys, self._candidates = Holder(self.theme), Candidates(self.theme, self._pick, self._turn)
        parts: list[Part] = [self._keys] if self._latin else [self._candidates, self._keys]
        self._whole.wipe_part()
        self._whole.hold(Column(self.theme, parts, gap=self.theme.mm(2), grow=[self._keys]))
        self._fill()

    def _show_writing(self) -> None:
        self._drop_keys()
        self._whole.wipe_part()
        self._writing = Writing(self.theme, self._on_text, self._below_the_pad)
        self._whole.hold(self._writing)
        visit_reader.prepare(self._type_instead)

    def _below_the_pad(self, writing: Writing) -> Part:
        theme = self.theme
        back = side_key(theme, "type", "拼" if self._engine else "ABC", self._type_instead)
        undo = key_button(theme, "undo", _("Undo stroke"), writing.undo, look=QUIET)
        clear = key_button(theme, "clear_pad", _("Clear"), writing.clear, look=QUIET)
        enter = [side_key(theme, "enter", "", self._enter, icon="enter")] if self._on_enter else []
        parts = [back, undo, clear, *enter, Wide(theme, erase_key(theme, self._erase), theme.mm(SIDE))]
        return KeyRow(theme, parts, gap=theme.mm(2), grow=[undo, clear])

    def _fill(self) -> None:
        self._drop_keys()
        self._face = take_keys(self.theme, self._key_set())
        self._face.on_key = self._press
        self._keys.hold(self._face)
        self._show()

    def _key_set(self) -> KeySet:
        symbols = layouts.SYMBOLS if self._chinese else layouts.SIGNS
        others = "123" if self._letters is layouts.LETTERS else "#?!"
        return KeySet(
            language(),
            rows=symbols if self._symbols else self._letters,
            others="ABC" if self._symbols else others,
            shift=self._shift,
            chinese=self._chinese if self._engine else None,
            has_pad=self._has_pad and visit_reader.is_available(),
            has_enter=self._on_enter is not None,
        )

    def _drop_keys(self) -> None:
        if self._face:
            self._keys.let_go()
            give_back(self._face)
            self._face = None

    def _write_instead(self) -> None:
        self._finish()
        visit_reader.choose(writing=True)
        self._show_writing()

    def _type_instead(self) -> None:
        if self._writing:
            self._writing.take()
        visit_reader.choose(writing=False)
        self._show_keys()

    def _clear_all(self) -> None:
        self.clear()
        self._on_clear()

    def _press(self, name: str) -> None:
        acts = {
            "backspace": self._erase,
            "symbols": self._swap,
            "chinese": self._change,
            "write": self._write_instead,
            "clear": self._clear_all,
            "enter": self._enter,
        }
        if name in acts:
            acts[name]()
        else:
            self._type(" " if name == "space" else name)

    def _type(self, name: str) -> None:
        if name == "shift":
            self._shift = not self._shift
            self._fill()
        elif self._chinese and self._engine and name.isascii() and name.isalpha() and not self._shift:
            self._send(self._engine.type(name))
        elif name == " " and self._composing() and self._engine:
            self._send(self._engine.pick(0))
        else:
            self._finish()
            self._send(name.upper() if self._shift else name)

    def _enter(self) -> None:
        self._finish()
        if self._on_enter:
            self._on_enter()

    def _erase(self) -> None:
        if self._composing() and self._engine:
            self._engine.erase()
            self._show()
        else:
            self._on_erase()

    def _finish(self) -> None:
        """Takes the first candidate of what is being typed before something else follows."""
        while self._composing() and self._engine:
            self._send(self._engine.pick(0))

    def _pick(self, at: int) -> None:
        is_behind = self._after_frame.is_triggered or self._with_next.is_triggered
        if self._engine and not is_behind:  # else it was meant for another word
            self._send(self._engine.pick(at))

    def _turn(self, pages: int) -> None:
        if self._engine:
            self._engine.turn(pages)
            self._show()

    def _swap(self) -> None:
        self._symbols = not self._symbols
        self._fill()

    def _change(self) -> None:
        self._finish()
        self._chinese = not self._chinese
        self._fill()

    def _composing(self) -> bool:
        return bool(self._engine and self._engine.composing().letters)

    def _send(self, text: str) -> None:
        if text:
            self._on_text(text)
        self._show()

    def _show(self) -> None:
        """Shows what is being typed; where something follows it, that first, and the candidates with the frame after:
        they take longer than the letters."""
        if not self._engine or self._writing:
            return
        if self._on_composing is None:
            self._show_candidates()
        else:
            self._on_composing(self._engine.composing().letters)
            self._after_frame()

    def _show_candidates(self) -> None:
        if self._engine and not self._writing:
            self._candidates.show(self._engine.composing())
