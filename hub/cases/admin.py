from django.contrib import admin

from hub.admin_bases import HubAdmin
from hub.cases.models import SpecialDay


@admin.register(SpecialDay)
class SpecialDayAdmin(HubAdmin):
    list_display = ["day", "working", "name"]
