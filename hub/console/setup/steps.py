"""The steps' pages: each has a form, saves it, and says what comes of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.http import QueryDict
from django.utils.crypto import get_random_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hub.calendar.models import SpecialDay
from hub.calendar.working_days import is_announced
from hub.catalogue.models import Item
from hub.console.setup.forms import (
    HolidayForm,
    HoursForm,
    ItemsForm,
    KioskForm,
    MemberForm,
    SiteForm,
    WindowsForm,
)
from hub.core.clock import local_day
from hub.queues.models import OfficeHours, Window
from hub.setup import progress, writing
from hub.staff.members import NewMember
from hub.staff.models import Role, StaffProfile

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another


@dataclass(frozen=True, slots=True)
class Saved:
    """`stay`: the page is shown again, with the context, as one may add another."""

    stay: bool = False
    context: dict[str, Any] = field(default_factory=dict)


Save = Callable[[Any, QueryDict, User, datetime], Saved]


def _nothing(now: datetime) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class StepPage:
    """`about`: what is there already, for the template."""

    label: str | Promise
    why: str | Promise
    form: type[forms.Form]
    save: Save
    about: Callable[[datetime], dict[str, Any]] = _nothing


def _save_site(form: SiteForm, sent: QueryDict, by: User, now: datetime) -> Saved:
    values = form.cleaned_data
    writing.set_site(values["name"], values["code"], values["time_zone"], by, now)
    return Saved()


def _save_items(form: ItemsForm, sent: QueryDict, by: User, now: datetime) -> Saved:
    if "seed" in sent:
        writing.seed_catalogue(by)
        return Saved(stay=True)
    writing.offer_items(form.list_codes(), by, now)
    return Saved()


def _save_windows(form: WindowsForm, sent: QueryDict, by: User, now: datetime) -> Saved:
    """Saves the windows. Those that the step has made are shown first, as they may be changed."""
    before = Window.objects.count()
    writing.set_windows(form.list_rows(), form.cleaned_data["count"], by, now)
    return Saved(stay=Window.objects.count() > before)


def _save_member(form: MemberForm, sent: QueryDict, by: User, now: datetime) -> Saved:
    values = form.cleaned_data
    names = (values["username"], values["last_name"], values["first_name"])
    member = NewMember(*names, Role(values["role"]), values["departments"], values["password"])
    writing.add_member(member, by, now)
    return Saved(stay=True, context={"added": member})


def _about_members(now: datetime) -> dict[str, Any]:
    return {
        "members": StaffProfile.objects.select_related("user").order_by("user__username")[:50],
        "suggested": get_random_string(12, _LETTERS),
    }


def _save_hours(form: HoursForm, sent: QueryDict, by: User, now: datetime) -> Saved:
    writing.set_hours(form.week(), by, now)
    return Saved()


def _save_holiday(form: HolidayForm, sent: QueryDict, by: User, now: datetime) -> Saved:
    values = form.cleaned_data
    writing.set_holiday(values["day"], values["working"] == "yes", values["name"], by, now)
    return Saved(stay=True)


def _about_holidays(now: datetime) -> dict[str, Any]:
    today = local_day(now)
    years = {year: is_announced(year) for year in (today.year, today.year + 1)}
    return {"days": SpecialDay.objects.filter(day__gte=today).order_by("day")[:50], "years": years}


def _save_kiosk(form: KioskForm, sent: QueryDict, by: User, now: datetime) -> Saved:
    name = form.cleaned_data["kiosk"]
    return Saved(stay=True, context={"kiosk": name, "code": writing.make_kiosk_code(name, by, now)})


PAGES: dict[str, StepPage] = {
    progress.SITE: StepPage(
        _("The centre"), _("Residents read this name on tickets and boards."), SiteForm, _save_site
    ),
    progress.ITEMS: StepPage(
        _("Items offered"),
        _("What residents can apply for. Kiosks show what is ticked."),
        ItemsForm,
        _save_items,
        lambda now: {"has_items": Item.objects.exists()},
    ),
    progress.WINDOWS: StepPage(
        _("Windows"), _("Where numbers are called, and for which services."), WindowsForm, _save_windows
    ),
    progress.STAFF: StepPage(
        _("Staff"),
        _("At least one person for a window, and one head, who answers for the items."),
        MemberForm,
        _save_member,
        _about_members,
    ),
    progress.HOURS: StepPage(
        _("Office hours"),
        _("When appointments are given. Numbers are given all day. Skip this where there are no appointments."),
        HoursForm,
        _save_hours,
        lambda now: {"has_hours": OfficeHours.objects.exists()},
    ),
    progress.HOLIDAYS: StepPage(
        _("Holidays"),
        _("The public holidays are in already. Enter the days that are different here, and those announced late."),
        HolidayForm,
        _save_holiday,
        _about_holidays,
    ),
    progress.KIOSK: StepPage(_("A kiosk"), _("A code with which one kiosk joins this hub."), KioskForm, _save_kiosk),
}
