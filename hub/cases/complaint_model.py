"""Complaints about cases."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hub.core.sealing import SealedField


class Complaint(models.Model):
    """群众监督: a resident complains about a case. Who answers has no part in it; who has one sees nothing of this."""

    id = models.UUIDField(primary_key=True)
    code = models.CharField(_("reference"), max_length=14, unique=True)
    case = models.ForeignKey("Case", models.PROTECT, related_name="complaints", verbose_name=_("case"))
    words = SealedField(_("complaint"), null=True, bound_to=["pk", "case_id"])
    made_at = models.DateTimeField(_("made at"))
    answer_by = models.DateField(_("answer by"))
    given_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="complaints_given", verbose_name=_("given to")
    )
    overdue_at = models.DateTimeField(_("escalated at"), null=True)
    answer = SealedField(_("answer"), null=True, bound_to=["pk", "case_id"])
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("complaint about a case")
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["answer_by"], name="complaints_to_answer", condition=Q(answered_at=None))]

    def __str__(self) -> str:
        return self.code
