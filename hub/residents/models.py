from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contract.people import FactSource, PersonKind
from contract.residents import CorrectionState
from hub.catalogue.areas import ROOT, Area
from hub.catalogue.models import Item
from hub.core.clock import local_day
from hub.core.row_ids import RowId
from hub.core.row_seal import SealedRow
from hub.core.sealing import FingerprintField, SealedField
from hub.core.text_field import TextField
from hub.residents.names import NAME, name_key
from languages.registry import DEFAULT

NUMBER, ORGANISATION, PHONE = "identity number", "organisation code", "phone"  # what fingerprints are for
STAFF = "staff"  # a fact that staff have checked
IMPORT = "import"  # a fact from another system's file
CARD_NUMBER = "card_number"  # the fact that a social security card's own number is
FOUND_BY = ("phone", CARD_NUMBER)  # facts by which a resident is found
ADDRESS = "address"  # the fact that may begin with a place
CHECKED = (FactSource.CARD.value, STAFF)  # sources that what a resident types does not overwrite
_KINDS = {
    PersonKind.CITIZEN: _("Resident identity card"),
    PersonKind.HK_MO_TW_RESIDENT: _("Residence permit for Hong Kong, Macao and Taiwan residents"),
    PersonKind.FOREIGNER_2017: _("Foreigner's permanent residence card (2017)"),
    PersonKind.FOREIGNER_2023: _("Foreigner's permanent residence card (2023)"),
    PersonKind.UNKNOWN: _("Unknown"),
}
_SOURCES = {
    FactSource.CARD: _("Card"),
    FactSource.RESIDENT: _("Entered by the person"),
    FactSource.HUB: _("Hub"),
    STAFF: _("Checked by staff"),
    IMPORT: _("Imported"),
}
_CORRECTIONS = {
    CorrectionState.OPEN: _("To be checked"),
    CorrectionState.ACCEPTED: _("Corrected"),
    CorrectionState.REFUSED: _("Not corrected"),
}


class Resident(models.Model):
    """A person, found by the keyed hash of the number, or of the name. Name and number rest sealed."""

    id = RowId()
    number_hash = FingerprintField(of="number", purpose=NUMBER, tidied=True, unique=True)
    number = SealedField(_("ID number"))
    name = SealedField(_("full name"))
    name_hash = FingerprintField(of="name_key", purpose=NAME, blank=True, default="", db_index=True)
    kind = models.CharField(_("kind of card"), max_length=20, choices=list(_KINDS.items()))
    created_at = models.DateTimeField(_("registered at"))

    class Meta:
        verbose_name = verbose_name_plural = _("resident")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return gettext("resident %(number)s") % {"number": self.pk}

    @property
    def name_key(self) -> str:
        """Returns what `name_hash` is the fingerprint of."""
        return name_key(self.name)


