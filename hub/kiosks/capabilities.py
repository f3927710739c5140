"""The abilities of a token's channel. Staff have their roles (hub/staff/scopes.py), departments' systems their
scopes."""

from enum import Enum, StrEnum, auto

from django.core.exceptions import PermissionDenied

from hub.kiosks.models import Kiosk


class Capability(Enum):
    """Each operation for tokens names the one it needs."""

    SERVE = auto()  # what a resident can do for themselves anywhere: ask, apply, look up their own
    SHOW_CARD = auto()  # the person stands there with the card on the reader
    SHOW_TWO_CARDS = auto()  # both persons stand there with their cards
    REPORT = auto()  # a machine's heartbeat
    PRINT = auto()  # a paper that stands for its holder: checking in
    SCAN = auto()  # what was held to a scanner
    GIVE_PRIORITY = auto()  # the window looks at who claims it
    ISSUE_OFFLINE = auto()  # numbers of its own series


class TokenChannel(StrEnum):
    KIOSK = "kiosk"
    WEB = "web"


CAN: dict[TokenChannel, frozenset[Capability]] = {
    TokenChannel.KIOSK: frozenset(Capability),
    TokenChannel.WEB: frozenset({Capability.SERVE}),
}


def channel_of(kiosk: Kiosk) -> TokenChannel:
    return TokenChannel.WEB if kiosk.web else TokenChannel.KIOSK


def check_can(kiosk: Kiosk, capability: Capability) -> None:
    """Checks that the channel has the capability. Raises PermissionDenied (403)."""
    if capability not in CAN[channel_of(kiosk)]:
        raise PermissionDenied(capability.name)
