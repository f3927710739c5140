"""The steps' forms: what is typed, and what stands in them when the step is opened."""

from datetime import time
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.catalogue.models import Department, Item, Service
from hub.console.templatetags.console import called
from hub.console.wording import WORDS
from hub.core.text_input import TextFormField
from hub.kiosks.models import MAIN, Site
from hub.queues.models import OfficeHours, Window
from hub.setup.writing import Week, WindowRow
from hub.staff.languages import in_both
from hub.staff.models import Role
from languages.registry import LOCALES

_MOST_WINDOWS = 60
_NAME, _WINDOW = 120, 40  # characters
_WEEKDAYS = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)


def _wordings(label: Any, longest: int) -> TextFormField:
    return TextFormField(label=label, limits=dict.fromkeys(LOCALES, longest))


def _choices(rows: Any) -> list[tuple[str, str]]:
    return [(row.code, called(row)) for row in rows]


def _many(label: Any, rows: Any, **options: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=_choices(rows), widget=forms.CheckboxSelectMultiple, required=False, **options
    )


def both(sentence: str) -> str:
    """Returns the sentence in two languages, one after the other."""
    return " · ".join(words for _tag, words in in_both(sentence))


class AdministratorForm(forms.Form):
    """Its labels stand in its page, in two languages."""

    code = forms.CharField(
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "autofocus": True, "autocapitalize": "characters"}),
    )
    username = forms.CharField(max_length=150, widget=forms.TextInput({"autocomplete": "username"}))
    password = forms.CharField(
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        sent = self.cleaned_data
        if "password" in sent and sent.get("again") not in (None, sent["password"]):
            raise ValidationError({"again": both("The two are not the same.")})
        return sent


class SiteForm(forms.Form):
    name = _wordings(gettext_lazy("Name of the centre"), _NAME)
    code = forms.CharField(
        label=gettext_lazy("Short name for addresses"),
        max_length=40,
        validators=[
            RegexValidator(
                r"\A[a-z0-9][a-z0-9-]{0,39}\Z", gettext_lazy("Small letters, digits and hyphens only, up to 40.")
            )
        ],
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"), choices=lambda: [(zone, zone) for zone in sorted(available_timezones())]
    )

    @staticmethod
    def find_initial() -> dict[str, Any]:
        site = Site.objects.get(pk=MAIN)
        return {"name": site.name, "code": site.code, "time_zone": site.time_zone}


class ItemsForm(forms.Form):
    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        for department in Department.objects.filter(item__isnull=False).distinct():
            rows = Item.objects.filter(department=department)
            offered = [row.code for row in rows if row.offered]
            self.fields[department.code] = _many(called(department), rows, initial=offered)

    def clean(self) -> dict[str, Any]:
        if self.fields and not self.list_codes():
            raise ValidationError(_("Choose at least one item."))
        return self.cleaned_data

    def list_codes(self) -> list[str]:
        return [code for codes in self.cleaned_data.values() for code in codes]


class WindowsForm(forms.Form):
    count = forms.IntegerField(label=gettext_lazy("Number of windows"), min_value=1, max_value=_MOST_WINDOWS)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.windows = list(Window.objects.filter(site=MAIN).prefetch_related("services"))
        self.fields["count"].initial = len(self.windows) or 2
        services = Service.objects.all()
        for window in self.windows:
            own = [service.code for service in window.services.all()]
            self.fields[f"name_{window.pk}"] = _wordings(_("Name"), _WINDOW)
            self.fields[f"name_{window.pk}"].initial = window.name
            self.fields[f"services_{window.pk}"] = _many(_("Services"), services, initial=own)

    def clean(self) -> dict[str, Any]:
        names = [text for window in self.windows if (text := self.cleaned_data.get(f"name_{window.pk}"))]
        if len({str(text.root) for text in names}) < len(names):
            raise ValidationError(_("Two windows have the same name."))
        return self.cleaned_data

    def list_rows(self) -> list[WindowRow]:
        sent = self.cleaned_data
        return [
            WindowRow(window.pk, sent[f"name_{window.pk}"], sent[f"services_{window.pk}"]) for window in self.windows
        ]

    def parts(self) -> list[tuple[Window, Any, Any]]:
        return [(row, self[f"name_{row.pk}"], self[f"services_{row.pk}"]) for row in self.windows]


class MemberForm(forms.Form):
    username = forms.CharField(
        label=gettext_lazy("User name, to sign in with"),
        max_length=150,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none"}),
    )
    last_name = forms.CharField(label=gettext_lazy("Family name"), max_length=60)
    first_name = forms.CharField(label=gettext_lazy("Given name"), max_length=60, required=False)
    role = forms.ChoiceField(
        label=gettext_lazy("Role"), choices=lambda: [(role.value, WORDS["role"][role]) for role in Role]
    )
    password = forms.CharField(
        label=gettext_lazy("First password, to be changed at first use"),
        max_length=200,
        strip=False,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        departments = Department.objects.all()
        self.fields["departments"] = _many(_("Departments (none: all; a clerk needs one)"), departments)


class HoursForm(forms.Form):
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Weekdays"),
        coerce=int,
        choices=list(enumerate(_WEEKDAYS)),
        widget=forms.CheckboxSelectMultiple,
        initial=[0, 1, 2, 3, 4],
    )
    morning_starts = forms.TimeField(label=gettext_lazy("Morning from"), initial=time(9), required=False)
    morning_ends = forms.TimeField(label=gettext_lazy("until"), initial=time(12), required=False)
    afternoon_starts = forms.TimeField(label=gettext_lazy("Afternoon from"), initial=time(13, 30), required=False)
    afternoon_ends = forms.TimeField(label=gettext_lazy("until"), initial=time(17), required=False)
    minutes = forms.IntegerField(
        label=gettext_lazy("An appointment every … minutes"), initial=30, min_value=5, max_value=240
    )
    places = forms.IntegerField(label=gettext_lazy("People each time"), initial=2, min_value=1, max_value=200)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        for name, field in self.fields.items():
            if name.endswith(("starts", "ends")):
                field.widget = forms.TimeInput({"type": "time"}, format="%H:%M")

    @staticmethod
    def find_initial() -> dict[str, Any]:
        rows = list(OfficeHours.objects.filter(site=MAIN).order_by("starts"))
        if not rows:
            return {}
        spans = sorted({(row.starts, row.ends) for row in rows})
        times = dict(zip(_TIMES, (*spans[0], *(spans[1] if len(spans) > 1 else ("", ""))), strict=True))
        days = sorted({row.weekday for row in rows})
        return {**times, "weekdays": days, "minutes": rows[0].minutes, "places": rows[0].places}

    def clean(self) -> dict[str, Any]:
        sent = self.cleaned_data
        if self.errors:
            return sent
        spans = self._spans()
        if not spans:
            raise ValidationError(_("Fill in the times of the morning or of the afternoon."))
        if any(starts >= ends for starts, ends in spans) or (len(spans) > 1 and spans[0][1] > spans[1][0]):
            raise ValidationError(_("Each time ends after it has begun, and the afternoon begins after the morning."))
        return sent

    def _spans(self) -> list[tuple[time, time]]:
        """Returns the spans of time. Raises ValidationError."""
        starts_ends = [(self.cleaned_data.get(a), self.cleaned_data.get(b)) for a, b in (_TIMES[:2], _TIMES[2:])]
        if any(bool(a is None) != bool(b is None) for a, b in starts_ends):
            raise ValidationError(_("A time has a beginning and an end."))
        return [(a, b) for a, b in starts_ends if a is not None and b is not None]

    def week(self) -> Week:
        sent = self.cleaned_data
        return Week(sent["weekdays"], self._spans(), sent["minutes"], sent["places"])


_TIMES = ("morning_starts", "morning_ends", "afternoon_starts", "afternoon_ends")


class HolidayForm(forms.Form):
    day = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput({"type": "date"}))
    working = forms.ChoiceField(
        label=gettext_lazy("What it is"),
        choices=[("no", gettext_lazy("A holiday")), ("yes", gettext_lazy("A working day"))],
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=60, required=False)


class KioskForm(forms.Form):
    kiosk = forms.CharField(
        label=gettext_lazy("Name of the kiosk"),
        max_length=60,
        initial="lobby-1",
        validators=[
            RegexValidator(
                r"\A[A-Za-z0-9][A-Za-z0-9 ._-]*\Z",
                gettext_lazy("Latin letters, digits, spaces, dots, hyphens and underscores only."),
            )
        ],
    )
