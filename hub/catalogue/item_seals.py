"""An item's seal is made again whenever the hub changes its readers; what was written past it gets none so."""

from typing import Any

from django.contrib.auth.models import User
from django.db.models.signals import m2m_changed, pre_delete
from django.dispatch import receiver

from hub.catalogue.models import Item


@receiver(m2m_changed, sender=Item.readers.through)
def _seal_readers(instance: Item, action: str, **about: Any) -> None:
    """Checks an item's seal before its readers change, and seals it afterwards. Raises ChangedPastHub."""
    item = Item.objects.get(pk=instance.pk)
    if action.startswith("pre_"):
        item.check_seal()
    else:
        item.accept()


@receiver(pre_delete, sender=User)
def _leave_readers(instance: User, **about: Any) -> None:
    """Removes an account that is deleted from the readers of items, so that their seals hold. Raises ChangedPastHub."""
    for item in Item.objects.filter(readers=instance):
        item.readers.remove(instance)
