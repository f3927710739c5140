"""The base of the admin's pages: what is written there is in the audit log."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import translation

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
    """Returns the names of the fields that were changed, out of Django's own account of a change."""
    parts = message if isinstance(message, list) else []
    names = {str(name) for part in parts for about in part.values() for name in about.get("fields", [])}
    with translation.override(settings.LANGUAGE_CODE):
        return sorted(map(_word_label, names))


def _word_label(label: str) -> str:
    """Returns a field's name in the default language. Django's account has it in the source language, with a capital;
    names of its own fields stay as they are."""
    if label[:1].islower():
        return label
    name = label[:1].lower() + label[1:]
    wording = translation.gettext(name)
    return label if wording == name else wording


class KeptAdmin(HubAdmin):
    """Rows come from elsewhere, and stay."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class HubTable(admin.TabularInline):  # type: ignore[type-arg]
    extra = 0


class HubStack(admin.StackedInline):  # type: ignore[type-arg]
    extra = 0
