"""Telephone calls, and the call-backs that were promised in them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hub.queues.models import Appointment, Ticket


class Call(models.Model):
    """The log of telephone calls. What was said stands in its question. `ticket` or `appointment`: what the caller was
    given to come to a window with."""

    question = models.OneToOneField("channels.Question", models.PROTECT, verbose_name=_("question"))
    minutes = models.PositiveSmallIntegerField(_("duration (minutes)"))
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("call taken by")
    )
    at = models.DateTimeField(_("time"))
    ticket = models.ForeignKey(Ticket, models.SET_NULL, null=True, related_name="+", verbose_name=_("number"))
    appointment = models.ForeignKey(
        Appointment, models.SET_NULL, null=True, related_name="+", verbose_name=_("appointment")
    )

    class Meta:
        verbose_name = verbose_name_plural = _("call log")
        ordering = ["-at"]

    def __str__(self) -> str:
        return str(self.question)


class CallBackState(models.TextChoices):
    DUE = "due", _("To be called back")
    REACHED = "reached", _("Called back")
    NOT_REACHED = "not_reached", _("Not reached")


class CallBack(models.Model):
    """A promise to call back. `promised_for` is what the caller was told; `due_at` moves on with each try in vain.

    `overdue_at`: when nobody had called by then, `overdue_to` the head who was told.
    """

    call = models.OneToOneField(Call, models.CASCADE, related_name="call_back", verbose_name=_("call log"))
    promised_for = models.DateTimeField(_("promised for"))
    due_at = models.DateTimeField(_("next try at"))
    state = models.CharField(_("state"), max_length=12, choices=CallBackState.choices, default=CallBackState.DUE)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    tried_at = models.DateTimeField(_("first try at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("called back by")
    )
    overdue_at = models.DateTimeField(_("escalated at"), null=True)
    overdue_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("escalated to")
    )
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("acknowledged by")
    )
    seen_at = models.DateTimeField(_("acknowledged at"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("call-back")
        ordering = ["due_at"]
        indexes = [models.Index(fields=["due_at"], name="call_backs_due", condition=Q(state="due"))]

    def __str__(self) -> str:
        return str(self.call)
