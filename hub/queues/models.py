from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contract.queues import AppointmentState
from contract.tickets import Priority, TicketState
from hub.catalogue.models import Service
from hub.core.sealing import FingerprintField, SealedField, SealedWords
from hub.core.text_field import TextField, wording_of
from hub.kiosks.models import Kiosk, Site
from hub.queues.threshold_models import QueueAlarm, QueueThreshold
from hub.residents.models import NUMBER
from languages.registry import DEFAULT

__all__ = [
    "Appointment",
    "CallOutcome",
    "CallRecord",
    "FurtherService",
    "OfficeHours",
    "QueueAlarm",
    "QueueThreshold",
    "Series",
    "Ticket",
    "Window",
]

_STATES = {
    TicketState.RESERVED: _("Reserved"),
    TicketState.WAITING: _("In the queue"),
    TicketState.CALLED: _("In progress"),
    TicketState.HELD: _("On hold"),
    TicketState.MISSED: _("Missed"),
    TicketState.SERVED: _("Served"),
    TicketState.VOID: _("Void"),
}
_PRIORITIES = {
    Priority.ELDERLY: _("Elderly"),
    Priority.DISABLED: _("Disabled people"),
    Priority.EXPECTING: _("Expecting, or with a small child"),
    Priority.SOLDIER: _("Soldiers, veterans and their families"),
    Priority.URGENT: _("Urgent"),
    Priority.APPOINTMENT: _("appointment"),
}
_BOOKINGS = {
    AppointmentState.BOOKED: _("Booked"),
    AppointmentState.ARRIVED: _("Arrived"),
    AppointmentState.CANCELLED: _("Dropped"),
}
_LIVE = [TicketState.WAITING.value, TicketState.CALLED.value, TicketState.HELD.value]
# All that a dashboard counts by stands in the index, so that it need not touch the rows.
_COUNTED_BY = ["called_at", "window", "outcome", "staff", "waited_from", "ended_at"]
_WEEKDAYS = list(
    enumerate((_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")))
)


class Window(models.Model):
    """A counter of a site, the services it serves, and who works there now."""

    site = models.ForeignKey(Site, models.PROTECT, verbose_name=_("centre"))
    name = TextField(_("name"), max_length=40, help_text=_("such as: window 3"))
    position = models.PositiveIntegerField(_("position"), default=0)
    services = models.ManyToManyField(Service, verbose_name=_("services"), blank=True)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("staff at the window"),
    )
    opened_at = models.DateTimeField(_("window opened at"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("Window")
        ordering = ["site", "position", "id"]
        constraints = [models.UniqueConstraint("site", wording_of("name"), name="one_window_of_a_name")]

    def __str__(self) -> str:
        return self.name.in_locale(DEFAULT)


class Series(models.Model):
    """The last number given under a letter at a site on a day. Its row is the lock under which numbers are given."""

    site = models.ForeignKey(Site, models.PROTECT, verbose_name=_("centre"))
    prefix = models.CharField(_("prefix"), max_length=1)
    day = models.DateField(_("day"))
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "prefix", "day"], name="one_series_a_day")]


