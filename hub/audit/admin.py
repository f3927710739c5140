from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from hub.admin_bases import KeptAdmin
from hub.audit.models import Entry


@admin.register(Entry)
class EntryAdmin(KeptAdmin):
    """To be read only; whether it is whole, `python -m hub audit verify` tells."""

    list_display = ["at", "actor", "actor_name", "action", "subject"]
    list_filter = ["action", "at"]
    search_fields = ["=actor", "=subject", "=actor_name"]
    show_full_result_count = False
    readonly_fields = [field.name for field in Entry._meta.fields]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
