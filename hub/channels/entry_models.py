"""What an organisation writes of its own entry in the directory, and the code by which it does."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hub.core.row_ids import RowId
from hub.core.row_seal import SealedRow


class ChangeState(models.TextChoices):
    WAITING = "waiting", _("Waits for approval")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")


class EntryCode(SealedRow):
    """The code by which an organisation keeps its own entry, until a day. A new one takes the place of the one before;
    only its keyed hash is stored."""

    sealed_columns = ("entry_id", "code_hash", "made_at", "expires_at")
    id = RowId()
    entry = models.OneToOneField(
        "channels.Entry", models.CASCADE, related_name="own_code", verbose_name=_("community service")
    )
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("created at"))
    expires_at = models.DateTimeField(_("expires at"))

    class Meta:
        verbose_name = verbose_name_plural = _("code of an organisation")

    def __str__(self) -> str:
        return str(self.pk)


class EntryAccount(SealedRow):
    """The log-in by which an organisation keeps its own entry: its unified social credit code, as staff or the provider
    say, and who it is to the provider. Tying another makes another row."""

    sealed_columns = ("entry_id", "credit_code", "subject_hash", "made_at")
    id = RowId()
    entry = models.OneToOneField(
        "channels.Entry", models.CASCADE, related_name="own_account", verbose_name=_("community service")
    )
    credit_code = models.CharField(_("unified social credit code"), max_length=18, blank=True, db_index=True)
    subject_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    made_at = models.DateTimeField(_("created at"))

    class Meta:
        verbose_name = verbose_name_plural = _("log-in of an organisation")

    def __str__(self) -> str:
        return str(self.pk)


class EntryChange(models.Model):
    """An entry as its organisation wants it to be; `base` is what it was when they wrote."""

    entry = models.ForeignKey(
        "channels.Entry", models.CASCADE, related_name="changes", verbose_name=_("community service")
    )
    content: "models.JSONField[Any, Any]" = models.JSONField(_("content"))
    base: "models.JSONField[Any, Any]" = models.JSONField(_("what it began with"))
    state = models.CharField(_("state"), max_length=10, choices=ChangeState.choices, default=ChangeState.WAITING.value)
    made_at = models.DateTimeField(_("submitted at"))
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    reply = models.CharField(_("answer"), max_length=400, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("change of a community service")
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["entry"], condition=Q(state="waiting"), name="one_waiting_change")
        ]

    def __str__(self) -> str:
        return str(self.pk)
