"""Changes to items that are not published yet."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class DraftState(models.TextChoices):
    WRITING = "writing", _("Being written")
    REVIEW = "review", _("Waits for review")
    PUBLISHED = "published", _("Published")
    DROPPED = "dropped", _("Dropped")


OPEN_DRAFTS = (DraftState.WRITING.value, DraftState.REVIEW.value)


def _dict() -> dict[str, Any]:
    return {}


class ItemDraft(models.Model):
    """An item as somebody wants it to be, whole or half typed: `content` is the JSON of an exported item, `base` what
    that was when the draft began. `revision` counts what was kept, so that two editors do not overwrite each other."""

    item = models.ForeignKey(
        "Item", models.CASCADE, null=True, blank=True, related_name="drafts", verbose_name=_("service item")
    )
    content = models.JSONField(_("content"), default=_dict)
    base = models.JSONField(_("what it began with"), null=True)
    revision = models.PositiveIntegerField(_("revision"), default=1)
    state = models.CharField(_("state"), max_length=10, choices=DraftState.choices, default=DraftState.WRITING.value)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author of the change")
    )
    writers: "models.ManyToManyField[Any, Any]" = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", verbose_name=_("everybody who wrote in it")
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("last changed by")
    )
    created_at = models.DateTimeField(_("begun at"))
    changed_at = models.DateTimeField(_("changed at"))
    reason = models.TextField(_("what is changed and why"), blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("reviewed by")
    )
    reply = models.TextField(_("what the reviewer says"), blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("draft of an item")
        ordering = ["-changed_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["item"], condition=Q(state__in=OPEN_DRAFTS), name="one_open_draft")
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
