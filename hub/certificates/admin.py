from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from hub.audit.admin_base import HubAdmin
from hub.certificates.models import AtOnceItem


@admin.register(AtOnceItem)
class AtOnceItemAdmin(HubAdmin):
    list_display = ["item"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
