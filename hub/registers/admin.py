from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.translation import gettext

from hub.audit.admin_base import HubAdmin
from hub.audit.services import record
from hub.core.secret_form import SecretForm
from hub.core.signing import new_secret
from hub.registers.models import Licence, Register


class RegisterForm(SecretForm):
    class Meta:
        model = Register
        exclude = ["secret"]


@admin.register(Register)
class RegisterAdmin(HubAdmin):
    """Saving a register closes its breaker."""

    form = RegisterForm
    list_display = ["kind", "address", "active", "answered_at", "faults", "last_fault", "resting_until"]
    readonly_fields = ["answered_at", "faults", "last_fault", "resting_until"]

    def save_model(self, request: HttpRequest, obj: Register, form: Any, change: bool) -> None:
        secret = form.cleaned_data["new_secret"]
        if secret:
            obj.secret = secret
        elif not obj.secret:
            obj.secret = new_secret()
            text = gettext("Signing secret of %(name)s, shown only this once: %(secret)s") % {
                "name": obj,
                "secret": obj.secret,
            }
            self.message_user(request, text, messages.WARNING)
        obj.faults, obj.last_fault, obj.resting_until = 0, "", None
        super().save_model(request, obj, form, change)
        if secret and change:
            actor = request.user if isinstance(request.user, User) else None
            record(actor, "renew secret", f"register {obj.pk}")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # untick "in use" instead


@admin.register(Licence)
class LicenceAdmin(HubAdmin):
    list_display = ["code", "papers"]
