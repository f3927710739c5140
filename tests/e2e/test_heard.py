"""A resident who sees nothing: each key is decided by what was heard, up to the number on the ticket."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.centre import Centre, Kiosk
from tests.e2e.conftest import Opens, open_to_residents
from tests.e2e.hearing import Blind, Ear
from tests.e2e.sound_server import sound_server
from tests.e2e.stories import MASKED_NAME, MASKED_NUMBER, MASKED_PHONE, PHONE, asks_for_card, fills_in, zh

_CHANCE = 0.1  # of a text: what other words have in common with it

_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def speaks(centre: Centre, public: Path | str, private: Path | str) -> None:
    with centre.config.open("a", encoding="utf-8") as config:
        config.write(f'\n[voice]\npublic = "{public}"\nprivate = "{private}"\n')


def signs_heard(ear: Ear, after: str) -> str:
    """Returns the characters that were spoken after this, in their order."""
    at, signs = ear.end_of(after), ""
    while ends := {end: c for c in _CHARACTERS if (end := ear.end_of(c, at)) >= 0}:
        at = min(ends)
        signs += ends[at]
    return signs


@pytest.fixture(scope="module")
def lobby(new_centre: Opens) -> Iterator[Kiosk]:
    """Its kiosk plays into files, several times as fast as in a lobby."""
    with pytest.MonkeyPatch.context() as patch, new_centre() as centre:
        patch.setenv("SDL_AUDIODRIVER", "disk")
        patch.setenv("SDL_DISKAUDIODELAY", "8")
        speaks(centre, public=centre.folder / "loudspeaker", private=centre.folder / "headphones")
        with open_to_residents(centre) as kiosk:
            yield kiosk


@pytest.fixture
def ear(lobby: Kiosk) -> Ear:
    """With headphones on."""
    return Ear(lobby.centre.folder / "headphones")


@pytest.fixture
def blind(lobby: Kiosk, ear: Ear) -> Iterator[Blind]:
    """On the menu, which a first key has read out. Nothing on the screen is looked at from here on."""
    blind = Blind(lobby, ear)
    begins(lobby, blind, ear)
    lobby.centre.printed()
    yield blind
    lobby.leaves()


def begins(lobby: Kiosk, blind: Blind, ear: Ear) -> None:
    lobby.leaves()
    blind.press("Down")
    ear.hears(zh("Arrows: move the frame to what you want."))
    blind.chooses(zh("Touch the screen to begin"), then=zh("What would you like to do?"))


@pytest.mark.soak
@pytest.mark.timeout(400)  # it listens to the end of what it does not look for
def test_a_number_is_taken_by_ear(lobby: Kiosk, blind: Blind, ear: Ear) -> None:
    blind.chooses(zh("Take a number"), then=zh("What is your visit about?"))
    blind.chooses("综合受理", then=zh("Your number"))
    blind.listens()
    (ticket,) = lobby.centre.printed()
    number = signs_heard(ear, zh("Your number"))
    assert re.fullmatch(r"[A-Z]\d{3}", number)
    assert number in ticket


@pytest.mark.soak
@pytest.mark.timeout(400)
def test_a_guide_is_found_by_ear(blind: Blind, ear: Ear) -> None:
    blind.chooses(zh("Service guides"), then=zh("Say it in your own words"))
    blind.chooses("工作", then=zh("chosen"))
    blind.chooses("失业登记", then=zh("In short"))
    ear.hears(zh("What to bring"))


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_an_application_is_handed_in_and_found_again_by_ear(lobby: Kiosk, blind: Blind, ear: Ear) -> None:
    reader = lobby.centre.reader
    statement = "By handing this in I state that what I have entered is true and complete."
    blind.chooses(zh("Apply for a service"), then=zh("Say it in your own words"))
    blind.chooses("工作", then=zh("chosen"))
    blind.chooses("失业登记", then=zh("In short"))
    blind.chooses(zh("Apply now"), then=zh("Your identity card"))
    ear.forget()
    reader.do("place", card="rare")
    ear.hears("联系电话")
    blind.types(PHONE, then="以前是否就业过")
    blind.chooses("否", then="文化程度")
    blind.chooses("本科及以上", then="希望得到的就业服务")
    blind.chooses("职业介绍", then=zh("chosen"))
    blind.chooses(zh("Continue"), then=zh(statement))
    blind.chooses(zh("It is true: hand in"), then=zh("Remember these details, and fill them in next time?"))
    blind.chooses(zh("No"), then=zh("Case number"))
    blind.listens()
    code = signs_heard(ear, zh("Case number"))
    assert lobby.centre.in_hub("SELECT count(*) FROM cases_case WHERE replace(code, '-', '') = ?", code) == [(1,)]
    blind.chooses(zh("Finish"), then=zh("Please take your card"))
    begins(lobby, blind, ear)
    blind.chooses(zh("Track a case"), then=zh("Your identity card"))
    ear.forget()
    reader.do("place", card="rare")
    ear.hears(zh("My cases"))
    blind.chooses("失业登记", then=zh("Department"))
    blind.listens()
    assert signs_heard(ear, zh("Case number")).startswith(code)


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_a_question_is_typed_and_sent_by_ear(lobby: Kiosk, blind: Blind, ear: Ear) -> None:
    blind.chooses(zh("Questions and answers"), then=zh("Ask a question"))
    blind.chooses(zh("Ask a question"), then=zh("Your identity card"))
    blind.chooses(zh("Go on without a card"), then=zh("Your question"))
    for letter in "dibao":
        blind.confirms(letter)
        blind.listens()
    blind.chooses("低保", then="低保")
    blind.chooses(zh("Next"), then="联系电话（可不填）")
    blind.chooses(zh("Send"), then=zh("Your question has been taken"))
    blind.listens()
    code = signs_heard(ear, zh("Your number"))
    assert lobby.centre.in_hub("SELECT count(*) FROM channels_question WHERE replace(code, '-', '') = ?", code) == [
        (1,)
    ]


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