class ResidentFact(models.Model):
    """One thing known about a resident: where it came from, when it was last given or checked, how long it is kept.

    A phone and a social security card's number have a fingerprint too, so that their owner can be found. A place rests
    sealed, and has none: nobody can ask who lives there.
    """

    resident = models.ForeignKey(Resident, models.CASCADE, related_name="facts", verbose_name=_("resident"))
    key = models.CharField(_("fact"), max_length=40)
    value = SealedField(_("content"), bound_to=["resident_id", "key"])
    place = SealedField(_("place"), null=True, bound_to=["resident_id", "key"])  # its key, where the content begins so
    phone_hash = FingerprintField(of="value", purpose=PHONE, tidied=True, blank=True, default="", db_index=True)
    source = models.CharField(_("source"), max_length=10, choices=list(_SOURCES.items()))
    checked_at = models.DateTimeField(_("checked at"))
    keep_until = models.DateField(_("kept until"), db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = _("fact about a resident")
        ordering = ["resident", "key"]
        constraints = [models.UniqueConstraint(fields=["resident", "key"], name="one_fact_of_a_key")]

    def __str__(self) -> str:
        return self.key


class Correction(SealedRow):
    """A resident says that a fact is wrong. Staff of its area, which its seal covers, check it and decide."""

    sealed_columns = ("area_id",)
    guards_content = True
    watched = False
    id = models.UUIDField(primary_key=True)
    resident = models.ForeignKey(Resident, models.CASCADE, related_name="corrections", verbose_name=_("resident"))
    area = models.ForeignKey(Area, models.PROTECT, default=ROOT, related_name="+", verbose_name=_("area"))
    key = models.CharField(_("fact"), max_length=40)
    value = SealedField(_("correct value"), bound_to=["pk", "resident_id"])
    reason = SealedField(_("grounds"), bound_to=["pk", "resident_id"])
    asked_at = models.DateTimeField(_("asked at"))
    state = models.CharField(
        _("state"), max_length=10, choices=list(_CORRECTIONS.items()), default=CorrectionState.OPEN.value
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    answer = SealedField(_("answer"), default="", bound_to=["pk", "resident_id"])

    class Meta:
        verbose_name = verbose_name_plural = _("request for correction")
        ordering = ["asked_at", "id"]
        indexes = [models.Index(fields=["area", "asked_at"], name="corrections_open", condition=Q(state="open"))]

    def __str__(self) -> str:
        return f"{self.key} {self.get_state_display()}"


class Organisation(models.Model):
    """An organisation, found by the keyed hash of its unified social credit code (GB 32100)."""

    id = RowId()
    code_hash = FingerprintField(of="code", purpose=ORGANISATION, tidied=True, unique=True)
    code = SealedField(_("unified social credit code"))
    name = SealedField(_("name"))
    created_at = models.DateTimeField(_("registered at"))

    class Meta:
        verbose_name = verbose_name_plural = _("organisation")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return gettext("organisation %(number)s") % {"number": self.pk}


class Purpose(models.Model):
    """A purpose that data is kept for, and for how long. What the law asks for needs no consent."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = TextField(_("purpose"), max_length=120)
    wording = TextField(_("what is told"))
    keep_days = models.PositiveIntegerField(_("days kept"))
    needs_consent = models.BooleanField(_("needs consent"), default=True)

    class Meta:
        verbose_name = verbose_name_plural = _("purpose of use")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name.in_locale(DEFAULT)


class Consent(models.Model):
    """A resident's yes or no to a purpose; the newest counts."""

    id = models.UUIDField(primary_key=True)
    resident = models.ForeignKey(Resident, models.CASCADE, related_name="consents", verbose_name=_("resident"))
    purpose = models.ForeignKey(Purpose, models.PROTECT, related_name="+", verbose_name=_("purpose"))
    given = models.BooleanField(_("agreed"))
    at = models.DateTimeField(_("time"))
    kept_until = models.DateField(_("valid until"))
    language = models.CharField(
        _("language"), max_length=20, blank=True, default=""
    )  # in which it was asked; "": the default

    class Meta:
        verbose_name = verbose_name_plural = _("consent")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["resident", "purpose", "-at"], name="consents_of_a_resident")]

    def __str__(self) -> str:
        return f"{self.purpose}"


class Mandate(SealedRow):
    """An agent may act for a resident or an organisation in some items until a day. Its seal covers the items too."""

    sealed_columns = ("principal_id", "organisation_id", "agent_id", "since", "until", "revoked_at")
    id = models.UUIDField(primary_key=True)
    principal = models.ForeignKey(
        Resident, models.PROTECT, null=True, blank=True, related_name="mandates_given", verbose_name=_("principal")
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="mandates_given",
        verbose_name=_("organisation as principal"),
    )
    agent = models.ForeignKey(Resident, models.PROTECT, related_name="mandates_held", verbose_name=_("agent"))
    items = models.ManyToManyField(Item, related_name="+", verbose_name=_("item"))
    since = models.DateField(_("from"))
    until = models.DateField(_("last valid day"))
    revoked_at = models.DateTimeField(_("revoked on"), null=True, blank=True)
    signature = SealedField(_("signature of the principal"), null=True, bound_to=["pk"])  # for items that ask for one

    class Meta:
        verbose_name = verbose_name_plural = _("mandate")
        ordering = ["-since", "-id"]
        constraints = [
            models.CheckConstraint(
                name="one_principal",
                condition=Q(principal__isnull=True, organisation__isnull=False)
                | Q(principal__isnull=False, organisation__isnull=True),
            ),
            models.CheckConstraint(name="nobody_is_their_own_agent", condition=~Q(principal=models.F("agent"))),
            models.CheckConstraint(name="mandate_begins_before_its_end", condition=Q(since__lte=models.F("until"))),
        ]

    def __str__(self) -> str:
        return gettext("mandate %(number)s") % {"number": self.pk}

    @classmethod
    def list_watched(cls) -> "models.QuerySet[Mandate]":
        open_ones = cls.objects.filter(revoked_at=None, until__gte=local_day(timezone.now()))
        return open_ones.prefetch_related("items")

    def sealed_content(self) -> list[object]:
        return [*super().sealed_content(), sorted(item.pk for item in self.items.all())]
