from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.audit.admin_base import HubAdmin, KeptAdmin
from hub.core.text_field import wording_column
from hub.kiosks.alarms import SILENT_AFTER
from hub.kiosks.models import Alarm, Command, EnrolmentCode, Kiosk, Site
from hub.kiosks.services import revoke


@admin.register(Site)
class SiteAdmin(HubAdmin):
    list_display = [wording_column("name", _("name")), "code", "area", "time_zone"]


_NOT_SHOWN = ("id", "site", "token_hash", "next_token_hash", "former_token_hash", "former_until")


@admin.register(Kiosk)
class KioskAdmin(KeptAdmin):
    """Read only but for its site: a kiosk is added where its code or token can be handed over."""

    list_display = ["name", "site", "online", "mode", "seen_at", "software", "outbox", "refused", "revoked_at"]
    list_filter = ["site", "mode"]
    readonly_fields = [field.name for field in Kiosk._meta.fields if field.name not in _NOT_SHOWN]
    fields = ["site", *readonly_fields]
    actions = ["revoke_tokens"]

    @admin.display(description=_("online"), boolean=True)
    def online(self, kiosk: Kiosk) -> bool:
        return kiosk.seen_at is not None and timezone.now() - kiosk.seen_at < SILENT_AFTER

    @admin.action(description=_("Revoke the tokens of the chosen kiosks"), permissions=["change"])
    def revoke_tokens(self, request: HttpRequest, kiosks: QuerySet[Kiosk]) -> None:
        for kiosk in kiosks:
            revoke(kiosk.name, request.user if isinstance(request.user, User) else None)


@admin.register(EnrolmentCode)
class EnrolmentCodeAdmin(KeptAdmin):
    list_display = ["kiosk_name", "site", "made_by", "made_at", "expires_at", "used_at"]
    readonly_fields = ["kiosk_name", "site", "made_by", "made_at", "expires_at", "used_at"]
    fields = [*readonly_fields]


@admin.register(Alarm)
class AlarmAdmin(KeptAdmin):
    list_display = ["kiosk", "kind", "device", "raised_at", "cleared_at", "seen_by"]
    list_filter = ["kind", "kiosk__site"]
    readonly_fields = [field.name for field in Alarm._meta.fields]


_reason = wording_column("reason", _("reason"))


@admin.register(Command)
class CommandAdmin(KeptAdmin):
    list_display = ["kiosk", "kind", _reason, "made_by", "made_at", "sent_at", "answered_at", "done"]
    list_filter = ["kind", "kiosk__site"]
    readonly_fields: ClassVar[list[Any]] = [
        _reason if field.name == "reason" else field.name for field in Command._meta.fields
    ]
    fields = [*readonly_fields]
