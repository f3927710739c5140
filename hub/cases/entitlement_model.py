"""What residents are entitled to by granted decisions."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contract.catalogue import Privacy
from hub.catalogue.areas import ROOT
from hub.catalogue.models import Area, Item
from hub.core.row_ids import RowId
from hub.core.row_seal import SealedRow
from hub.core.sealing import SealedField
from hub.core.text_field import SealedTextField
from hub.residents.models import Resident
from languages.registry import DEFAULT


class Entitlement(SealedRow):
    """Something granted to a resident: by which item, under which name, from when until when. From `renew_from` on it
    is to be renewed. It outlasts its case, which is cut off when that is emptied. Its seal covers whose it is, its days
    and who reads it, and is checked before its name opens."""

    sealed_columns = ("resident_id", "case_id", "item_id", "area_id", "privacy", "first_day", "last_day")
    guards_content = True
    watched = False
    id = RowId()
    resident = models.ForeignKey(Resident, models.CASCADE, related_name="entitlements", verbose_name=_("resident"))
    case = models.ForeignKey("Case", models.PROTECT, null=True, related_name="entitlements", verbose_name=_("case"))
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("item"))
    area = models.ForeignKey(Area, models.PROTECT, default=ROOT, related_name="+", verbose_name=_("area"))
    privacy = models.CharField(_("privacy"), max_length=12, default=Privacy.PUBLIC.value)  # of the item, as it was then
    name = SealedTextField(_("name"), bound_to=["pk", "resident_id"])
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"), null=True)
    renew_from = models.DateField(_("to be renewed from"), null=True)
    granted_at = models.DateTimeField(_("granted at"))
    ended_at = models.DateTimeField(_("ended at"), null=True)
    reason = SealedField(_("reason"), null=True, bound_to=["pk", "resident_id"])

    class Meta:
        verbose_name = verbose_name_plural = _("entitlement")
        ordering = ["-granted_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="last_day_not_before_first", condition=Q(last_day=None) | Q(last_day__gte=F("first_day"))
            ),
            models.UniqueConstraint(
                fields=["case"], name="one_entitlement_of_a_case", condition=Q(case__isnull=False, ended_at=None)
            ),
        ]
        indexes = [
            models.Index(
                fields=["renew_from", "last_day"], name="entitlements_to_renew", condition=Q(renew_from__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return str(self.name.in_locale(DEFAULT))
