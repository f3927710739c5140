"""A resident who sees nothing: each key is decided by what was heard, up to the number on the ticket."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.centre import Centre, wait_until
from tests.e2e.conftest import Opens, open_to_residents
from tests.e2e.hearing import Blind, Ear
from tests.e2e.sound_server import sound_server
from tests.e2e.stories import MASKED_NAME, MASKED_NUMBER, MASKED_PHONE, asks_for_card, fills_in, zh

_CHANCE = 0.1  # of a text: what other words have in common with it
_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


@pytest.fixture
def centre(new_centre: Opens, monkeypatch: pytest.MonkeyPatch) -> Iterator[Centre]:
    """Its kiosk plays into files, several times as fast as in a lobby."""
    monkeypatch.setenv("SDL_AUDIODRIVER", "disk")
    monkeypatch.setenv("SDL_DISKAUDIODELAY", "8")
    with new_centre() as centre:
        speaks(centre, public=centre.folder / "loudspeaker", private=centre.folder / "headphones")
        yield centre


def speaks(centre: Centre, public: Path | str, private: Path | str) -> None:
    with centre.config.open("a", encoding="utf-8") as config:
        config.write(f'\n[voice]\npublic = "{public}"\nprivate = "{private}"\n')


def number_heard(ear: Ear) -> str:
    """Returns the characters that were spoken after "your number", in their order."""
    at, number = ear.end_of(zh("Your number")), ""
    while True:
        ends = {end: c for c in _CHARACTERS if (end := ear.end_of(c, at)) >= 0}
        if not ends:
            return number
        at = min(ends)
        number += ends[at]


@pytest.mark.soak
@pytest.mark.timeout(400)  # it listens to the end of what it does not look for
def test_a_number_is_taken_by_ear(centre: Centre) -> None:
    ear = Ear(centre.folder / "loudspeaker")
    with open_to_residents(centre) as kiosk:
        kiosk.leaves()
        blind = Blind(kiosk, ear)
        blind.press("Down")
        ear.hears(zh("Arrows: move the frame to what you want."))
        blind.chooses(zh("Touch the screen to begin"), then=zh("What would you like to do?"))
        blind.chooses(zh("Take a number"), then=zh("What is your visit about?"))
        blind.chooses("综合受理", then=zh("Your number"))
        wait_until(ear.is_quiet, 60)
        (ticket,) = centre.printed()
        heard = number_heard(ear)
        assert re.fullmatch(r"[A-Z]\d{3}", heard)
        assert heard in ticket


@pytest.mark.soak
@pytest.mark.timeout(400)
def test_what_is_a_persons_own_leaves_by_the_headphones_alone(
    new_centre: Opens, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Both outputs of a sound server are recorded."""
    with new_centre() as centre, sound_server(tmp_path, ("loudspeaker", "headphones")) as environment:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        speaks(centre, public="loudspeaker", private="headphones")
        loud, private = (Ear(tmp_path / name, share=0.6) for name in ("loudspeaker", "headphones"))
        with open_to_residents(centre) as kiosk:
            kiosk.leaves()
            kiosk.display.keys("Down")
            loud.hears(zh("Touch the screen to begin"))
            private.hears(zh("Touch the screen to begin"))
            asks_for_card(kiosk)
            loud.forget()
            centre.reader.do("place", card="rare")
            title = kiosk.wait_for("FormPage").title
            private.hears(title)
            loud.hears(zh("A question to answer."))
            loud.forget()
            fills_in(kiosk)
            kiosk.wait_for("ReviewPage")
            loud.hears(zh("Your answers, to be checked."))
            Blind(kiosk, private).finds(MASKED_PHONE)
            own = {text for text in kiosk.texts() if len(text) > 1}
            assert MASKED_PHONE in own
            assert [text for text in own if loud.heard(text)] == []
            assert max(loud.part_of(fact) for fact in (MASKED_NAME, MASKED_NUMBER, MASKED_PHONE)) < _CHANCE
            kiosk.leaves()