class Ticket(models.Model):
    """A queue number. `serial` is None for one that a kiosk gave from its own series while the hub was away.

    Who waits is called by `rank`, highest first, then by `stands_from`. `ahead`: how many stood before it when issued.
    """

    id = models.UUIDField(primary_key=True)
    site = models.ForeignKey(Site, models.PROTECT, verbose_name=_("centre"))
    service = models.ForeignKey(Service, models.PROTECT, verbose_name=_("service of the queue"))
    kiosk = models.ForeignKey(Kiosk, models.PROTECT, null=True, verbose_name=_("kiosk"))
    day = models.DateField(_("day"))
    serial = models.PositiveIntegerField(_("serial number"), null=True)
    number = models.CharField(_("queue number"), max_length=12)
    state = models.CharField(_("state"), max_length=10, choices=list(_STATES.items()))
    priority = models.CharField(_("priority"), max_length=12, choices=list(_PRIORITIES.items()), blank=True)
    rank = models.PositiveSmallIntegerField(_("rank"), default=0)
    ahead = models.PositiveIntegerField(_("ahead when taken"), default=0)
    matters = models.PositiveSmallIntegerField(_("further matters"), default=0)
    issued_at = models.DateTimeField(_("taken at"))
    stands_from = models.DateTimeField(_("in the queue since"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    voided_at = models.DateTimeField(_("void at"), null=True)
    expired = models.BooleanField(_("expired without confirmation"), default=False)
    window = models.ForeignKey(Window, models.PROTECT, null=True, related_name="tickets", verbose_name=_("Window"))
    for_window = models.ForeignKey(
        Window, models.PROTECT, null=True, related_name="+", verbose_name=_("directed to a window")
    )
    called_at = models.DateTimeField(_("called at"), null=True)
    calls = models.PositiveSmallIntegerField(_("calls"), default=0)
    note = SealedWords(_("remark"))
    served_at = models.DateTimeField(_("served at"), null=True)
    holder = models.CharField(_("holder (hash)"), max_length=64, blank=True, default="", editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("number")
        ordering = ["-issued_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "day", "number"], name="one_ticket_of_a_number", condition=Q(serial__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["window"], name="one_person_at_a_window", condition=Q(state=TicketState.CALLED.value)
            ),
        ]
        indexes = [
            models.Index(
                fields=["site", "day", "service", "-rank", "stands_from"],
                name="the_queue",
                condition=Q(state=TicketState.WAITING.value),
            ),
            models.Index(
                fields=["site", "day", "-called_at"],
                name="lately_called",
                condition=Q(called_at__isnull=False),
            ),
            models.Index(
                fields=["site", "day", "-rank", "stands_from", "id"],
                name="the_turn",
                condition=Q(state=TicketState.WAITING.value),
            ),
            models.Index(fields=["issued_at"], name="still_reserved", condition=Q(state=TicketState.RESERVED.value)),
            models.Index(fields=["site", "day", "state"], name="tickets_of_a_day"),
            models.Index(fields=["day"], name="not_over", condition=Q(state__in=_LIVE)),
            models.Index(fields=["holder"], name="numbers_of_a_person", condition=~Q(holder="")),
        ]

    def __str__(self) -> str:
        return self.number


class FurtherService(models.Model):
    """A further matter of the same visit: when the ticket is done with one, it stands in the queue of the next."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="further", verbose_name=_("number"))
    service = models.ForeignKey(Service, models.PROTECT, verbose_name=_("service of the queue"))
    position = models.PositiveSmallIntegerField(_("position"))
    begun_at = models.DateTimeField(_("waits since"), null=True)

    class Meta:
        db_table = "queues_matter"
        verbose_name = verbose_name_plural = _("further matter")
        ordering = ["ticket", "position"]

    def __str__(self) -> str:
        return str(self.service)


class CallOutcome(models.TextChoices):
    SERVED = "served", _("Finished")
    HELD = "held", _("Held")
    TRANSFERRED = "transferred", _("Transferred")
    MISSED = "missed", _("Missed")
    PUT_BACK = "put_back", _("Returned to the queue")
    DAY_OVER = "day_over", _("Closed at the end of the day")


class CallRecord(models.Model):
    """One person at one window, from the call to what came of it: what waits and staff figures are counted from.

    `waited_from` is since when the person had stood in that queue.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="turns", verbose_name=_("number"))
    service = models.ForeignKey(Service, models.PROTECT, verbose_name=_("service of the queue"))
    window = models.ForeignKey(Window, models.PROTECT, verbose_name=_("Window"))
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("member of staff"))
    waited_from = models.DateTimeField(_("began to wait at"))
    called_at = models.DateTimeField(_("called at"))
    ended_at = models.DateTimeField(_("ended at"), null=True)
    outcome = models.CharField(_("result"), max_length=12, choices=CallOutcome.choices, blank=True)

    class Meta:
        db_table = "queues_turn"
        verbose_name = verbose_name_plural = _("call")
        ordering = ["-called_at"]
        indexes = [
            models.Index(fields=["window", "-called_at"], name="turns_at_a_window"),
            models.Index(fields=["staff", "-called_at"], name="turns_of_staff"),
            models.Index(fields=_COUNTED_BY, name="turns_over_time"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket} {self.window}"


class OfficeHours(models.Model):
    """When appointments for a service are given at a site: on working days, `places` places each `minutes` minutes."""

    site = models.ForeignKey(Site, models.PROTECT, verbose_name=_("centre"))
    service = models.ForeignKey(Service, models.PROTECT, verbose_name=_("service of the queue"))
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=_WEEKDAYS)
    starts = models.TimeField(_("begin"))
    ends = models.TimeField(_("end"))
    minutes = models.PositiveSmallIntegerField(_("interval (minutes)"), default=30, validators=[MinValueValidator(5)])
    places = models.PositiveSmallIntegerField(_("persons at a time"), default=2, validators=[MaxValueValidator(200)])

    class Meta:
        verbose_name = verbose_name_plural = _("office hours")
        ordering = ["site", "service", "weekday", "starts"]

    def __str__(self) -> str:
        return f"{self.service} {self.get_weekday_display()} {self.starts:%H:%M}"


class Appointment(models.Model):
    """A place at a time. Found by its code, or by the keyed hash of the number on the card."""

    id = models.UUIDField(primary_key=True)
    code = models.CharField(_("appointment code"), max_length=14, unique=True)
    hours = models.ForeignKey(OfficeHours, models.PROTECT, verbose_name=_("office hours"))
    starts_at = models.DateTimeField(_("appointment at"))
    number = SealedField(_("ID number"), null=True)
    number_hash = FingerprintField(of="number", purpose=NUMBER, tidied=True, blank=True)
    phone = SealedField(_("Telephone"), null=True)
    state = models.CharField(_("state"), max_length=10, choices=list(_BOOKINGS.items()))
    made_at = models.DateTimeField(_("served by appointment at"))
    moved_from = models.DateTimeField(_("earlier time"), null=True)  # that day became a day off
    told_at = models.DateTimeField(_("told of the change at"), null=True)  # that it was moved, by staff or at a kiosk
    ticket = models.OneToOneField(Ticket, models.PROTECT, null=True, verbose_name=_("number"))

    class Meta:
        verbose_name = verbose_name_plural = _("appointment")
        ordering = ["starts_at"]
        indexes = [
            models.Index(fields=["hours", "starts_at"], name="places_taken"),
            models.Index(fields=["number_hash", "starts_at"], name="appointments_of_a_person"),
            models.Index(
                fields=["moved_from"], name="appointments_to_tell", condition=Q(moved_from__isnull=False, told_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.code
