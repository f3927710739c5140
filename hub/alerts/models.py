"""Alarms that leave the hub: who is told of which, and what became of each message."""

import uuid
from datetime import datetime
from functools import reduce
from operator import or_

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, validate_email
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hub.audit.models import Finding, FindingKind
from hub.catalogue.areas import ROOT
from hub.catalogue.models import Area
from hub.channels.models import CallBack
from hub.core.outgoing import check_address
from hub.core.quiet_hours import check_quiet_hours, quiet_end
from hub.core.row_ids import RowId
from hub.core.row_seal import SealedRow
from hub.core.sealing import SealedField, SealedWords
from hub.kiosks.models import Alarm, AlarmKind
from hub.queues.models import QueueAlarm

QUEUE, CALL_BACK = "queue", "call_back"
KINDS = [
    *AlarmKind.choices,
    (QUEUE, _("Queue too long")),
    (CALL_BACK, _("Call-back late")),
    *FindingKind.choices,
]
_LONGEST_TARGET = 300


class AlertChannel(models.TextChoices):
    EMAIL = "email", _("E-mail")
    WEBHOOK = "webhook", _("Webhook")
    COMMAND = "command", _("Command of this machine")


class AlertState(models.TextChoices):
    WAITING = "waiting", _("Waiting to be sent")
    SENT = "sent", _("Sent")
    GIVEN_UP = "given_up", _("Could not be sent")
    OVER = "over", _("Need not be sent any more")


def check_target(channel: str, target: str) -> None:
    """Checks that a channel can send to the target. Raises ValidationError."""
    if channel == AlertChannel.EMAIL:
        validate_email(target)
    elif channel == AlertChannel.WEBHOOK:
        check_address(target)
    if not target.isprintable() or not 0 < len(target) <= _LONGEST_TARGET:
        raise ValidationError(_("Visible characters alone, %(most)d at most.") % {"most": _LONGEST_TARGET})


class AlertRecipient(SealedRow):
    """A recipient of the alarms of an area and all below it: of some kinds, or of all where none is named.

    `after_minutes`: told only of what nobody has acknowledged for that long. Between `quiet_from` and `quiet_until`, by
    the hub's time, nothing is sent; what is still open then, is sent after.
    """

    sealed_columns = ("channel", "area_id", "kinds", "after_minutes", "quiet_from", "quiet_until", "active")
    id = RowId()
    name = models.CharField(_("name"), max_length=60, unique=True)
    channel = models.CharField(_("way"), max_length=10, choices=AlertChannel.choices)
    target = SealedField(_("address of the recipient"))
    secret = SealedWords(_("signing secret"))
    area = models.ForeignKey(Area, models.PROTECT, default=ROOT, related_name="+", verbose_name=_("area"))
    kinds = models.JSONField(_("kinds of alarm"), default=list, blank=True)
    after_minutes = models.PositiveSmallIntegerField(
        _("sent where nobody has acknowledged for so many minutes"),
        default=0,
        validators=[MaxValueValidator(7 * 24 * 60)],
    )
    quiet_from = models.TimeField(_("begin of quiet hours"), null=True, blank=True)
    quiet_until = models.TimeField(_("end of quiet hours"), null=True, blank=True)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = verbose_name_plural = _("alarm recipient")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        check_quiet_hours(self.quiet_from, self.quiet_until)

    def quiet_end(self, now: datetime) -> datetime | None:
        """Returns when the quiet hours end that it is in; None outside of them."""
        return quiet_end(self.quiet_from, self.quiet_until, now)


class AlertDelivery(models.Model):
    """A message to a recipient about what was new for them. `id` is its idempotency key. `trial`: about nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    recipient = models.ForeignKey(
        AlertRecipient, models.PROTECT, related_name="deliveries", verbose_name=_("recipient")
    )
    trial = models.BooleanField(_("test"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=AlertState.choices, default=AlertState.WAITING)
    made_at = models.DateTimeField(_("made at"))
    due_at = models.DateTimeField(_("next try at"))
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    answer = models.CharField(_("last result"), max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("alarm message")
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["due_at"], name="alerts_due", condition=Q(state="waiting"))]

    def __str__(self) -> str:
        return str(self.pk)


def _one_of(*names: str) -> Q:
    """Returns the condition that one of these columns is set, and the others are not."""
    each = (Q(**{f"{other}__isnull": other != name for other in names}) for name in names)
    return reduce(or_, each)


class AlertedEvent(models.Model):
    """An event that a message is about: an alarm of a kiosk or a queue, a late call-back, or a finding. Each recipient
    is told once."""

    delivery = models.ForeignKey(AlertDelivery, models.CASCADE, related_name="events")
    recipient = models.ForeignKey(AlertRecipient, models.PROTECT, related_name="+")
    alarm = models.ForeignKey(Alarm, models.CASCADE, null=True, related_name="alerted")
    finding = models.ForeignKey(Finding, models.CASCADE, null=True, related_name="alerted")
    queue_alarm = models.ForeignKey(QueueAlarm, models.CASCADE, null=True, related_name="alerted")
    call_back = models.ForeignKey(CallBack, models.CASCADE, null=True, related_name="alerted")

    class Meta:
        verbose_name = verbose_name_plural = _("content of an alarm message")
        constraints = [
            models.UniqueConstraint(fields=["recipient", "alarm"], name="alerted_once_of_an_alarm"),
            models.UniqueConstraint(fields=["recipient", "finding"], name="alerted_once_of_a_finding"),
            models.UniqueConstraint(fields=["recipient", "queue_alarm"], name="alerted_once_of_a_queue"),
            models.UniqueConstraint(fields=["recipient", "call_back"], name="alerted_once_of_a_call_back"),
            models.CheckConstraint(
                condition=_one_of("alarm", "finding", "queue_alarm", "call_back"),
                name="alerted_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.alarm or self.finding or self.queue_alarm or self.call_back}"
