from django.db import models
from django.utils.translation import gettext_lazy as _


class SpecialDay(models.Model):
    """A day that is not as the calendar has it: announced late, or the site's own."""

    day = models.DateField(_("day"), unique=True)
    working = models.BooleanField(_("working day"), default=False)
    name = models.CharField(_("note"), max_length=60, blank=True)

    class Meta:
        db_table = "cases_specialday"
        verbose_name = verbose_name_plural = _("special day")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class AnnouncedYear(models.Model):
    """A year whose days off were announced when limits were last counted."""

    year = models.PositiveSmallIntegerField(unique=True)

    def __str__(self) -> str:
        return str(self.year)


class CalendarChange(models.Model):
    """A day that became, or is no longer, a working day: what the running clocks still have to be moved by."""

    day = models.DateField()
    before = models.BooleanField()  # whether it was a working day

    class Meta:
        db_table = "cases_calendarchange"
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.day)
