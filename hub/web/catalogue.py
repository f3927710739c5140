"""The published catalogue as an object, read once for each version and process."""

from functools import lru_cache

from django.http import Http404

from contract.catalogue import Catalogue, Item
from hub.catalogue import selectors


def get_catalogue() -> Catalogue:
    """Returns the catalogue. Raises Http404 before the first is published."""
    catalogue = _catalogue(selectors.current_version())
    if catalogue is None:
        _catalogue.cache_clear()
        raise Http404
    return catalogue


@lru_cache(maxsize=2)
def _catalogue(version: str) -> Catalogue | None:
    document = selectors.published(version)
    return None if document is None else Catalogue.model_validate_json(document)


def get_item(catalogue: Catalogue, code: str) -> Item:
    """Returns the item. Raises Http404."""
    try:
        return catalogue.item(code)
    except KeyError:
        raise Http404 from None
