"""What the admin's pages have in common: what is written there, and who read personal data there, is in the trail."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse

from hub.audit.services import record


class HubAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A plain page: rows can be added, changed and deleted by those who may."""

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        self._record(request, "add", obj)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        self._record(request, "change", obj, {"fields": _changed_fields(message)})
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        for obj in queryset:
            self._record(request, "delete", obj)
        return super().log_deletions(request, queryset)

    def _record(self, request: HttpRequest, verb: str, obj: Model, detail: dict[str, object] | None = None) -> None:
        actor = request.user if isinstance(request.user, User) else None
        record(actor, f"{verb} {obj._meta.model_name}", f"{obj._meta.model_name} {obj.pk}", detail)


def _changed_fields(message: Any) -> list[str]:
    """The names of the fields that were changed, out of Django's own account of a change."""
    parts = message if isinstance(message, list) else []
    return sorted({str(name) for part in parts for about in part.values() for name in about.get("fields", [])})


class KeptAdmin(HubAdmin):
    """Rows come from elsewhere, and stay."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class PersonalAdmin(KeptAdmin):
    """Rows about residents: that they were looked at is kept."""

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        obj = super().get_object(request, object_id, from_field)
        if obj is not None:
            self._record(request, "read", obj)
        return obj

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        name = self.model._meta.model_name
        record(request.user if isinstance(request.user, User) else None, f"list {name}", f"{name} list")
        return super().changelist_view(request, extra_context)


class HubTable(admin.TabularInline):  # type: ignore[type-arg]
    extra = 0


class HubStack(admin.StackedInline):  # type: ignore[type-arg]
    extra = 0
