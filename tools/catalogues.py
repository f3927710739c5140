"""Compiles the catalogues of kiosk and hub: each locale/<language>/LC_MESSAGES/<domain>.po to the .mo beside it."""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES = (Path("locale"), Path("hub/locale"))


def compile_catalogue(source: Path) -> None:
    """Writes the .mo, whole or not at all. Raises ValueError, naming the lines, where a translation cannot be used."""
    with source.open("rb") as text:
        catalogue = read_po(text, locale=source.parts[-3], abort_invalid=True)
    problems = [f"{source}:{message.lineno}: {error}" for message, errors in catalogue.check() for error in errors]
    if problems:
        raise ValueError("\n".join(problems))
    unfinished = source.with_suffix(".mo.part")
    with unfinished.open("wb") as compiled:
        write_mo(compiled, catalogue)
    unfinished.replace(source.with_suffix(".mo"))


def main() -> int:
    status = 0
    for source in sorted(path for folder in LOCALES for path in folder.glob("*/LC_MESSAGES/*.po")):
        try:
            compile_catalogue(source)
        except ValueError as problem:
            print(problem, file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
