"""A language is a row of the registry and its catalogues: no other code names one, and no row is half done."""

import re
from pathlib import Path

import pytest
from babel import Locale as BabelLocale

from languages.registry import DEFAULT, LOCALES, SOURCE, fallback_chain, find_tag, pick_wording

ROOT = Path(__file__).resolve().parents[2]
REGISTRY = ROOT / "languages" / "registry.py"
PACKAGES = (
    "config",
    "contract",
    "demo",
    "devices",
    "hub",
    "install",
    "kiosk",
    "languages",
    "screens",
    "speech",
    "tools",
    "bench",
)
_NAMES = {name for locale in LOCALES.values() for name in (locale.tag, locale.folder, *locale.aliases)}
_LONG = "|".join(re.escape(name) for name in sorted(_NAMES) if len(name) > 2)
_SHORT = "|".join(sorted(name for name in _NAMES if len(name) == 2))
_A_LANGUAGE = re.compile(rf"""\b(?i:{_LONG})\b|["'](?:{_SHORT})["']|\b(?:{_SHORT})=|\.(?:{_SHORT})\b""")
_IMPORT = re.compile(r"^\s*from misaki\.\w+ import .*$", re.MULTILINE)  # that library has a module for each


def files(package: str) -> list[Path]:
    return [file for file in sorted((ROOT / package).rglob("*.py")) if "migrations" not in file.parts]


def names_a_language(file: Path) -> bool:
    return _A_LANGUAGE.search(_IMPORT.sub("", file.read_text("utf-8"))) is not None


@pytest.mark.parametrize("package", PACKAGES)
def test_only_the_registry_names_a_language(package: str) -> None:
    naming = [file for file in files(package) if names_a_language(file) and file != REGISTRY]
    assert [str(file.relative_to(ROOT)) for file in naming] == []


def test_the_program_that_puts_the_kiosk_together_names_none() -> None:
    assert not names_a_language(ROOT / "run_kiosk.py")


def test_that_finds_what_it_looks_for() -> None:
    assert names_a_language(REGISTRY)
    assert all(
        map(_A_LANGUAGE.search, ("Text(zh='…')", "label.en", 'language() == "en"', "locale/zh_hans/", "zh-Hant"))
    )
    assert not any(map(_A_LANGUAGE.search, ("then=1", "self.end", "open", '"pen"', "length=3")))


@pytest.mark.parametrize("tag", LOCALES)
def test_babel_knows_the_language(tag: str) -> None:
    locale = BabelLocale.parse(LOCALES[tag].folder)
    assert locale.script in (LOCALES[tag].script, None)
    assert locale.character_order == {"ltr": "left-to-right", "rtl": "right-to-left"}[LOCALES[tag].direction]


@pytest.mark.parametrize("tag", LOCALES)
def test_a_language_has_every_catalogue_that_the_default_has(tag: str) -> None:
    theirs = {file.name for file in (ROOT / "locale" / LOCALES[tag].folder / "LC_MESSAGES").glob("*.po")}
    all_ = {file.name for file in (ROOT / "locale" / LOCALES[DEFAULT].folder / "LC_MESSAGES").glob("*.po")}
    assert theirs >= all_ or tag == SOURCE


@pytest.mark.parametrize("name", ["zh-Hans", "ZH-HANS", "zh_Hans", "zh", "zh_CN", "zh-CN"])
def test_an_older_name_is_the_same_language(name: str) -> None:
    assert find_tag(name) == DEFAULT


@pytest.mark.parametrize("name", ["", "xx", "zh Hans", "中文", "en_US"])
def test_a_language_that_is_not_there_is_none(name: str) -> None:
    assert find_tag(name) is None


def test_a_wording_that_is_missing_is_taken_from_the_next_language() -> None:
    assert pick_wording({"zh-Hans": "简", "en": "English"}, "zh-Hant") == "简"
    assert pick_wording({"zh-Hant": "繁"}, "en") == "繁"  # rather any than none
    assert pick_wording({}, "en") == ""


def test_every_chain_ends_with_the_default() -> None:
    assert all(list(fallback_chain(tag))[-1] == DEFAULT or tag == DEFAULT for tag in [*LOCALES, "xx"])
