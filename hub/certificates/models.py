"""Certificates: what a case's result says, its signed paper, and how the resident has it."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from contract.certificates import ResultWay
from hub.cases.models import Case
from hub.catalogue.models import Item
from hub.core.row_ids import RowId
from hub.core.row_seal import SealedRow
from hub.core.sealing import SealedField

WAY_CHOICES = [
    (ResultWay.PRINT.value, _("printed at a kiosk")),
    (ResultWay.WINDOW.value, _("collected at a window")),
    (ResultWay.POST.value, _("posted")),
]


class Certificate(SealedRow):
    """The result of a case. `pdf` is made when it is first asked for and stays, as Base64; `address`: where it is
    posted to. Its seal covers of which case it is."""

    sealed_columns = ("case_id",)
    guards_content = True
    watched = False
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.OneToOneField(Case, models.PROTECT, related_name="certificate", verbose_name=_("case"))
    content = SealedField(_("content"), null=True)
    pdf = SealedField(_("signed paper"), null=True)
    issued_at = models.DateTimeField(_("issued at"))
    way = models.CharField(_("way"), max_length=10, choices=WAY_CHOICES, blank=True)
    address = SealedField(_("address of the recipient"), null=True)
    handed_out_at = models.DateTimeField(_("handed out at"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("result on paper")
        ordering = ["-issued_at"]

    def __str__(self) -> str:
        return str(self.case)


class AtOnceItem(SealedRow):
    """An item whose department answers by itself within seconds: what is handed in is accepted at once."""

    sealed_columns = ("item_id",)
    id = RowId()
    item = models.OneToOneField(Item, models.CASCADE, related_name="at_once", verbose_name=_("item"))

    class Meta:
        verbose_name = verbose_name_plural = _("item that is answered at once")

    def __str__(self) -> str:
        return str(self.item)
