from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hub.audit.admin_base import HubAdmin
from hub.core.text_field import wording_column
from hub.residents.models import Purpose


@admin.register(Purpose)
class PurposeAdmin(HubAdmin):
    """The code names a purpose in the program: it stays."""

    list_display = [wording_column("name", _("purpose")), "code", "keep_days", "needs_consent"]
    readonly_fields = ["code", "needs_consent"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
