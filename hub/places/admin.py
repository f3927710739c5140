from django.contrib import admin

from hub.audit.admin_base import HubAdmin
from hub.places.models import KnownPlace


@admin.register(KnownPlace)
class KnownPlaceAdmin(HubAdmin):
    list_display = ["name", "area", "kind", "latitude", "longitude", "active"]
    list_filter = ["kind", "active"]
    list_select_related = ["area"]
    search_fields = ["words"]
