"""Reads the screen out: the page's title and texts, what has the focus, what was entered, and the result.

What belongs to a person goes to the headphones alone; the loudspeaker then says in neutral words what kind of page it
is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from kiosk.pages.kinds import AttractPage, OutcomePage, Page
from kiosk.pages.language import _, language
from kiosk.pages.technician_kinds import PinPage
from screens.focus import Focus
from screens.key_words import key_words, short_help
from screens.layout import Part
from screens.neutral_words import neutral_words
from screens.page_area import PageArea
from screens.page_words import list_button_words, list_fresh, list_page_texts, list_page_words
from screens.theme import ScreenTheme
from screens.volume import Volume
from speech.speaker import Speaker, Utterance

_SPEEDS = (0.6, 0.75, 0.9, 1.0, 1.25, 1.5)


@dataclass(frozen=True, slots=True)
class Voice:
    """The outputs: `public` is the loudspeaker, `private` the headphones. `always`: without being asked to. `senses`:
    the keypad tells when headphones come and go; else they count as there, beside the loudspeaker."""

    public: Speaker | None = None
    private: Speaker | None = None
    always: bool = False
    senses: bool = False
    speed: float = 1.0

    @property
    def speakers(self) -> tuple[Speaker, ...]:
        return tuple(speaker for speaker in (self.public, self.private) if speaker)


class NarratedStage(Protocol):
    """What is read out: the stage."""

    focus: Focus
    volume: Volume
    theme: ScreenTheme
    page: Page[Any] | None

    @property
    def layer(self) -> Part | None: ...


class Narrator:
    """Silent until it has a voice. Only for Kivy's thread; every call returns at once."""

    def __init__(self, stage: NarratedStage) -> None:
        self._stage = stage
        self._voice = Voice()
        self.keys = 0  # pressed since the start, for the probe
        self._is_requested = False  # somebody has pressed a key or plugged headphones in
        self._plugged: bool | None = None
        self._spoke = False  # when the page was last looked at
        self._shown: tuple[str, ...] = ()  # the page's texts, as they were last looked at
        self._speed = 1.0
        focus = stage.focus
        focus.on_layer, focus.on_moved, focus.on_tapped = self._read_layer, self._read_focus, self._read_changes
        self._tone = stage.volume.on_change
        stage.volume.on_change = self._tell_volume

    def use(self, voice: Voice) -> None:
        """Uses this voice from now on."""
        self._voice, self._speed = voice, voice.speed
        self._plugged = False if voice.senses else None

    @property
    def has_voice(self) -> bool:
        return bool(self._voice.speakers)

    @property
    def is_silent(self) -> bool:
        """Returns whether all was spoken."""
        return all(speaker.is_silent for speaker in self._voice.speakers)

    @property
    def active(self) -> bool:
        """Returns whether pages are read out now."""
        for_all = self._voice.always and not isinstance(self._stage.page, AttractPage)
        return self.has_voice and (self._is_requested or for_all or self._stage.theme.mode.large_text)

    def begin_visit(self) -> None:
        """Resets the narrator, which the next resident has to switch on again. The last words are spoken to their
        end."""
        self._is_requested, self._speed = False, self._voice.speed
        self._spoke, self._shown = False, ()

    def hear_key(self, act: str) -> None:
        """Handles a key of the keypad, before it acts: it interrupts, unless it changes how one speaks."""
        begins = not self._is_requested
        self._is_requested = True
        self.keys += 1
        if not act.startswith("volume"):
            self.stop()
        if begins and self.active:
            self._begin()

    def name_key(self, act: str) -> None:
        """Says what this key is for."""
        self._say(key_words(act), turn=True)

    def repeat(self) -> None:
        """Reads the page again, from its title."""
        if self.active:
            self.stop()
            self._read_page()

    def stop(self) -> None:
        for speaker in self._voice.speakers:
            speaker.interrupt()

    def change_speed(self, steps: int) -> None:
        """Speaks slower or faster, until the visit ends."""
        at = min(range(len(_SPEEDS)), key=lambda place: abs(_SPEEDS[place] - self._speed))
        self._speed = _SPEEDS[min(len(_SPEEDS) - 1, max(0, at + steps))]
        words = _("Speed {percent} percent").format(percent=round(self._speed * 100))
        self._say((words,), turn=True, tone=True)

    def plug(self, *, plugged: bool) -> None:
        """Handles headphones that have come, to which all is read from the beginning, or that have gone."""
        self._plugged = plugged
        self.stop()
        if plugged:
            self._is_requested = True
            self._begin()

    def _begin(self) -> None:
        """Says first how the keys work, then what is shown."""
        self._say(short_help(), turn=True)
        self._read_page(turn=False)

    def _tell_volume(self) -> None:
        if self.active:
            self._say((self._stage.volume.text,), turn=True, tone=True)
        else:
            self._tone()

    def _read_layer(self, again: bool) -> None:
        """Reads what is shown after a change: another page, the same with something new on it, or something over it."""
        if not self.active:
            self._spoke = False
        elif again and self._spoke:
            self._read_changes()
        else:
            self._read_page()

    def _read_page(self, *, turn: bool = True) -> None:
        layer, page = self._stage.layer, self._stage.page
        self._spoke = True
        if layer is None:
            return
        self._shown = list_page_texts(layer)
        words = list_page_words(self._shown, page)
        self._say_of_page(words, turn=turn, last_words=isinstance(page, OutcomePage) and isinstance(layer, PageArea))
        self._read_focus()

    def _read_focus(self) -> None:
        button = self._stage.focus.button if self._stage.focus.shown else None
        if button and self.active:
            self._say_of_page(list_button_words(button), neutral=False)

    def _read_changes(self) -> None:
        """Reads what was not on the page before."""
        layer = self._stage.layer
        if layer is None or not self.active:
            return
        texts = list_page_texts(layer)
        fresh = list_fresh(texts, self._shown)
        self._shown = texts
        self._say_of_page(list_page_words(fresh, self._stage.page), neutral=False)
        if not fresh:
            self._read_focus()

    def _say(self, words: tuple[str, ...], *, turn: bool = False, tone: bool = False) -> None:
        """Says what is not personal, on all outputs that are in use. `turn`: in place of what was spoken."""
        for speaker in self._heard_by():
            self._tell(speaker, Utterance(words, language(), tone=tone), turn=turn)

    def _say_of_page(
        self, words: tuple[str, ...], *, turn: bool = False, last_words: bool = False, neutral: bool = True
    ) -> None:
        """Says what stands on the page. `neutral`: the loudspeaker says what kind of page a private one is."""
        page = self._stage.page
        private = page is not None and _is_private(page)
        for speaker in self._heard_by():
            hidden = private and speaker is not self._voice.private
            spoken = neutral_words(page) if hidden and page and neutral else () if hidden else words
            self._tell(speaker, Utterance(spoken, language(), last_words), turn=turn)

    def _tell(self, speaker: Speaker, utterance: Utterance, *, turn: bool) -> None:
        speaker.loudness, speaker.speed = self._stage.volume.share, self._speed
        (speaker.turn if turn else speaker.say)(utterance)

    def _heard_by(self) -> tuple[Speaker, ...]:
        """Returns the outputs that somebody listens to."""
        public = self._voice.public if self._plugged is not True else None
        private = self._voice.private if self._plugged is not False else None
        return tuple(speaker for speaker in (public, private) if speaker)


def _is_private(page: Page[Any]) -> bool:
    return page.private or isinstance(page, PinPage)  # the keys of a PIN are never read out loud
