"""Catalogues are compiled whole, or the translator is told where the slip is."""

import gettext
from pathlib import Path

import pytest

from tools.catalogues import compile_catalogue

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'


def catalogue(folder: Path, body: str) -> Path:
    source = folder / "locale" / "zh_Hans" / "LC_MESSAGES" / "kiosk.po"
    source.parent.mkdir(parents=True)
    source.write_text(HEADER + body, encoding="utf-8")
    return source


def test_a_catalogue_is_compiled_beside_its_source(tmp_path: Path) -> None:
    source = catalogue(tmp_path, '\nmsgid "Take a number"\nmsgstr "取号"\n')
    compile_catalogue(source)
    translations = gettext.translation("kiosk", tmp_path / "locale", ["zh_Hans"])
    assert translations.gettext("Take a number") == "取号"


def test_a_translation_that_loses_a_placeholder_is_refused(tmp_path: Path) -> None:
    source = catalogue(tmp_path, '\n#, python-format\nmsgid "%(count)d ahead"\nmsgstr "前面 %(number)d 人"\n')
    with pytest.raises(ValueError, match=r"kiosk\.po:"):
        compile_catalogue(source)
    assert not source.with_suffix(".mo").exists()
