"""A mandate's seal is made again whenever the hub changes its items; what was written past it gets none so."""

from typing import Any

from django.db.models.signals import m2m_changed
from django.dispatch import receiver

from hub.residents.models import Mandate


@receiver(m2m_changed, sender=Mandate.items.through)
def _seal_items(instance: Mandate, action: str, **about: Any) -> None:
    """Checks a mandate's seal before its items change, and seals it afterwards. Raises ChangedPastHub."""
    mandate = Mandate.objects.get(pk=instance.pk)
    if action.startswith("pre_"):
        mandate.check_seal()
    else:
        mandate.accept()
