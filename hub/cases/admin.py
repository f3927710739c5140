from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html_join

from contract.catalogue import Item
from contract.numbers import mask_name, mask_number
from hub.admin_bases import HubAdmin, HubTable, PersonalAdmin
from hub.cases.models import Case, SpecialDay, Task, TimelineEntry
from hub.masks import mask_answer


class TimelineInline(HubTable):
    """What has been. A case goes on in the console, not here."""

    model = TimelineEntry
    readonly_fields = ["at", "event", "state", "staff", "kiosk", "department", "note_zh", "public"]
    fields = [*readonly_fields]
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class TaskInline(HubTable):
    model = Task
    readonly_fields = ["name_zh", "department", "state", "assigned_to", "due_by", "done_at"]
    fields = [*readonly_fields]
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Case)
class CaseAdmin(PersonalAdmin):
    """Read only; personal data is masked."""

    list_display = ["code", "item", "state", "area", "department", "masked_name", "submitted_at", "due_by"]
    list_filter = ["state", "department", "channel"]
    list_select_related = ["item_version__item", "area", "department"]
    show_full_result_count = False  # counting a million rows is slow
    search_fields = ["code"]
    readonly_fields = [
        "code",
        "item",
        "state",
        "masked_name",
        "masked_number",
        "masked_answers",
        "kiosk",
        "stated_at",
        "submitted_at",
        "accepted_at",
        "channel",
        "area",
        "taken_in",
        "department",
        "first_contact",
        "responsible",
        "promised_by",
        "statutory_by",
        "pause",
        "paused_on",
        "overdue_at",
        "overdue_to",
        "answered_at",
    ]
    fields = [*readonly_fields]
    inlines = [TaskInline, TimelineInline]

    @admin.display(description="事项")
    def item(self, case: Case) -> str:
        return str(case.item_version)

    @admin.display(description="姓名")
    def masked_name(self, case: Case) -> str:
        return mask_name(case.applicant["name"]) if case.applicant else "—"

    @admin.display(description="证件号码")
    def masked_number(self, case: Case) -> str:
        return mask_number(case.applicant["number"]) if case.applicant else "—"

    @admin.display(description="填写内容")
    def masked_answers(self, case: Case) -> str:
        form = Item.model_validate(case.item_version.content).form
        rows = [
            (field.label.zh, mask_answer(field.kind, case.answers[field.key]))
            for field in form.fields
            if field.key in case.answers
        ]
        return format_html_join("", "<div>{}:{}</div>", rows)


@admin.register(SpecialDay)
class SpecialDayAdmin(HubAdmin):
    list_display = ["day", "working", "name"]
