"""What is found by queries whose author did not look at the words of the items."""

import tomllib
from pathlib import Path
from statistics import mean

from bench.measure import Row, Samples
from hub.catalogue.starter import starter_catalogue
from kiosk.pages.language import activate
from kiosk.visits.find import browse_page
from languages.registry import DEFAULT

QUERIES = Path(__file__).with_name("unseen_queries.toml")
FIRST, IN_THREE = 85, 95  # per cent
_PARTS = 10  # of the queries, as samples


def rows() -> list[Row]:
    places = list_places()
    return [_rate(places, 1, FIRST, "first"), _rate(places, 3, IN_THREE, "in three")]


def list_places() -> list[tuple[str, int | None]]:
    """Returns each query and the place of its item among the results, from 0; None where it is not among them."""
    activate(DEFAULT)
    catalogue = starter_catalogue()
    codes = {item.name.in_locale(DEFAULT): item.code for item in catalogue.items}
    index = browse_page(catalogue, "").index
    places: list[tuple[str, int | None]] = []
    for name, queries in tomllib.loads(QUERIES.read_text("utf-8")).items():
        for query in queries:
            results = [key for key in index.search(query) if key in codes.values()]
            places.append((query, results.index(codes[name]) if codes[name] in results else None))
    return places


def _rate(places: list[tuple[str, int | None]], most: int, least: int, name: str) -> Row:
    right = [place is not None and place < most for _query, place in places]
    parts = Samples(tuple(100 * mean(right[at::_PARTS]) for at in range(_PARTS)), more_is_better=True)
    return Row(f"{len(places)} unseen queries, {name}", "%", parts, f"mean ≥ {least}", 100 * mean(right) >= least)
