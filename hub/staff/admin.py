from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User

from hub.admin_bases import HubAdmin, HubStack
from hub.staff.models import StaffProfile

admin.site.unregister(Group)  # roles take their place
admin.site.unregister(User)


class ProfileInline(HubStack):
    model = StaffProfile
    filter_horizontal = ["areas", "departments"]


@admin.register(User)
class StaffAdmin(HubAdmin, UserAdmin):  # type: ignore[type-arg]
    """Who works here. Somebody who leaves is set inactive, never deleted: the trail names them."""

    list_display = ["username", "last_name", "first_name", "staff_profile", "is_active", "last_login"]
    list_filter = ["is_active", "staff_profile__role", "staff_profile__areas"]
    list_select_related = ["staff_profile"]
    inlines = [ProfileInline]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("姓名", {"fields": ["last_name", "first_name"]}),
        ("状态", {"fields": ["is_active", "last_login", "date_joined"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        return False
