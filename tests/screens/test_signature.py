"""A signature by finger: drawn on the pad in a real window; who cannot sign confirms in its place."""

from typing import Any

from contract.field_kinds.signature import CONFIRMED, parse_strokes
from contract.forms import Field, FieldKind
from contract.text import Text
from kiosk.pages.kinds import FormPage
from kiosk.pages.page_parts import FilledField

SIGNATURE = Field(key="signature", label=Text.plain("签名"), kind=FieldKind.SIGNATURE)
PHONE = Field(key="phone", label=Text.plain("电话"), kind=FieldKind.PHONE)


def show(lobby: Any, signature: str = "", **more: Any) -> None:
    fields = (FilledField("电话", PHONE, "13800001234"), FilledField("签名", SIGNATURE, signature))
    lobby.show(FormPage("填写", fields, "继续", **more))


def pad_of(lobby: Any) -> Any:
    from screens.editors.pad import SignatureArea

    return next(part for part in lobby.stage.walk() if isinstance(part, SignatureArea))


def draw(lobby: Any, *points: tuple[float, float]) -> None:
    """A finger comes down at the first point, in widths of the pad from its upper left, and moves through the rest."""
    pad = pad_of(lobby)
    places = [(pad.x + x * pad.width, pad.top - y * pad.width) for x, y in points]
    touch = lobby.press(places[0][0], lobby.window.height - places[0][1])
    for place in places[1:]:
        touch.touch_move(*place)
    lobby.lift(touch)


def test_what_is_drawn_is_the_answer(lobby: Any) -> None:
    show(lobby)
    draw(lobby, (0.1, 0.1), (0.5, 0.2), (0.9, 0.1))
    draw(lobby, (0.3, 0.3), (0.4, 0.35))
    lobby.tap("action")
    (answers,) = lobby.answers()
    strokes = parse_strokes(answers["signature"])
    assert [len(stroke) for stroke in strokes] == [3, 2]
    assert all(abs(x - want) <= 5 for (x, _y), want in zip(strokes[0], (100, 500, 900), strict=True))
    assert answers["phone"] == "13800001234"


def test_a_finger_that_leaves_the_pad_draws_along_its_edge(lobby: Any) -> None:
    show(lobby)
    draw(lobby, (0.5, 0.2), (0.5, 3.0), (-2.0, 3.0))
    lobby.tap("action")
    assert max(y for _x, y in parse_strokes(lobby.answers()[0]["signature"])[0]) == 400


def test_a_palm_beside_the_finger_draws_nothing(lobby: Any) -> None:
    show(lobby)
    pad = pad_of(lobby)
    palm = lobby.press(pad.center_x, lobby.window.height - pad.y - 5)
    draw(lobby, (0.1, 0.1), (0.5, 0.2))
    lobby.lift(palm)
    assert len(parse_strokes(lobby.replies[-1].page.fields[1].entered)) == 1


def test_a_dot_is_no_signature_and_one_can_sign_again(lobby: Any) -> None:
    show(lobby)
    draw(lobby, (0.5, 0.2))
    lobby.tap("action")
    assert lobby.answers() == []
    lobby.tap("clear")
    draw(lobby, (0.1, 0.1), (0.5, 0.2))
    lobby.tap("action")
    assert len(parse_strokes(lobby.answers()[0]["signature"])) == 1


def test_who_does_not_sign_confirms(lobby: Any) -> None:
    show(lobby)
    draw(lobby, (0.1, 0.1), (0.5, 0.2))
    lobby.tap(CONFIRMED)
    lobby.tap("action")
    assert lobby.answers()[0]["signature"] == CONFIRMED


def test_by_the_keypad_one_confirms_too(lobby: Any) -> None:
    from screens.focus_geometry import Direction

    show(lobby)
    lobby.settle()
    lobby.stage.focus.appear()
    for _ in range(8):
        if lobby.stage.focus.button.key == CONFIRMED:
            break
        lobby.stage.focus.move(Direction.DOWN)
    lobby.stage.focus.tap()
    lobby.tap("action")
    assert lobby.answers()[0]["signature"] == CONFIRMED


def test_what_was_signed_is_signed_again_after_a_change(lobby: Any) -> None:
    show(lobby, "10,20 400,30", start_at="phone")
    lobby.tap("key_backspace")
    lobby.tap("key_5")
    draw(lobby, (0.1, 0.1), (0.5, 0.2))  # the number is whole, and the signature is asked for
    lobby.tap("action")
    (answers,) = lobby.answers()
    assert answers["phone"] == "13800001235"
    assert answers["signature"] != "10,20 400,30"
    show(lobby, "10,20 400,30", start_at="phone")
    lobby.tap("action")
    assert lobby.answers()[0]["signature"] == "10,20 400,30"


def test_a_question_after_it_is_asked_before_it(lobby: Any) -> None:
    fields = (FilledField("签名", SIGNATURE), FilledField("电话", PHONE))
    lobby.show(FormPage("填写", fields, "继续"))
    for digit in "13800001234":
        lobby.tap(f"key_{digit}")
    lobby.tap(CONFIRMED)
    lobby.tap("action")
    assert lobby.answers() == [{"signature": CONFIRMED, "phone": "13800001234"}]


def test_nothing_of_it_remains_when_the_page_is_gone(lobby: Any) -> None:
    from kivy.graphics import Line

    show(lobby, "10,20 400,30", start_at="signature")
    pad = pad_of(lobby)
    lobby.stage.clear()
    assert not pad._strokes
    assert not [line for line in pad.canvas.children if isinstance(line, Line)]
