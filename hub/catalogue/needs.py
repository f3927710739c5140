"""What residents come for, in their own words, and events of life."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.catalogue.named import NamedRow
from hub.core.text_field import TextField


class Need(NamedRow):
    """What somebody comes for, in a word of their own."""

    themes: "models.ManyToManyField[Any, Any]" = models.ManyToManyField("Theme", verbose_name=_("theme"), blank=True)
    items: "models.ManyToManyField[Any, Any]" = models.ManyToManyField(
        "Item", verbose_name=_("further items"), blank=True
    )

    class Meta(NamedRow.Meta):
        verbose_name = verbose_name_plural = _("need")


class LifeEvent(NamedRow):
    """An event of life, whose items are applied for together."""

    also_called = TextField(_("what residents call it"), blank=True)
    items: "models.ManyToManyField[Any, Any]" = models.ManyToManyField("Item", verbose_name=_("service item"))

    class Meta(NamedRow.Meta):
        verbose_name = verbose_name_plural = _("life event")
