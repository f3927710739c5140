from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.audit.admin_base import HubAdmin, KeptAdmin
from hub.audit.services import record
from hub.core.signing import new_secret
from hub.departments import keys
from hub.departments.models import ApiKey, Delivery, Incoming, Scope, Stranger, System
from hub.departments.outbox import try_again


def _user(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


@admin.register(System)
class SystemAdmin(HubAdmin):
    list_display = ["department", "area", "address", "active"]
    list_filter = ["active", "department"]
    actions = ["renew_secret"]

    def save_model(self, request: HttpRequest, obj: System, form: Any, change: bool) -> None:
        if not change:
            obj.secret = new_secret()
            self._show(request, obj)
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # deliveries point to it; untick 启用 instead

    @admin.action(description=_("Renew the signing secret"), permissions=["change"])
    def renew_secret(self, request: HttpRequest, systems: QuerySet[System]) -> None:
        for system in systems:
            with transaction.atomic():
                system.secret = new_secret()
                system.save(update_fields=["secret"])
                record(_user(request), "renew secret", f"system {system.pk}")
            self._show(request, system)

    def _show(self, request: HttpRequest, system: System) -> None:
        self.message_user(
            request,
            _("The signing secret of %(name)s, shown this once: %(secret)s")
            % {"name": system, "secret": system.secret},
            messages.WARNING,
        )


class KeyForm(forms.ModelForm):  # type: ignore[type-arg]
    scopes = forms.MultipleChoiceField(label=_("rights"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = ApiKey
        fields = ["name", "department", "area", "scopes", "expires_at"]


@admin.register(ApiKey)
class ApiKeyAdmin(HubAdmin):
    form = KeyForm
    list_display = ["name", "department", "area", "scopes", "made_at", "expires_at", "revoked_at", "used_at"]
    readonly_fields = ["made_at", "revoked_at", "used_at"]
    actions = ["revoke_keys"]

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: bool) -> None:
        if not change:
            new = keys.fill(obj, timezone.now())
            text = _("Key and signing secret, shown this once: %(key)s 　%(secret)s") % {
                "key": new.key,
                "secret": new.secret,
            }
            self.message_user(request, text, messages.WARNING)
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description=_("Revoke the chosen keys"), permissions=["change"])
    def revoke_keys(self, request: HttpRequest, rows: QuerySet[ApiKey]) -> None:
        for row in rows:
            keys.revoke(row.name, timezone.now(), _user(request))


@admin.register(Delivery)
class DeliveryAdmin(KeptAdmin):
    list_display = ["id", "system", "case", "kind", "state", "attempts", "answer", "due_at", "ended_at"]
    list_filter = ["state", "kind", "system"]
    list_select_related = ["system__department", "system__area", "case"]
    readonly_fields = ["id", "system", "case", "kind", "state", "made_at", "due_at", "attempts", "answer", "ended_at"]
    fields = [*readonly_fields]
    show_full_result_count = False
    actions = ["send_again"]

    @admin.action(description=_("Send again what could not be delivered"), permissions=["change"])
    def send_again(self, request: HttpRequest, rows: QuerySet[Delivery]) -> None:
        for row in rows:
            try_again(row, timezone.now(), _user(request))


@admin.register(Incoming)
class IncomingAdmin(KeptAdmin):
    list_display = ["at", "key", "message_id", "outcome", "times", "case"]
    list_filter = ["outcome", "key"]
    list_select_related = ["key", "case"]
    readonly_fields = ["at", "key", "message_id", "digest", "outcome", "times", "case"]
    fields = [*readonly_fields]
    show_full_result_count = False


@admin.register(Stranger)
class StrangerAdmin(KeptAdmin):
    list_display = ["hour", "count"]
    readonly_fields = ["hour", "count"]
    fields = [*readonly_fields]
