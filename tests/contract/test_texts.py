"""Each text of contract and hub for residents stands whole in every language's catalogue and crosses the wire."""

import string
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import contract
from contract.text import DOMAIN, Text, plural_text, text
from languages.registry import LOCALES, SOURCE

ROOT = Path(contract.__file__).resolve().parents[1]
PACKAGES = ("contract", "hub")
TRANSLATED = [tag for tag in LOCALES if tag != SOURCE]
_KEYWORDS = {"text": None, "plural_text": (1, 2)}


def extracted() -> set[str | tuple[str, ...]]:
    sentences: set[str | tuple[str, ...]] = set()
    for package in PACKAGES:
        for _file, _line, message, _comments, _context in extract_from_dir(
            ROOT / package, [("**.py", "python")], keywords=_KEYWORDS
        ):
            sentences.add(message if isinstance(message, str) else tuple(message))
    return sentences


def catalogue(tag: str) -> Catalog:
    folder = LOCALES[tag].folder
    with (ROOT / "locale" / folder / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        return read_po(file, locale=folder)


def messages(tag: str) -> dict[str | tuple[str, ...], Message]:
    return {tuple(m.id) if isinstance(m.id, list | tuple) else m.id: m for m in catalogue(tag) if m.id}


def forms(wording: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (wording,) if isinstance(wording, str) else tuple(wording or ())


def placeholders(wording: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(wording) if name is not None}


@pytest.mark.parametrize("tag", TRANSLATED)
def test_no_sentence_is_missing_and_none_is_left_over(tag: str) -> None:
    translations = messages(tag)
    assert sorted(map(str, extracted() - translations.keys())) == [], "missing: run pybabel, then translate"
    assert sorted(map(str, translations.keys() - extracted())) == [], "no longer used"
    assert catalogue(tag).obsolete == {}


@pytest.mark.parametrize("tag", TRANSLATED)
def test_every_sentence_is_translated_and_none_is_only_guessed(tag: str) -> None:
    assert [key for key, message in messages(tag).items() if message.fuzzy or not all(forms(message.string))] == []


@pytest.mark.parametrize("tag", TRANSLATED)
def test_placeholders_are_the_same_in_every_translation(tag: str) -> None:
    wrong = [
        (key, form)
        for key, message in messages(tag).items()
        for form in forms(message.string)
        if placeholders(form) != placeholders(forms(key)[-1])
    ]
    assert wrong == []


def test_that_looks_at_many_texts() -> None:
    assert len(extracted()) > 20
    modules = [import_module(f"contract.{file.stem}") for file in (ROOT / "contract").glob("*.py")]
    values = [value for module in modules for value in vars(module).values() if isinstance(value, Text)]
    assert values
    assert all(value.root.keys() == LOCALES.keys() for value in values)


def test_a_text_within_a_sentence_is_taken_in_the_language_of_the_sentence() -> None:
    label = Text({"zh-Hans": "姓名", "en": "Name"})
    asked = text('Please fill in "{label}".', label=label)
    assert (asked.in_locale("zh-Hans"), asked.in_locale("en")) == ("请填写“姓名”。", 'Please fill in "Name".')


def test_a_label_in_one_language_stands_in_for_the_other() -> None:
    assert text('Please fill in "{label}".', label=Text.plain("姓名")).in_locale("en") == 'Please fill in "姓名".'


def test_a_date_within_a_sentence_is_written_as_its_language_does() -> None:
    late = text('"{label}" cannot be after {last}.', label=Text.plain("日期"), last=date(2026, 11, 22))
    assert late.in_locale("zh-Hans") == "“日期”不能晚于2026年11月22日。"
    assert late.in_locale("en") == '"日期" cannot be after 22 November 2026.'


def test_braces_that_somebody_typed_stay_as_they_are() -> None:
    assert text('Please choose "{label}".', label=Text.plain("{label}")).in_locale("en") == 'Please choose "{label}".'


def test_a_sentence_in_no_catalogue_stays_english_and_takes_the_form_for_its_count() -> None:
    assert plural_text("{count} unheard-of thing", "{count} unheard-of things", 1).in_locale("en") == (
        "1 unheard-of thing"
    )
    assert plural_text("{count} unheard-of thing", "{count} unheard-of things", 2).in_locale("zh-Hans") == (
        "2 unheard-of things"
    )
