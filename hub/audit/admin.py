from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hub.audit.admin_base import KeptAdmin
from hub.audit.findings import close
from hub.audit.models import AuditEntry, Finding
from hub.audit.wording import list_events, render_event, render_ground, render_subject


class EventFilter(admin.SimpleListFilter):
    title = _("action")
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list_events()

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        return queryset.filter(action=self.value()) if self.value() else queryset


@admin.register(AuditEntry)
class AuditEntryAdmin(KeptAdmin):
    """To be read only; whether it is whole, `python -m hub audit verify` tells."""

    list_display = ["at", "actor_name", "event", "about", "ground"]
    list_filter = [EventFilter, "at"]
    search_fields = ["=actor", "=subject", "=actor_name"]
    show_full_result_count = False
    readonly_fields = ["event", "about", "ground", *(field.name for field in AuditEntry._meta.fields)]

    @admin.display(description=_("what was done"))
    def event(self, entry: AuditEntry) -> str:
        return render_event(entry.action)

    @admin.display(description=_("of what"), ordering="subject")
    def about(self, entry: AuditEntry) -> str:
        return render_subject(entry.subject)

    @admin.display(description=_("ground"))
    def ground(self, entry: AuditEntry) -> str:
        """Returns why a person was looked up."""
        return render_ground(entry)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Finding)
class FindingAdmin(KeptAdmin):
    """The rows that were written past the hub. It stays open until somebody has looked into it."""

    list_display = ["found_at", "kind", "subject", "detail", "seen_at"]
    list_filter = ["kind", "seen_at"]
    readonly_fields = [field.name for field in Finding._meta.fields]
    actions = ["close_findings"]

    @admin.action(description=_("The chosen findings were looked into"), permissions=["change"])
    def close_findings(self, request: HttpRequest, rows: QuerySet[Finding]) -> None:
        for row in rows:
            close(row, cast(User, request.user))
