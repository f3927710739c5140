from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from hub.audit.admin_base import KeptAdmin
from hub.core.text_field import wording_column
from hub.kiosks.admin_base import WithinAreas
from hub.queues.models import Appointment, CallRecord, OfficeHours, Ticket, Window


@admin.register(Window)
class WindowAdmin(WithinAreas):
    area = "site__area"
    list_display = [wording_column("name", _("name")), "site", "staff", "opened_at"]
    list_filter = ["site"]
    filter_horizontal = ["services"]
    readonly_fields = ["staff", "opened_at"]


@admin.register(OfficeHours)
class OfficeHoursAdmin(WithinAreas):
    area = "site__area"
    list_display = ["service", "site", "weekday", "starts", "ends", "minutes", "places"]
    list_filter = ["site", "service"]


@admin.register(Ticket)
class TicketAdmin(KeptAdmin):
    list_display = ["number", "service", "state", "priority", "window", "issued_at", "called_at", "served_at", "kiosk"]
    list_filter = ["day", "site", "service", "state", "priority", "expired"]
    readonly_fields = [field.name for field in Ticket._meta.fields]
    list_select_related = ["service", "kiosk", "window"]
    search_fields = ["number"]


@admin.register(CallRecord)
class TurnAdmin(KeptAdmin):
    list_display = ["ticket", "service", "window", "staff", "called_at", "ended_at", "outcome"]
    list_filter = ["window__site", "service", "outcome"]
    readonly_fields = [field.name for field in CallRecord._meta.fields]
    list_select_related = ["ticket", "service", "window", "staff"]


@admin.register(Appointment)
class AppointmentAdmin(KeptAdmin):
    list_display = ["code", "hours", "starts_at", "state", "ticket"]
    list_filter = ["state", "hours__site", "hours__service"]
    readonly_fields = ["code", "hours", "starts_at", "state", "made_at", "ticket"]
    fields = [*readonly_fields]
    list_select_related = ["hours__service", "ticket"]
