from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import ModelForm, Textarea
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from hub.audit.admin_base import HubAdmin
from hub.catalogue.comparison import list_differences
from hub.catalogue.item_json import content_of_version
from hub.catalogue.models import (
    Area,
    Department,
    Item,
    ItemVersion,
    LifeEvent,
    Need,
    Notice,
    Service,
    Theme,
)
from hub.catalogue.services import publish
from hub.core.text_field import wording_column, wording_lookups
from hub.core.wording import head_words


class PublishingAdmin(HubAdmin):
    """Whatever is saved or deleted here is published at once, in the same transaction."""

    formfield_overrides = {models.TextField: {"widget": Textarea(attrs={"rows": 2, "cols": 60})}}

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        publish()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        publish()

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        super().delete_queryset(request, queryset)
        publish()


_ITEM_NAME: Any = wording_column("name", _("name of the item"))


@admin.register(Item)
class ItemAdmin(PublishingAdmin):
    """Who answers for it, and whether it is offered. What residents are told is changed in the console, by two people
    (`hub.console.items`)."""

    list_display = [
        _ITEM_NAME,
        "code",
        "department",
        "version",
        "offered",
        "privacy",
    ]
    list_filter = ["department", "themes", "offered", "privacy"]
    search_fields = [*wording_lookups("name"), "code", "pinyin"]
    filter_horizontal = ["readers"]
    autocomplete_fields = ["owner"]
    readonly_fields = [_ITEM_NAME, "code", "version", "department", "privacy"]
    fieldsets = [
        (
            None,
            {
                "fields": (
                    _ITEM_NAME,
                    ("code", "version"),
                    ("department", "privacy"),
                    ("offered", "position"),
                    "owner",
                    "readers",
                ),
                "description": _("What residents are told is changed in the console under “Service items”."),
            },
        ),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # cases point to it; untick 开放办理 instead


_NAMED: list[str | Callable[[Any], str]] = [wording_column("name", _("name")), "code"]


class NamedAdmin(PublishingAdmin):
    list_display = [*_NAMED, "position"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["code"] if obj else []


@admin.register(Area)
class AreaAdmin(PublishingAdmin):
    list_display = [wording_column("name", _("name")), "code", "level", "parent"]
    list_filter = ["level"]
    search_fields = [*wording_lookups("name"), "code"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["code", "level"] if obj else []


admin.site.register(Department, NamedAdmin)
admin.site.register(Theme, NamedAdmin)


@admin.register(Need)
class NeedAdmin(NamedAdmin):
    filter_horizontal = ["themes", "items"]


class LifeEventForm(ModelForm):  # type: ignore[type-arg]
    def clean_items(self) -> Any:
        """Returns the items. Refuses a single one, which is applied for by itself."""
        items = self.cleaned_data["items"]
        if len(items) < 2:
            raise ValidationError(_("Please choose at least two items."))
        return items


@admin.register(LifeEvent)
class LifeEventAdmin(NamedAdmin):
    form = LifeEventForm
    filter_horizontal = ["items"]


@admin.register(Service)
class ServiceAdmin(NamedAdmin):
    list_display = [
        wording_column("name", _("name")),
        "code",
        "prefix",
        wording_column("zone", _("waiting zone")),
        "privacy",
        "offered",
    ]


@admin.register(Notice)
class NoticeAdmin(PublishingAdmin):
    list_display = [wording_column("title", _("title")), "since", "until"]


_VERSION_COLUMNS: Any = ("item", "version", "since", "until", "published_at", "written_by", "reviewed_by")


@admin.register(ItemVersion)
class ItemVersionAdmin(HubAdmin):
    list_display = _VERSION_COLUMNS
    list_filter = ["item"]
    readonly_fields = [*_VERSION_COLUMNS, "changes"]
    fields = (*_VERSION_COLUMNS, "changes")

    @admin.display(description=_("what it changed"))
    def changes(self, row: ItemVersion) -> str:
        """Returns how it differs from the version before it, in words."""
        before = row.item.versions.filter(version__lt=row.version).first()
        if before is None:
            return "—"
        differences = list_differences(content_of_version(before), content_of_version(row))
        lines = ((head_words(one.place, f"{one.before} → {one.after}"),) for one in differences)
        return format_html_join("", "<p>{}</p>", lines) or "—"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
