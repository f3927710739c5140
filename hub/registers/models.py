"""Base registers of the city, the licences that papers are, and answers kept for a while."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.core.outgoing import check_address
from hub.core.row_ids import RowId
from hub.core.row_seal import SealedRow
from hub.core.sealing import FingerprintField, SealedField, SealedWords
from hub.core.text_field import TextField
from hub.residents.models import Resident
from languages.registry import DEFAULT

_WHILE_A_RESIDENT_WAITS = 1500  # milliseconds; the kiosk waits 2.5 s for all of it
SUBJECT = "register subject"  # what fingerprints are for


class RegisterKind(models.TextChoices):
    POPULATION = "population", _("population register")
    ORGANISATION = "organisation", _("legal-entity register")
    LICENCE = "licence", _("licence service")
    PLACE = "place", _("place register")


class Register(SealedRow):
    """A register that is asked over HTTP, one of a kind. `name` is its source as residents read it.

    The circuit breaker is a part of the row, so that all processes of the hub keep to it: `faults` in a row so far, and
    until when it is left alone.
    """

    sealed_columns = ("kind", "address", "active")
    id = RowId()
    kind = models.CharField(_("kind"), max_length=12, choices=RegisterKind.choices, unique=True)
    name = TextField(_("name"), max_length=60)
    address = models.CharField(_("address"), max_length=300, validators=[check_address])
    secret = SealedWords(_("signing secret"))
    patience = models.PositiveSmallIntegerField(
        _("milliseconds to wait"), default=1200, validators=[MinValueValidator(100), MaxValueValidator(8000)]
    )
    keep_hours = models.PositiveSmallIntegerField(
        _("hours for which answers are kept"), default=24, validators=[MaxValueValidator(24 * 30)]
    )
    active = models.BooleanField(_("in use"), default=True)
    faults = models.PositiveIntegerField(_("faults in a row"), default=0, editable=False)
    resting_until = models.DateTimeField(_("left alone until"), null=True, editable=False)
    last_fault = models.CharField(_("last fault"), max_length=60, blank=True, editable=False)
    answered_at = models.DateTimeField(_("last answered at"), null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("base register")
        ordering = ["kind"]

    def __str__(self) -> str:
        return self.get_kind_display()

    def clean(self) -> None:
        if self.kind == RegisterKind.POPULATION and (self.patience or 0) > _WHILE_A_RESIDENT_WAITS:
            raise ValidationError({"patience": _("A resident waits for this register: at most 1500 milliseconds.")})


class Licence(models.Model):
    """A kind of electronic licence, and the papers that it is, by their names in the default locale, one a line."""

    code = models.CharField(_("code at the licence service"), max_length=40, unique=True)
    papers = models.TextField(_("papers"), help_text=_("names of papers as the items have them, one a line"))

    class Meta:
        verbose_name = verbose_name_plural = _("electronic licence")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code

    def list_papers(self) -> list[str]:
        return [name for line in self.papers.splitlines() if (name := line.strip())]


class RegisterAnswer(models.Model):
    """What a register said of a subject, until it is asked again. `content`: its answer; `as_of`: the register's date
    of it."""

    id = RowId()
    register = models.ForeignKey(Register, models.CASCADE, related_name="answers", verbose_name=_("base register"))
    resident = models.ForeignKey(
        Resident, models.CASCADE, null=True, related_name="register_answers", verbose_name=_("resident")
    )
    subject = SealedField(_("asked about"), bound_to=["pk", "register_id"])
    subject_hash = FingerprintField(of="subject", purpose=SUBJECT, db_index=True)
    content = SealedField(_("answer"), bound_to=["pk", "register_id"])
    answered_at = models.DateTimeField(_("answered at"))
    keep_until = models.DateTimeField(_("kept until"), db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = _("answer of a register")
        constraints = [models.UniqueConstraint(fields=["register", "subject_hash"], name="one_answer_of_a_subject")]

    def __str__(self) -> str:
        return str(self.pk)


def source_of(register: Register) -> str:
    """Returns its name in the default locale, for staff and the record."""
    return register.name.in_locale(DEFAULT)
