"""Appraisals of staff: the figures of a period and of the one before, as they were when they were drawn up."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hub.catalogue.models import Area
from hub.core.sealing import SealedField


class Appraisal(models.Model):
    """Of one person and one period. Who it is about sees it first, and may answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="appraisals", verbose_name=_("member of staff")
    )
    team = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("area"))
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    figures = models.JSONField(_("figures"))
    figures_before = models.JSONField(_("figures of the period before"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("drawn up by")
    )
    made_at = models.DateTimeField(_("made at"))
    seen_at = models.DateTimeField(_("read by the person at"), null=True)
    answer = SealedField(_("answer"), null=True)
    answered_at = models.DateTimeField(_("answered at"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("appraisal")
        ordering = ["-last", "-first", "team", "person"]
        constraints = [
            models.UniqueConstraint(fields=["person", "first", "last"], name="one_appraisal_of_a_period"),
            models.CheckConstraint(condition=Q(first__lte=F("last")), name="appraisal_of_days"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.first} {self.last}"
