"""The hub's own sentences for a reader whose language is not known yet."""

from django.utils.translation import get_language, gettext, override

from languages.registry import DEFAULT, SOURCE, find_tag


def in_both(sentence: str) -> list[tuple[str, str]]:
    """Returns tag and wording in the page's language and in that of the code, which is the default one where they are
    one."""
    current = find_tag(get_language() or "") or DEFAULT
    return [(tag, _in(tag, sentence)) for tag in (current, SOURCE if current != SOURCE else DEFAULT)]


def _in(tag: str, sentence: str) -> str:
    with override(tag.lower()):
        return gettext(sentence)
