"""The words by which residents call an item, added one at a time."""

from django.contrib.auth.models import User
from django.db import transaction

from contract.catalogue import split_words
from contract.text import Text, text
from hub.audit.services import record
from hub.catalogue.models import Item
from hub.catalogue.services import publish
from hub.core.problems import refused_field
from languages.registry import find_tag

_BETWEEN = "、"


@transaction.atomic
def add_word(code: str, word: str, language: str, by: User) -> None:
    """Adds a word to an item and publishes the catalogue; a word that the item has is not added again. Raises
    RequestRefused for an item that does not exist."""
    item = Item.objects.select_for_update(of=("self",)).filter(code=code).first()
    if item is None:
        raise refused_field("item", "unknown_item", text("There is no such item."))
    tag = find_tag(language) or language
    words = split_words(item.also_called.root.get(tag, ""))
    if word not in words:
        item.also_called = Text({**item.also_called.root, tag: _BETWEEN.join((*words, word))})
        item.save(update_fields=["also_called"])
        record(by, "add search word", f"item {code}", {"word": word})
        publish()
