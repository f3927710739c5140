"""Buttons and small composed parts that pages share."""

from collections.abc import Callable, Sequence
from functools import partial

from kiosk.pages.page_parts import Choice, Tone
from screens.layout import Button, ButtonStyle, CardBox, Column, Gap, Icon, Part, Row, TextPart
from screens.layout.button import CHOSEN, OFF, PLAIN, PRIMARY, QUIET
from screens.theme import TOUCH, TOUCH_SMALL, Colour, ScreenTheme, Type

_TONES = {
    Tone.CALM: (Colour.TINT, Colour.DEEP, "info"),
    Tone.GOOD: (Colour.GOOD_TINT, Colour.GOOD, "good"),
    Tone.TROUBLE: (Colour.TROUBLE_TINT, Colour.TROUBLE, "trouble"),
}


def tone_colours(tone: Tone) -> tuple[Colour, Colour, str]:
    """Returns the ground, the ink and the icon of a tone."""
    return _TONES[tone]


def centred(theme: ScreenTheme, *parts: Part, gap: float = 3.0) -> Row:
    """Returns the parts side by side, centred."""
    ends = (Gap(theme), Gap(theme))
    return Row(theme, [ends[0], *parts, ends[1]], gap=theme.mm(gap), grow=ends)


def action(  # noqa: PLR0913
    theme: ScreenTheme,
    text: str,
    on_tap: Callable[[], None],
    *,
    key: str = "action",
    icon: str = "",
    icon_after: str = "",
    look: ButtonStyle = PRIMARY,
    enabled: bool = True,
    least: float = TOUCH,
) -> Button:
    """Returns a button with one line in its middle, and an icon before or after it."""
    look = look if enabled else OFF
    em = theme.mm(9)
    parts: list[Part] = [Icon(theme, icon, em, look.text)] if icon else []
    if text:
        parts.append(TextPart(theme, text, bold=True, colour=look.text, align="center"))
    if icon_after:
        parts.append(Icon(theme, icon_after, em, look.text))
    content = centred(theme, *parts)
    return Button(
        theme, content, on_tap, text=text or icon, key=key, look=look, least=least, pad=(5.0, 1.0), enabled=enabled
    )


def choice_actions(
    theme: ScreenTheme, choices: Sequence[Choice], answer: Callable[[str], None]
) -> tuple[Button | None, list[Part]]:
    """Returns the footer's buttons: the first choice as the primary action, and the others."""
    buttons = [
        action(theme, c.label, partial(answer, c.key), key=c.key, icon=c.icon, look=PLAIN if at else PRIMARY)
        for at, c in enumerate(choices)
    ]
    return (buttons[0] if buttons else None), list[Part](buttons[1:])


def chip(
    theme: ScreenTheme,
    text: str,
    on_tap: Callable[[], None],
    *,
    key: str = "",
    chosen: bool = False,
    icon: str = "",
) -> Button:
    """Returns a small switch, one of several."""
    look = CHOSEN if chosen else PLAIN
    label = TextPart(theme, text, Type.BODY, bold=chosen, colour=look.text, align="left" if icon else "center")
    content: Part = label
    if icon:
        content = Row(theme, [Icon(theme, icon, theme.mm(9), look.text), label], gap=theme.mm(3), grow=[label])
    return Button(theme, content, on_tap, text=text, key=key, look=look, least=TOUCH_SMALL, pad=(3.0, 1.0))


def option(
    theme: ScreenTheme,
    choice: Choice,
    on_tap: Callable[[], None],
    *,
    chosen: bool,
    several: bool,
    size: Type = Type.BODY,
) -> Button:
    """Returns one answer of several, with a box where more than one may be chosen, else a ring."""
    look = CHOSEN if chosen else PLAIN
    mark = ("box_ticked" if chosen else "box") if several else ("ring_chosen" if chosen else "ring")
    sign = Icon(theme, mark, theme.mm(9), look.text if chosen else Colour.MUTED)
    label = TextPart(theme, choice.label, size, bold=chosen, colour=look.text)
    content = Row(theme, [sign, label], gap=theme.mm(4), grow=[label])
    return Button(theme, content, on_tap, text=choice.label, key=choice.key, look=look, least=TOUCH, pad=(4.0, 2.0))


def wide_choice(theme: ScreenTheme, choice: Choice, on_tap: Callable[[], None], *, look: ButtonStyle = PLAIN) -> Button:
    """Returns a choice across the page: icon, label and hint, an arrow."""
    enabled = not choice.why_not
    look = look if enabled else OFF
    words: list[Part] = [TextPart(theme, choice.label, bold=True, colour=look.text)]
    if choice.why_not or choice.hint:
        words.append(TextPart(theme, choice.why_not or choice.hint, colour=look.hint))
    label = Column(theme, words, gap=theme.mm(0.5), spare="around")
    parts: list[Part] = [Icon(theme, choice.icon, theme.mm(12), look.text)] if choice.icon else []
    parts += [label, Icon(theme, "right", theme.mm(8), look.hint)]
    content = Row(theme, parts, gap=theme.mm(5), grow=[label])
    return Button(theme, content, on_tap, text=choice.label, key=choice.key, look=look, enabled=enabled)


def badge(theme: ScreenTheme, text: str, ground: Colour = Colour.TINT, ink: Colour = Colour.DEEP) -> Part:
    """Returns a few words on a coloured ground, no higher than they are."""
    card = CardBox(theme, TextPart(theme, text, colour=ink), ground=ground, pad=theme.mm(1.2), radius=2.0)
    ends = (Gap(theme), Gap(theme))
    return Column(theme, [ends[0], card, ends[1]], gap=0, grow=ends)


def banner(theme: ScreenTheme, text: str, tone: Tone, *, size: Type = Type.BODY) -> CardBox:
    """Returns an important message, with the tone's icon."""
    ground, ink, icon = tone_colours(tone)
    words = TextPart(theme, text, size, colour=ink if tone is not Tone.CALM else Colour.INK)
    return CardBox(
        theme,
        Row(theme, [Icon(theme, icon, theme.mm(11), ink), words], gap=theme.mm(4), grow=[words]),
        ground=ground,
        pad=theme.mm(5),
    )


__all__ = [
    "CHOSEN", "OFF", "PLAIN", "PRIMARY", "QUIET",
    "action", "badge", "banner", "centred", "chip", "choice_actions", "option", "tone_colours", "wide_choice",
]  # fmt: skip
