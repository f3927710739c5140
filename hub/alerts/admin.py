from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.alerts.models import KINDS, AlertChannel, AlertDelivery, AlertRecipient, check_target
from hub.alerts.routing import create_delivery
from hub.audit.admin_base import HubAdmin, KeptAdmin
from hub.audit.services import record
from hub.core.signing import new_secret
from hub.core.wording import list_words


class AlertRecipientForm(forms.ModelForm):  # type: ignore[type-arg]
    address = forms.CharField(
        label=_("address of the recipient"),
        help_text=_("E-mail address; or https:// address; or the number that this machine's command takes."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("kinds of alarm"),
        choices=KINDS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_(
            "None chosen is all. Alarms about data and the audit log go to recipients of the whole city alone."
        ),
    )

    class Meta:
        model = AlertRecipient
        fields = ["name", "channel", "area", "kinds", "after_minutes", "quiet_from", "quiet_until", "active"]

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if self.instance.pk is not None:
            self.initial["address"] = self.instance.target

    def clean(self) -> Any:
        content = super().clean() or self.cleaned_data
        if "channel" in content and "address" in content:
            self.instance.target = content["address"]
            try:
                check_target(content["channel"], content["address"])
            except ValidationError as error:
                self.add_error("address", error)
        return content


@admin.register(AlertRecipient)
class AlertRecipientAdmin(HubAdmin):
    form = AlertRecipientForm
    fields = ["name", "channel", "address", "area", "kinds", "after_minutes", "quiet_from", "quiet_until", "active"]
    list_display = ["name", "channel", "area", "kinds", "after_minutes", "quiet_from", "quiet_until", "active"]
    list_filter = ["active", "channel"]
    actions = ["send_trial", "renew_secret"]

    def save_model(self, request: HttpRequest, obj: AlertRecipient, form: Any, change: bool) -> None:
        if obj.channel == AlertChannel.WEBHOOK and not obj.secret:
            obj.secret = new_secret()
            self._show(request, obj)
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # deliveries point to it; untick 启用 instead

    @admin.action(description=_("Send a test message"), permissions=["change"])
    def send_trial(self, request: HttpRequest, rows: QuerySet[AlertRecipient]) -> None:
        for row in rows:
            create_delivery(row, timezone.now(), trial=True)

    @admin.action(description=_("Renew the signing secret"), permissions=["change"])
    def renew_secret(self, request: HttpRequest, rows: QuerySet[AlertRecipient]) -> None:
        for row in rows.filter(channel=AlertChannel.WEBHOOK):
            with transaction.atomic():
                row.secret = new_secret()
                row.save(update_fields=["secret"])
                record(_user(request), "renew secret", f"alertrecipient {row.pk}")
            self._show(request, row)

    def _show(self, request: HttpRequest, row: AlertRecipient) -> None:
        self.message_user(
            request,
            _("The signing secret of %(name)s, shown this once: %(secret)s") % {"name": row, "secret": row.secret},
            messages.WARNING,
        )


def _user(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


_SHOWN = ["id", "recipient", "contents", "trial", "state", "made_at", "due_at", "attempts", "answer", "ended_at"]


@admin.register(AlertDelivery)
class AlertDeliveryAdmin(KeptAdmin):
    list_display = ["made_at", "recipient", "about", "trial", "state", "attempts", "answer", "due_at", "ended_at"]
    list_filter = ["state", "recipient"]
    list_select_related = ["recipient"]
    readonly_fields = _SHOWN
    fields = [*_SHOWN]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[AlertDelivery]:
        rows: QuerySet[AlertDelivery] = super().get_queryset(request)
        return rows.annotate(told=Count("events"))

    @admin.display(description=_("entries"))
    def about(self, delivery: Any) -> int:
        return int(delivery.told)

    @admin.display(description=_("content"))
    def contents(self, delivery: AlertDelivery) -> str:
        rows = delivery.events.select_related("alarm__kiosk", "finding", "queue_alarm", "call_back__call__question")
        about = (row.alarm or row.finding or row.queue_alarm or row.call_back for row in rows[:50])
        return list_words(map(str, about))
