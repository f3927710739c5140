"""The ground of a look-up: what it names has to be there, and within one's own areas and departments."""

import re
from collections.abc import Callable, Mapping

from django.contrib.auth.models import User

from contract.grounds import GroundKind, LookupGround
from contract.text import text
from hub.core.problems import refused_field

GroundFinder = Callable[[User, str], str | None]  # what the audit log calls it; None where there is no such thing
_FINDERS: dict[GroundKind, GroundFinder] = {}
_FEWEST = 4  # characters of words
_LONG_NUMBER = re.compile(r"[0-9\uff10-\uff19][0-9Xx\uff10-\uff19 -]{4,}")


def register_ground(kind: GroundKind, find: GroundFinder) -> None:
    """Registers how a ground is found: by the apps that have cases, tickets, calls and appointments."""
    _FINDERS[kind] = find


def check_ground(user: User, ground: LookupGround | None) -> Mapping[str, object]:
    """Returns what the audit log keeps of it. Raises RequestRefused."""
    if ground is None:
        raise refused_field("ground", "missing", text("Say why you look this up."))
    value = ground.value.strip()
    if ground.kind is GroundKind.WORDS:
        words = _LONG_NUMBER.sub("…", value)
        if sum(map(str.isalpha, words)) < _FEWEST:
            raise refused_field("ground", "short", text("Say why you look this up, in at least four characters."))
        return {"ground": f"words {words}"}
    subject = _FINDERS[ground.kind](user, value)
    if subject is None:
        raise refused_field("ground", "unknown", text("What you name as the reason is not there."))
    return {"ground": subject}
