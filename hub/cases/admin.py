from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from hub.admin_bases import HubAdmin
from hub.cases import deadline_shift
from hub.cases.models import SpecialDay


@admin.register(SpecialDay)
class SpecialDayAdmin(HubAdmin):
    """Limits that are running move with them."""

    list_display = ["day", "working", "name"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["day"] if obj else []

    def save_model(self, request: HttpRequest, obj: SpecialDay, form: Any, change: bool) -> None:
        deadline_shift.set_day(obj)

    def delete_model(self, request: HttpRequest, obj: SpecialDay) -> None:
        deadline_shift.forget_day(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[SpecialDay]) -> None:
        for row in queryset:
            deadline_shift.forget_day(row)
