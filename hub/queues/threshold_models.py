"""When a queue is too long, and that it was: both are looked at by who leads a centre."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hub.catalogue.models import Service
from hub.kiosks.models import Site


class QueueThreshold(models.Model):
    """From so many people, or so many minutes of the longest wait, a queue of a centre is too long. `service` None:
    every queue of the centre that has no threshold of its own."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="thresholds", verbose_name=_("centre"))
    service = models.ForeignKey(
        Service, models.CASCADE, null=True, blank=True, verbose_name=_("service of the queue"), related_name="+"
    )
    people = models.PositiveSmallIntegerField(
        _("people waiting"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    minutes = models.PositiveSmallIntegerField(
        _("longest wait (minutes)"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(600)]
    )

    class Meta:
        verbose_name = verbose_name_plural = _("threshold of a queue")
        ordering = ["site", "service"]
        constraints = [
            models.UniqueConstraint(fields=["site", "service"], name="one_threshold_of_a_queue"),
            models.UniqueConstraint(
                fields=["site"], name="one_threshold_of_a_centre", condition=Q(service__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(people__isnull=False) | Q(minutes__isnull=False), name="threshold_of_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site} {self.service or ''}".strip()

    def is_over(self, people: int, minutes: int) -> bool:
        """Returns whether so many people, the first of them since so many minutes, are too many or wait too long."""
        return bool((self.people and people >= self.people) or (self.minutes and minutes >= self.minutes))


class QueueAlarm(models.Model):
    """A queue was longer than its threshold. At most one of a queue is open."""

    site = models.ForeignKey(Site, models.CASCADE, verbose_name=_("centre"), related_name="+")
    service = models.ForeignKey(Service, models.CASCADE, verbose_name=_("service of the queue"), related_name="+")
    people = models.PositiveSmallIntegerField(_("people waiting"))
    minutes = models.PositiveSmallIntegerField(_("longest wait (minutes)"))
    raised_at = models.DateTimeField(_("happened at"))
    cleared_at = models.DateTimeField(_("cleared at"), null=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("acknowledged by")
    )
    seen_at = models.DateTimeField(_("acknowledged at"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("alarm of a queue")
        ordering = ["-raised_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "service"], name="one_open_alarm_of_a_queue", condition=Q(cleared_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.site} {self.service}"
