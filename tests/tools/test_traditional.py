"""The catalogues of Traditional Chinese are those of Simplified Chinese, converted: neither goes its own way."""

from pathlib import Path

import pytest

from languages.registry import Locale
from tools import traditional

_CATALOGUE = """# The sentences.
msgid ""
msgstr ""
"Language: zh_Hans\\n"

msgid "Printer, “quoted”"
msgstr "打印机，“{name}”的"
"设置"

msgid "{count} window"
msgid_plural "{count} windows"
msgstr[0] "{count}个窗口"
"""


@pytest.mark.parametrize("locale", traditional.TARGETS, ids=lambda locale: locale.tag)
@pytest.mark.parametrize("source", traditional.find_catalogues(), ids=str)
def test_a_catalogue_is_what_the_tool_makes(source: Path, locale: Locale) -> None:
    made = traditional.convert_catalogue(source.read_text("utf-8"), locale.folder)
    assert made == traditional.target_of(source, locale.folder).read_text("utf-8"), "run python -m tools.traditional"


def test_only_what_is_said_for_a_sentence_is_converted() -> None:
    lines = traditional.convert_catalogue(_CATALOGUE, "zh_Hant").splitlines()
    assert lines[3] == '"Language: zh_Hant\\n"'
    assert lines[5:8] == ['msgid "Printer, “quoted”"', 'msgstr "列印機，「{name}」的"', '"設定"']
    assert lines[-1] == 'msgstr[0] "{count}個窗口"'


@pytest.mark.parametrize(
    ("simplified", "wording"),
    [
        ("特别程序", "特別程序"),  # of the administration
        ("结束程序", "結束程式"),  # of the machine
        ("皇后之后", "皇后之後"),
        ("头发发放", "頭髮發放"),
        ("到窗口办理", "到窗口辦理"),
        ("{count}个", "{count}個"),
        ("", ""),
    ],
)
def test_a_word_is_chosen_by_its_sense(simplified: str, wording: str) -> None:
    assert traditional.convert(simplified) == wording


def test_the_tool_writes_the_catalogue_into_the_folder_of_its_language(tmp_path: Path) -> None:
    source = tmp_path / "locale" / traditional.SOURCE.folder / "LC_MESSAGES" / "some.po"
    source.parent.mkdir(parents=True)
    source.write_text(_CATALOGUE, "utf-8")
    assert traditional.find_catalogues(tmp_path) == [source]
    assert traditional.main([str(source)]) == 0
    for locale in traditional.TARGETS:
        target = tmp_path / "locale" / locale.folder / "LC_MESSAGES" / "some.po"
        assert target.read_text("utf-8") == traditional.convert_catalogue(_CATALOGUE, locale.folder)


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        traditional.main([str(tmp_path / "locale/x/LC_MESSAGES/none.po")])
