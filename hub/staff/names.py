"""What staff are called: 周强 in Chinese, Anna Schmidt in letters, and the user name where no name is entered."""

import unicodedata
from collections.abc import Iterable

from django.contrib.auth.models import User

from hub.core.worded import WordedQuery

_FAMILY_FIRST = (
    "CJK",
    "HANGUL",
    "HIRAGANA",
    "KATAKANA",
)  # scripts in which a name is one word, the family's part first


def full_name(user: User) -> str:
    return written_name(user) or user.get_username()


def names_of(usernames: Iterable[str | None]) -> dict[str, str]:
    """Returns what staff are called, by user name."""
    users = _NAMED.fetch(sorted({name for name in usernames if name}))
    return {user.username: full_name(user) for user in users}


_NAMED = WordedQuery(lambda names: User.objects.filter(username__in=names))


def written_name(user: User) -> str:
    """Returns the name as its own script writes it; "" where none is entered."""
    last, first = user.last_name.strip(), user.first_name.strip()
    if _is_family_first(last + first):
        return last + first
    return f"{first} {last}".strip()


def _is_family_first(name: str) -> bool:
    letters = [unicodedata.name(letter, "") for letter in name if letter.isalpha()]
    return bool(letters) and all(letter.startswith(_FAMILY_FIRST) for letter in letters)


def name_users() -> None:
    """Lets Django's own pages call staff by the same names."""
    User.add_to_class("get_full_name", written_name)
    User.add_to_class("get_short_name", written_name)
