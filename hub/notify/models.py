"""Messages to residents: the channels they go by, their wording, and what became of each."""

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hub.cases.models import Case
from hub.catalogue.areas import ROOT
from hub.catalogue.models import Area
from hub.core.outgoing import check_address
from hub.core.quiet_hours import check_quiet_hours, quiet_end
from hub.core.row_ids import RowId
from hub.core.row_seal import SealedRow
from hub.core.sealing import SealedField, SealedWords
from hub.core.text_field import TextField
from hub.notify.templates import check_template
from hub.residents.models import Resident


class MessageChannelKind(models.TextChoices):
    SMS = "sms", _("text message")
    EMAIL = "email", _("e-mail")
    APP = "app", _("the city's app")


class MessageEvent(models.TextChoices):
    """What a resident is told of."""

    RECEIVED = "received", _("application received")
    SUPPLEMENT = "supplement", _("papers are missing")
    NOTICE_ENDED = "notice_ended", _("notice has ended")
    DECIDED = "decided", _("case decided")
    RESULT_READY = "result_ready", _("result is ready")
    OVERDUE = "overdue", _("overdue on our side")
    ANSWERED = "answered", _("question answered")
    COMPLAINT = "complaint", _("complaint answered")
    APPOINTMENT = "appointment", _("appointment tomorrow")
    TURN = "turn", _("number soon called")
    MANDATE_USED = "mandate_used", _("mandate used")
    FACTS_READ = "facts_read", _("details read")
    LOG_IN = "log_in", _("code to log in")
    ENTITLEMENT = "entitlement", _("entitlement ends soon")
    ASSESSMENT = "assessment", _("asked by an assessor")


class MessageFate(models.TextChoices):
    WAITING = "waiting", _("waiting to be sent")
    SENT = "sent", _("sent")
    DELIVERED = "delivered", _("delivered")
    FAILED = "failed", _("not delivered")
    GIVEN_UP = "given_up", _("given up")


class MessageChannel(SealedRow):
    """A channel by which residents are told, one of a kind. The first by `position` is taken that a resident agreed to.

    A gateway for SMS says in its answer's `ok_field` whether it took a message: `ok_value` where it did, one of
    `final_values` where it never will.
    """

    sealed_columns = ("kind", "address", "ok_field", "ok_value", "final_values", "active")
    id = RowId()
    kind = models.CharField(_("way"), max_length=10, choices=MessageChannelKind.choices, unique=True)
    address = models.CharField(_("address"), max_length=300, blank=True, validators=[check_address])
    secret = SealedWords(_("signing secret"))
    sign = models.CharField(
        _("sender's name"),
        max_length=20,
        blank=True,
        help_text=_("the name in 【】 at the beginning of a text message, which counts"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    price = models.DecimalField(
        _("price of one (yuan)"),
        max_digits=7,
        decimal_places=4,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0))],
    )
    patience = models.PositiveSmallIntegerField(
        _("seconds to wait"), default=10, validators=[MinValueValidator(1), MaxValueValidator(30)]
    )
    ok_field = models.CharField(_("field of the result"), max_length=40, default="accepted")
    ok_value = models.CharField(_("value of success"), max_length=20, default="true")
    final_values = models.CharField(
        _("values that end it"), max_length=100, blank=True, help_text=_("separated by commas")
    )
    quiet_from = models.TimeField(_("begin of quiet hours"), null=True, blank=True)
    quiet_until = models.TimeField(_("end of quiet hours"), null=True, blank=True)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = verbose_name_plural = _("channel of messages")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.get_kind_display()

    def clean(self) -> None:
        check_quiet_hours(self.quiet_from, self.quiet_until)
        if self.kind != MessageChannelKind.EMAIL and not self.address:
            raise ValidationError({"address": _("This channel needs an address.")})

    def quiet_end(self, now: datetime) -> datetime | None:
        return quiet_end(self.quiet_from, self.quiet_until, now)


class MessageTemplate(models.Model):
    """The wording of an event, in each locale; where it is empty, the shipped one. Of matters that are confidential,
    `covert` is said, which names nothing."""

    event = models.CharField(_("event"), max_length=20, choices=MessageEvent.choices, unique=True)
    active = models.BooleanField(_("is sent"), default=True)
    wording = TextField(_("content"), blank=True)
    covert = TextField(_("content for confidential matters"), blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("wording of messages")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.get_event_display()

    def clean(self) -> None:
        check_template("wording", self.event, self.wording)
        check_template("covert", "", self.covert)


class ResidentMessage(SealedRow):
    """A message to a resident. `id` is its idempotency key; `subject` what it is about: of that it is the only one.

    `details` fill the template in. Channel, address and text are chosen at the first try, and stay for all further.
    After `until` it has no point any more. Its seal covers to whom it goes; one to nobody any more has none, and goes
    nowhere.
    """

    sealed_columns = ("subject", "resident_id", "case_id")
    guards_content = True
    watched = False
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    event = models.CharField(_("event"), max_length=20, choices=MessageEvent.choices)
    subject = models.CharField(_("about"), max_length=80)
    resident = models.ForeignKey(
        Resident, models.SET_NULL, null=True, related_name="messages", verbose_name=_("resident")
    )
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="messages", verbose_name=_("case"))
    area = models.ForeignKey(Area, models.PROTECT, default=ROOT, related_name="+", verbose_name=_("area"))
    details = SealedField(_("details of the message"), null=True)
    channel = models.CharField(_("way"), max_length=10, choices=MessageChannelKind.choices, blank=True)
    address = SealedField(_("address of the recipient"), null=True)
    text = SealedField(_("content"), null=True)
    fate = models.CharField(_("result"), max_length=10, choices=MessageFate.choices, default=MessageFate.WAITING)
    made_at = models.DateTimeField(_("made at"))
    due_at = models.DateTimeField(_("next try at"))
    until = models.DateTimeField(_("valid until"))
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    parts = models.PositiveSmallIntegerField(_("parts charged"), default=0)
    cost = models.DecimalField(_("cost (yuan)"), max_digits=9, decimal_places=4, default=Decimal(0))
    sent_at = models.DateTimeField(_("sent at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    answer = models.CharField(_("last result"), max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("message to a resident")
        ordering = ["-made_at"]
        constraints = [models.UniqueConstraint(fields=["event", "subject"], name="resident_told_once")]
        indexes = [
            models.Index(fields=["due_at"], name="messages_due", condition=Q(fate="waiting")),
            models.Index(fields=["sent_at", "area", "channel"], name="messages_over_time"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @classmethod
    def covers(cls, names: Any) -> bool:
        """Returns whether these need a seal. An update that takes the resident away does not, nor a check before it:
        what is to be forgotten is, no matter who wrote it."""
        is_emptied = isinstance(names, dict) and names.get("resident", cls) is None
        return not is_emptied and super().covers(names)

    def check_seal(self) -> Self:
        return self if self.resident_id is None else super().check_seal()
