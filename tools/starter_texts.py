"""For pybabel: the texts of the starter catalogue's TOML files, in their order."""

import tomllib
from collections.abc import Iterator
from typing import BinaryIO

from hub.catalogue.starter import list_wordings


def extract(
    file: BinaryIO, _keywords: object, _tags: object, options: object
) -> Iterator[tuple[int, str, str, list[str]]]:
    """Yields line number (0: not told), function, message, comments."""
    for wording in list_wordings(tomllib.loads(file.read().decode())):
        yield 0, "", wording, []
