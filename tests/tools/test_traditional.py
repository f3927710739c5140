"""The catalogues of Traditional Chinese are those of Simplified Chinese, converted: neither goes its own way."""

from pathlib import Path

import pytest

from languages.registry import LOCALES, SOURCE, Locale
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

_WRITTEN_IN_CHINESE = """msgid ""
msgstr ""
"Language: en\\n"

msgid "社会救助"
msgstr "Social assistance"

msgid ""
"打印"
msgstr ""
"Printing"
"""


@pytest.mark.parametrize("locale", traditional.TRADITIONAL, ids=lambda locale: locale.tag)
@pytest.mark.parametrize("source", traditional.find_catalogues(), ids=str)
def test_a_catalogue_is_what_the_tool_makes(source: Path, locale: Locale) -> None:
    made = traditional.convert_catalogue(source, locale.folder)
    assert made == traditional.target_of(source, locale.folder).read_text("utf-8"), "run python -m tools.traditional"


def catalogue(root: Path, folder: str, content: str) -> Path:
    file = root / "locale" / folder / "LC_MESSAGES" / "some.po"
    file.parent.mkdir(parents=True)
    file.write_text(content, "utf-8")
    return file


def test_only_what_is_said_for_a_sentence_is_converted(tmp_path: Path) -> None:
    source = catalogue(tmp_path, traditional.SIMPLIFIED.folder, _CATALOGUE)
    lines = traditional.convert_catalogue(source, "zh_Hant").splitlines()
    assert lines[3] == '"Language: zh_Hant\\n"'
    assert lines[5:8] == ['msgid "Printer, “quoted”"', 'msgstr "列印機，「{name}」的"', '"設定"']
    assert lines[-1] == 'msgstr[0] "{count}個窗口"'


def test_texts_that_are_written_in_simplified_chinese_are_converted_themselves(tmp_path: Path) -> None:
    source = catalogue(tmp_path, LOCALES[SOURCE].folder, _WRITTEN_IN_CHINESE)
    assert traditional.find_catalogues(tmp_path) == [source]
    lines = traditional.convert_catalogue(source, "zh_Hant").splitlines()
    assert lines[2:] == [
        '"Language: zh_Hant\\n"',
        "",
        'msgid "社会救助"',
        'msgstr "社會救助"',
        "",
        'msgid ""',
        '"打印"',
        'msgstr ""',
        '"列印"',
    ]


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
    source = catalogue(tmp_path, traditional.SIMPLIFIED.folder, _CATALOGUE)
    assert traditional.find_catalogues(tmp_path) == [source]
    assert traditional.main([str(source)]) == 0
    for locale in traditional.TRADITIONAL:
        target = tmp_path / "locale" / locale.folder / "LC_MESSAGES" / "some.po"
        assert target.read_text("utf-8") == traditional.convert_catalogue(source, locale.folder)


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        traditional.main([str(tmp_path / "locale/x/LC_MESSAGES/none.po")])
