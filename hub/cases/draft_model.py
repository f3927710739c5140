"""Applications that residents have begun and saved."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.catalogue.models import ItemVersion
from hub.core.row_seal import SealedRow
from hub.core.sealing import FingerprintField, SealedField
from hub.residents.models import NUMBER


class SavedDraft(SealedRow):
    """The answers so far, sealed. Found by its code, or by the keyed hash of the number on the card; without a card
    both are empty. Its id and code are those of the case which it may become. Its seal covers of which item it is, and
    whether it is of a card: then nobody's last four open it."""

    sealed_columns = ("item_version_id",)
    guards_content = True
    watched = False
    id = models.UUIDField(primary_key=True)
    code = models.CharField(_("reference"), max_length=14, unique=True)
    item_version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="+", verbose_name=_("item"))
    number = SealedField(_("ID number"), null=True, bound_to=["pk", "code"])
    number_hash = FingerprintField(of="number", purpose=NUMBER, tidied=True, blank=True)
    answers = SealedField(_("answers"), bound_to=["pk", "code"])
    language = models.CharField(_("language"), max_length=20, blank=True)
    saved_at = models.DateTimeField(_("saved at"))
    expires_at = models.DateTimeField(_("kept until"), db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = _("saved application")
        ordering = ["-saved_at"]
        indexes = [models.Index(fields=["number_hash", "saved_at"], name="drafts_of_a_person")]

    def __str__(self) -> str:
        return self.code

    def sealed_content(self) -> list[object]:
        return [*super().sealed_content(), self.number is not None]
