"""What the keys of a tactile keypad are for, in words: on the page of help, and as each is pressed there."""

from kiosk.pages.language import N_, _

_KEYS = {
    "up": N_("Up: move the frame up."),
    "down": N_("Down: move the frame down."),
    "left": N_("Left: to what comes before on this page."),
    "right": N_("Right: to what comes next on this page."),
    "confirm": N_("Confirm: choose what is in the frame."),
    "back": N_("Back: to the page before."),
    "help": N_("Help: shows this, and takes it away again."),
    "volume_up": N_("Louder."),
    "volume_down": N_("Softer."),
    "repeat": N_("Repeat: reads this page out again."),
    "stop": N_("Stop: ends the reading."),
    "slower": N_("Slower: reads more slowly."),
    "faster": N_("Faster: reads more quickly."),
}
SPOKEN = ("repeat", "stop", "slower", "faster")


def key_words(act: str) -> tuple[str, ...]:
    """Returns what that key does; nothing for one that is no key of the hand's."""
    return (_(_KEYS[act]),) if act in _KEYS else ()


def short_help() -> tuple[str, ...]:
    """Returns what is said first, before anything can be chosen."""
    return (
        _("Arrows: move the frame to what you want."),
        _("The right arrow alone leads to everything on the page."),
        _("Confirm: choose what is in the frame."),
    )


def help_lines(*, speaks: bool) -> tuple[str, ...]:
    """Returns the lines of the page of help; `speaks`: with the keys for what is read out."""
    return (
        *short_help(),
        _("Back: to the page before."),
        _("Louder and softer: how loud this kiosk is during your visit."),
        *(_(_KEYS[act]) for act in SPOKEN if speaks),
        _("Help: shows this, and takes it away again."),
    )
