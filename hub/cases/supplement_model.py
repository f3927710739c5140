"""The papers that a case lacks."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.cases.states import STATE_CHOICES
from hub.core.row_ids import RowId
from hub.core.text_field import SealedTextField
from languages.registry import DEFAULT


class Supplement(models.Model):
    """The papers that a case lacks, told once and completely (一次性告知). `back_to` is the state it returns to."""

    case = models.OneToOneField("cases.Case", models.PROTECT, related_name="supplement", verbose_name=_("case"))
    wanted_at = models.DateTimeField(_("told at"))
    wanted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("told by")
    )
    back_to = models.CharField(max_length=20, choices=STATE_CHOICES)
    complete_at = models.DateTimeField(_("complete at"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("notice of missing papers")

    def __str__(self) -> str:
        return str(self.case)


class MissingPaper(models.Model):
    id = RowId()
    supplement = models.ForeignKey(
        Supplement, models.CASCADE, related_name="papers", verbose_name=_("notice of missing papers")
    )
    name = SealedTextField(_("paper"), bound_to=["pk", "supplement_id"])
    received_at = models.DateTimeField(_("received at"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("missing paper")
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.name.in_locale(DEFAULT))
