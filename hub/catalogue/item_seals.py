"""An item's seal covers its readers: it is made again whenever the hub changes them."""

from typing import Any

from django.contrib.auth.models import User
from django.db.models.signals import pre_delete
from django.dispatch import receiver

from hub.catalogue.models import Item
from hub.core.row_seal import seal_members

seal_members(Item, Item.readers.through)


@receiver(pre_delete, sender=User)
def _leave_readers(instance: User, **about: Any) -> None:
    """Removes an account that is deleted from the readers of items, so that their seals hold. Raises ChangedPastHub."""
    for item in Item.objects.filter(readers=instance):
        item.readers.remove(instance)
