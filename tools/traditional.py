"""Write the catalogues of Traditional Chinese from those of Simplified Chinese, by OpenCC and a table of terms.

OpenCC converts the characters to the standard of Taiwan (profile s2tw). It leaves the words of the administration as
they are: a resident meets 窗口 and 身份证 on signs and cards. The words of machines that read oddly are in the table.
"""

import argparse
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from opencc import OpenCC

from languages.registry import LOCALES

ROOT = Path(__file__).resolve().parents[1]
TERMS = Path(__file__).with_suffix(".toml")
(SOURCE,) = (locale for locale in LOCALES.values() if locale.script == "Hans")
TARGETS = tuple(locale for locale in LOCALES.values() if locale.script == "Hant")


def find_catalogues(root: Path = ROOT) -> list[Path]:
    """The catalogues of Simplified Chinese below the folders of the project."""
    folders = [folder for folder in root.iterdir() if folder.is_dir() and not folder.name.startswith(".")]
    return sorted(file for folder in folders for file in folder.rglob(f"{SOURCE.folder}/LC_MESSAGES/*.po"))


def target_of(source: Path, folder: str) -> Path:
    return source.parents[2] / folder / "LC_MESSAGES" / source.name


def convert_catalogue(text: str, folder: str) -> str:
    """The whole .po for that folder: the sentences in English stay, what is said for them is converted."""
    return "".join(_lines(text, folder))


def convert(wording: str) -> str:
    return _replace(_opencc().convert(_replace(wording, "before")), "after")


def _lines(text: str, folder: str) -> Iterator[str]:
    is_translation = False
    for line in text.splitlines(keepends=True):
        if not line.startswith('"'):
            is_translation = line.startswith("msgstr")
        if line.startswith(('"Language: ', '"Language-Team: ')):
            yield line.replace(SOURCE.folder, folder)
        else:
            yield convert(line) if is_translation else line


@cache
def _opencc() -> OpenCC:
    return OpenCC("s2tw")


def _replace(wording: str, table: str) -> str:
    """Each term of the table once, longer ones first."""
    terms = _terms()[table]
    longest_first = sorted(terms, key=len, reverse=True)
    return re.sub("|".join(map(re.escape, longest_first)), lambda match: terms[match.group()], wording)


@cache
def _terms() -> dict[str, dict[str, str]]:
    return tomllib.loads(TERMS.read_text("utf-8"))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.traditional", description=__doc__)
    parser.add_argument("catalogues", type=Path, nargs="*", metavar="FILE.po", help="these alone; without: every one")
    for source in parser.parse_args(arguments).catalogues or find_catalogues():
        for locale in TARGETS:
            target = target_of(source.resolve(), locale.folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(convert_catalogue(source.read_text("utf-8"), locale.folder), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
