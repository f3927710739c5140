from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from hub.audit.admin_base import HubAdmin
from hub.calendar import services
from hub.calendar.models import SpecialDay


@admin.register(SpecialDay)
class SpecialDayAdmin(HubAdmin):
    """Limits that are running move with them."""

    list_display = ["day", "working", "name"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["day"] if obj else []

    def save_model(self, request: HttpRequest, obj: SpecialDay, form: Any, change: bool) -> None:
        services.set_day(obj)

    def delete_model(self, request: HttpRequest, obj: SpecialDay) -> None:
        services.forget_day(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[SpecialDay]) -> None:
        for row in queryset:
            services.forget_day(row)
