from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.core.row_ids import RowId
from hub.core.row_seal import SealedRow


class SetupCode(SealedRow):
    """The code that lets somebody make a fresh hub's first administrator, once and within its time. There is one at
    most; only its keyed hash is stored."""

    sealed_columns = ("code_hash", "made_at", "expires_at", "used_at")
    id = RowId()
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("created at"))
    expires_at = models.DateTimeField(_("expires at"))
    used_at = models.DateTimeField(_("used at"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("set-up code")

    def __str__(self) -> str:
        return str(self.pk)


class SetupStep(models.Model):
    """A step of the set-up that somebody has done, or has skipped."""

    name = models.CharField(_("step of the set-up"), max_length=20, primary_key=True)
    skipped = models.BooleanField(_("skipped"), default=False)
    at = models.DateTimeField(_("finished at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("done by"))

    class Meta:
        verbose_name = verbose_name_plural = _("set-up step")

    def __str__(self) -> str:
        return self.name
