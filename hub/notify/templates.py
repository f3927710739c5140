"""The wording of messages: the shipped one of each event, and how it is filled in."""

import re
from collections.abc import Callable, Mapping
from functools import cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from contract.text import Text, text

_PLACE = re.compile(r"\{([a-z_]*)\}")
_CASE = ("item", "code", "link")
PLACES: Mapping[str, tuple[str, ...]] = {  # by event, what may stand in braces
    "received": (*_CASE, "day"),
    "supplement": _CASE,
    "notice_ended": _CASE,
    "decided": _CASE,
    "result_ready": _CASE,
    "overdue": _CASE,
    "answered": ("code",),
    "complaint": _CASE,
    "appointment": ("service", "code", "day", "time"),
    "turn": ("number", "ahead"),
    "mandate_used": _CASE,
    "facts_read": ("day",),
    "log_in": ("code", "minutes"),
    "entitlement": ("item", "day", "link"),
    "assessment": ("item", "day", "link"),
}


@cache
def shipped_wording(event: str, linked: bool = False) -> Text:
    """Returns the shipped wording. `linked`: the case can be opened on a telephone, by the residents' own pages."""
    return (_LINKED.get(event, _SHIPPED[event]) if linked else _SHIPPED[event])()


@cache
def shipped_covert() -> Text:
    return text("There is news for you. Please look it up with your card at a kiosk of the service centre.")


@cache
def subject_line() -> Text:
    return text("Message of the community service centre")


_SHIPPED: Mapping[str, Callable[[], Text]] = {
    "received": lambda: text("Your application “{item}” ({code}) was received on {day}."),
    "supplement": lambda: text(
        "Papers are missing for “{item}” ({code}). Please see which at a kiosk of the service centre."
    ),
    "notice_ended": lambda: text("The public notice of “{item}” ({code}) has ended. The work on it goes on."),
    "decided": lambda: text("“{item}” ({code}) has been decided. Please read the answer at a kiosk or a window."),
    "result_ready": lambda: text("The result of “{item}” ({code}) is ready. Please fetch it at the service centre."),
    "overdue": lambda: text(
        "“{item}” ({code}) is late on our side, for which we apologise. It was brought before those in charge."
    ),
    "answered": lambda: text(
        "Your question ({code}) has been answered. Please read the answer at a kiosk or a window."
    ),
    "complaint": lambda: text(
        "Your complaint about “{item}” ({code}) has been answered. Please read the answer at a kiosk: My record."
    ),
    "appointment": lambda: text("You have an appointment on {day} at {time}: {service} ({code})."),
    "turn": lambda: text(
        "Your number {number} will soon be called; {ahead} are before you. Please wait in the hall; a number from the "
        "phone is to be checked in first."
    ),
    "mandate_used": lambda: text(
        "Your agent handed in “{item}” ({code}) for you. If that is not right, please tell the service centre."
    ),
    "log_in": lambda: text(
        "Your code for the service centre's pages is {code}, for {minutes} minutes. Nobody ever asks you for it."
    ),
    "facts_read": lambda: text("On {day}, staff read what is kept about you. Ask the service centre for the reason."),
    "entitlement": lambda: text(
        "What was granted to you ends on {day}: “{item}”. To go on with it, please renew it at a kiosk or a window."
    ),
    "assessment": lambda: text(
        "An independent assessor asks how “{item}” went. Please answer at a kiosk by {day}: it takes a minute, and the "
        "staff do not read who said what."
    ),
}

_LINKED: Mapping[str, Callable[[], Text]] = {
    "supplement": lambda: text(
        "Papers are missing for “{item}” ({code}). See which, and send them from your telephone: {link}"
    ),
    "complaint": lambda: text("Your complaint about “{item}” ({code}) has been answered. Read the answer: {link}"),
    "entitlement": lambda: text(
        "What was granted to you ends on {day}: “{item}”. To go on with it, please renew it, here or at a kiosk: {link}"
    ),
    "assessment": lambda: text(
        "An independent assessor asks how “{item}” went. Please answer by {day}, the staff do not read who said what: "
        "{link}"
    ),
}


def check_template(column: str, event: str, wording: Text) -> None:
    """Checks a template. Raises ValidationError for braces in which nothing of this event stands."""
    allowed = set(PLACES.get(event, ()))
    for tag, words in wording.root.items():
        unknown = sorted(set(_PLACE.findall(words)) - allowed)
        if unknown or _PLACE.sub("", words).count("{") or _PLACE.sub("", words).count("}"):
            names = ", ".join(f"{{{name}}}" for name in sorted(allowed)) or "-"
            problem = gettext("%(locale)s: in braces there may stand only: %(names)s") % {"locale": tag, "names": names}
            raise ValidationError({column: problem})


def fill_template(wording: str, details: Mapping[str, object], tag: str) -> str:
    """Returns the wording with its places filled in, in that language; one of which nothing is known is left empty."""
    return _PLACE.sub(lambda place: _in_language(details.get(place[1], ""), tag), wording)


def _in_language(value: object, tag: str) -> str:
    return Text.model_validate(value).in_locale(tag) if isinstance(value, Mapping) else str(value)
