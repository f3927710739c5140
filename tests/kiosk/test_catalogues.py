"""Every sentence a resident reads stands in both catalogues, whole, and nothing is shown that goes round them."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from kiosk.pages.language import DOMAIN, LANGUAGES, _, activate, ngettext
from languages.catalogues import LOCALE
from languages.registry import DEFAULT, LOCALES

ROOT = LOCALE.parent
ROOMS = ("kiosk", "screens")
_KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
_HALF_WIDTH_AFTER_HAN = re.compile(r"[\u4e00-\u9fff][,;:?!()]")
_A_SENTENCE = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}|[\u4e00-\u9fff]")
_SHOWN = {  # what is drawn as it stands: the arguments of pages, blocks of paper, and words for the resident
    "Choice", "Section", "Row", "Pair", "Line", "MessagePage", "OutcomePage", "MenuPage", "CardPage", "FormPage",
    "TakePage", "BusyPage", "GuidePage", "ListPage", "TimelinePage", "StatementPage", "ReviewPage", "BrowsePage",
    "Grouping", "tell", "wait_a_moment",
}  # fmt: skip


def extracted() -> set[str | tuple[str, ...]]:
    found: set[str | tuple[str, ...]] = set()
    for room in ROOMS:
        for _file, _line, message, _comments, _context in extract_from_dir(
            ROOT / room, [("**.py", "python")], keywords=_KEYWORDS
        ):
            found.add(message if isinstance(message, str) else tuple(message))
    return found


def catalogue(code: str) -> Catalog:
    folder = LOCALES[code].folder
    with (LOCALE / folder / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        return read_po(file, locale=folder)


def messages(code: str) -> dict[str | tuple[str, ...], Message]:
    return {tuple(m.id) if isinstance(m.id, list | tuple) else m.id: m for m in catalogue(code) if m.id}


def forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def placeholders(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_sentence_is_missing_and_none_is_left_over(code: str) -> None:
    known = messages(code)
    assert sorted(map(str, extracted() - known.keys())) == [], "missing: run pybabel, then translate"
    assert sorted(map(str, known.keys() - extracted())) == [], "no longer used"
    assert catalogue(code).obsolete == {}


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_sentence_is_translated_and_none_is_only_guessed(code: str) -> None:
    assert [key for key, message in messages(code).items() if message.fuzzy or not all(forms(message.string))] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_placeholders_are_the_same_in_every_translation(code: str) -> None:
    wrong = [
        (key, form)
        for key, message in messages(code).items()
        for form in forms(message.string)
        if placeholders(form) != placeholders(forms(key)[-1])
    ]
    assert wrong == []


def test_english_has_no_quotes_as_wide_as_a_han_character() -> None:
    texts = [form for message in messages("en").values() for form in forms(message.string)]
    assert [text for text in texts if set(text) & set("“”‘’")] == []


def test_chinese_has_chinese_punctuation_and_no_english_left() -> None:
    texts = [form for message in messages("zh-Hans").values() for form in forms(message.string)]
    assert [text for text in texts if _HALF_WIDTH_AFTER_HAN.search(re.sub(r"\{\w+\}", "", text))] == []
    assert [text for text in texts if re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", text)] == []


def test_the_compiled_catalogues_are_those_of_the_sources() -> None:
    try:
        for code in LANGUAGES:
            activate(code)
            for key, message in messages(code).items():
                said = _(key) if isinstance(key, str) else ngettext(key[0], key[1], 2)
                assert said == forms(message.string)[-1]
    finally:
        activate(DEFAULT)


@pytest.mark.parametrize("path", [p for room in ROOMS for p in sorted((ROOT / room).rglob("*.py"))], ids=str)
def test_nothing_is_shown_that_goes_round_the_catalogues(path: Path) -> None:
    if path.name.startswith("sample") or path.name == "gallery.py":
        pytest.skip("invented pages for looking at the drawing")
    assert list(_literals_shown(ast.parse(path.read_text("utf-8")))) == []


def _literals_shown(tree: ast.AST) -> Iterator[str]:
    """Yields sentences given as they stand to something that is shown."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in _SHOWN:
            values = [*node.args, *(keyword.value for keyword in node.keywords)]
            for value in values:
                if isinstance(value, ast.Constant) and isinstance(value.value, str) and _A_SENTENCE.search(value.value):
                    yield f"line {value.lineno}: {value.value}"


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
