"""What residents searched for in vain, and what staff make of it."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count

from contract.cases import case_code
from contract.channels import Acknowledgement
from contract.searches import UnfoundWords as Message
from contract.text import text
from hub.audit.services import record
from hub.catalogue.words import add_word
from hub.channels.models import UnfoundWords
from hub.core.problems import refused_field

_FEWEST = 2  # searches: what one person alone has typed is nobody's business
_MOST = 100


@dataclass(frozen=True, slots=True)
class SearchedWords:
    """Words, and how often they were searched for in vain."""

    words: str
    count: int


def record_unfound(message: Message) -> Acknowledgement:
    """Records words that led to nothing. The same again counts once."""
    values = {"words": message.words, "language": message.language, "day": message.day}
    UnfoundWords.objects.get_or_create(pk=message.id, defaults=values)
    return Acknowledgement(id=message.id, code=case_code(message.id))


def list_unfound() -> tuple[SearchedWords, ...]:
    """Returns what more than one search was for, the most wanted first."""
    rows = UnfoundWords.objects.order_by().values("words").annotate(count=Count("pk"))
    often = rows.filter(count__gte=_FEWEST).order_by("-count", "words")[:_MOST]
    return tuple(SearchedWords(row["words"], row["count"]) for row in often)


@transaction.atomic
def add_to_item(words: str, code: str, by: User) -> None:
    """Makes the words lead to that item. Raises RequestRefused for words that nobody searched for."""
    rows = UnfoundWords.objects.filter(words=words)
    latest = rows.first()
    if latest is None:
        raise refused_field("words", "unknown_words", text("Nobody has searched for these words."))
    add_word(code, words, latest.language, by)
    rows.delete()


@transaction.atomic
def dismiss(words: str, by: User) -> None:
    """Dismisses words that are of no use; searched for again, they are offered again."""
    UnfoundWords.objects.filter(words=words).delete()
    record(by, "dismiss search words", "searches", {})
