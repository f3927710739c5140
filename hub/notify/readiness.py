"""Whether a channel can be used, and whether any can: what no page promises before. Residents agree to each of them."""

from django.conf import settings

from hub.core.worded import WordedQuery
from hub.notify.models import MessageChannel, MessageChannelKind

PURPOSES = {kind.value: f"message_{kind.value}" for kind in MessageChannelKind}  # of consents, by channel


def find_lack(channel: MessageChannel) -> str:
    """Returns what a channel lacks; empty where nothing."""
    if channel.kind == MessageChannelKind.EMAIL:
        return "" if settings.HUB_SMTP and settings.HUB_MAIL_FROM else "HUB_SMTP, HUB_MAIL_FROM"
    if not channel.secret:
        return "secret"
    return "" if channel.address else "address"


def list_ready() -> list[MessageChannel]:
    """Returns the channels that can be used, the preferred one first."""
    return [channel for channel in _ACTIVE.fetch() if not find_lack(channel)]


_ACTIVE = WordedQuery(lambda: MessageChannel.objects.filter(active=True))


def has_channel() -> bool:
    return bool(list_ready())


def list_kinds() -> list[str]:
    return [channel.kind for channel in list_ready()]


def can_use(kind: str) -> bool:
    return kind in list_kinds()
