"""The rows of a fresh database that carry seals, as statements."""

from collections.abc import Iterator

from hub.catalogue.areas import ROOT, Area, Level


def word_city_seal() -> Iterator[str]:
    """Yields the statement that seals the city's row, which migrations make. Raises KeysError."""
    city = Area(pk=ROOT, code=Level.CITY.value, level=Level.CITY.value)
    yield f'UPDATE "catalogue_area" SET "seal" = \'{city.build_seal()}\' WHERE "id" = {ROOT};'  # noqa: S608
