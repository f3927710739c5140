from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import BaseInlineFormSet, ModelForm, Textarea
from django.http import HttpRequest
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from hub.audit.admin_base import HubAdmin, HubStack
from hub.catalogue.models import (
    Area,
    Department,
    FormField,
    Item,
    ItemVersion,
    LifeEvent,
    Need,
    Notice,
    Service,
    Theme,
)
from hub.catalogue.selectors import field_data
from hub.catalogue.services import publish
from hub.catalogue.validation import FIELD_MORE, ITEM_MORE, check_form
from hub.core.text_field import wording_column, wording_lookups


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


class FieldsFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    def clean(self) -> None:
        """The fields together must make a form."""
        super().clean()
        if any(self.errors):
            return
        filled = [form for form in self.forms if form.has_changed() or form.instance.pk]
        fields = [form.instance for form in filled if not form.cleaned_data.get("DELETE")]
        check_form([field_data(field) for field in sorted(fields, key=lambda field: field.position)])


class FieldInline(HubStack):
    model = FormField
    formset = FieldsFormSet
    fieldsets = [
        (
            None,
            {
                "fields": (
                    ("position", "key", "kind", "required"),
                    "label",
                    ("fact", "max_length"),
                    "help",
                    "more",
                ),
                "description": format_lazy(
                    _("Further settings are JSON; the keys there may be: {keys}."), keys="、".join(FIELD_MORE)
                ),
            },
        )
    ]


@admin.register(Item)
class ItemAdmin(PublishingAdmin):
    list_display = [
        wording_column("name", _("name of the item")),
        "code",
        "department",
        "version",
        "offered",
        "privacy",
    ]
    list_filter = ["department", "themes", "offered", "privacy"]
    search_fields = [*wording_lookups("name"), "code", "pinyin"]
    filter_horizontal = ["themes", "readers"]
    autocomplete_fields = ["owner"]
    readonly_fields = ["version"]
    inlines = [FieldInline]
    fieldsets = [
        (
            None,
            {
                "fields": (
                    ("code", "version"),
                    "name",
                    "pinyin",
                    "also_called",
                    "department",
                    "themes",
                    ("offered", "elsewhere", "position"),
                    ("takes_effect", "until", "owner"),
                    ("privacy", "readers"),
                    ("card", "min_age", "max_age"),
                )
            },
        ),
        (
            _("Guide"),
            {"fields": ("audience", "basis", "fee", "result", "place_and_time", "ask", "complain")},
        ),
        (
            _("Limits, papers and workflow"),
            {
                "fields": ("statutory", "promised", "conditions", "papers", "steps", "illustrative", "more"),
                "description": format_lazy(
                    _("As JSON, which is checked when it is saved. The keys of other elements may be: {keys}."),
                    keys="、".join(ITEM_MORE),
                ),
            },
        ),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["version", "code"] if obj else ["version"]

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


@admin.register(ItemVersion)
class ItemVersionAdmin(HubAdmin):
    list_display = ["item", "version", "since", "until", "published_at"]
    list_filter = ["item"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
