"""Writes the catalogues of Traditional Chinese from those of Simplified Chinese, by OpenCC and a table of terms.

OpenCC converts the characters to the standard of Taiwan (profile s2tw). It leaves the words of the administration as
they are: a resident meets 窗口 and 身份证 on signs and cards. The words of machines that read oddly are in the table.
"""

import argparse
import re
import sys
import tomllib
from functools import cache
from pathlib import Path

from opencc import OpenCC

from languages.registry import LOCALES, SOURCE

ROOT = Path(__file__).resolve().parents[1]
TERMS = Path(__file__).with_suffix(".toml")
(SIMPLIFIED,) = (locale for locale in LOCALES.values() if locale.script == "Hans")
TRADITIONAL = tuple(locale for locale in LOCALES.values() if locale.script == "Hant")


def find_catalogues(root: Path = ROOT) -> list[Path]:
    """Returns the catalogues of Simplified Chinese below the folders of the project; of the texts that are written in
    it, as the starter catalogue's are, those of English."""
    folders = [folder for folder in root.iterdir() if folder.is_dir() and not folder.name.startswith(".")]
    simplified = [file for folder in folders for file in folder.rglob(f"{SIMPLIFIED.folder}/LC_MESSAGES/*.po")]
    english = [file for folder in folders for file in folder.rglob(f"{LOCALES[SOURCE].folder}/LC_MESSAGES/*.po")]
    return sorted([*simplified, *(file for file in english if not target_of(file, SIMPLIFIED.folder).exists())])


def target_of(source: Path, folder: str) -> Path:
    return source.parents[2] / folder / "LC_MESSAGES" / source.name


def convert_catalogue(source: Path, folder: str) -> str:
    """Returns the whole .po for that folder: its sentences stay, what is said for them is in Traditional Chinese."""
    entries = source.read_text("utf-8").rstrip().split("\n\n")
    is_simplified = source.parts[-3] == SIMPLIFIED.folder
    return (
        "\n\n".join(
            [
                entries[0].replace(f'"Language: {source.parts[-3]}', f'"Language: {folder}'),
                *(_convert_entry(entry, "msgstr" if is_simplified else "msgid") for entry in entries[1:]),
            ]
        )
        + "\n"
    )


def _convert_entry(entry: str, part: str) -> str:
    """Returns the entry, converted. `part`: what is converted, the translation or the sentence itself."""
    at = entry.index("msgstr")
    sentence, translation = entry[:at], entry[at:]
    if part == "msgid":
        translation = "msgstr" + sentence[sentence.index("msgid") :].removeprefix("msgid").rstrip()
    return sentence + convert(translation)


def convert(wording: str) -> str:
    return _replace(_opencc().convert(_replace(wording, "before")), "after")


@cache
def _opencc() -> OpenCC:
    return OpenCC("s2tw")


def _replace(wording: str, table: str) -> str:
    """Replaces each term of the table once, longer ones first."""
    terms = _terms()[table]
    longest_first = sorted(terms, key=len, reverse=True)
    return re.sub("|".join(map(re.escape, longest_first)), lambda match: terms[match.group()], wording)


@cache
def _terms() -> dict[str, dict[str, str]]:
    return tomllib.loads(TERMS.read_text("utf-8"))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.traditional", description=__doc__)
    parser.add_argument("catalogues", type=Path, nargs="*", metavar="FILE.po", help="these alone; without: every one")
    for source in map(Path.resolve, parser.parse_args(arguments).catalogues or find_catalogues()):
        for locale in TRADITIONAL:
            target = target_of(source, locale.folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(convert_catalogue(source, locale.folder), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
