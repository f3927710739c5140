"""Ids as forms send them."""

from uuid import UUID

from django.http import Http404


def find_id(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None


def get_id(typed: str) -> UUID:
    """Returns the id. Raises Http404."""
    key = find_id(typed)
    if key is None:
        raise Http404
    return key
