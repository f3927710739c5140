from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, SetUnusablePasswordMixin
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from hub.audit.admin_base import HubAdmin, HubStack, HubTable
from hub.catalogue.areas import Area
from hub.staff import factors
from hub.staff.backends import is_city_administrator
from hub.staff.certificates import is_offered
from hub.staff.models import StaffCertificate, StaffProfile
from hub.staff.passwords import note_set_by
from hub.staff.scopes import areas_of

admin.site.unregister(Group)  # roles take their place
admin.site.unregister(User)


class ProfileInline(HubStack):
    """Without it nobody may anything. An administrator of a street names areas of that street. Nobody changes their own
    role, areas or departments."""

    model = StaffProfile
    fk_name = "user"
    filter_horizontal = ["areas", "departments"]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.related_model is Area:
            options |= {"queryset": areas_of(request.user), "required": not is_city_administrator(request.user)}
        return super().formfield_for_manytomany(db_field, request, **options)

    def get_min_num(self, request: HttpRequest, obj: Any = None, **options: Any) -> int:
        return 1

    def get_formset(self, request: HttpRequest, obj: Any = None, **options: Any) -> Any:
        return super().get_formset(request, obj, validate_min=True, **options)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj != request.user and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class CertificateInline(HubTable):
    """With which somebody logs in. Nobody enters one for themselves."""

    model = StaffCertificate
    fields = ["sha256"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj != request.user and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj != request.user and super().has_delete_permission(request, obj)


class PasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]
    """Django's own warning is in English alone."""

    usable_password_help_text: Any = format_lazy(
        '{}<ul id="id_unusable_warning" class="messagelist"><li class="warning">{}</li></ul>',
        SetUnusablePasswordMixin.usable_password_help_text,
        _("If it is disabled, the present password of this account is lost."),
    )


@admin.register(User)
class StaffAdmin(HubAdmin, UserAdmin):  # type: ignore[type-arg]
    """Staff. Somebody who leaves is set inactive, never deleted: the audit log names them."""

    list_display = ["username", "last_name", "first_name", "staff_profile", "is_active", "last_login"]
    list_filter = ["is_active", "staff_profile__role", "staff_profile__areas"]
    list_select_related = ["staff_profile"]
    inlines = [ProfileInline]
    actions = ["forget_factors", "unlock"]
    change_password_form = PasswordForm
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("full name"), {"fields": ["last_name", "first_name", "email"]}),
        (_("state"), {"fields": ["is_active", "last_login", "date_joined"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*self.inlines, CertificateInline] if obj is not None and is_offered() else self.inlines

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Returns the accounts that the administrator may see: of a street, those who work in that street and nowhere
        else."""
        people: QuerySet[User] = super().get_queryset(request)
        if is_city_administrator(request.user):
            return people
        outside = Area.objects.exclude(pk__in=areas_of(request.user))
        within = StaffProfile.objects.exclude(areas__in=outside).exclude(areas=None)
        return people.filter(staff_profile__in=within)

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    @admin.action(
        description=_("Clear the second factor (both telephone and recovery codes are lost)"), permissions=["change"]
    )
    def forget_factors(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        """Deletes the factors of others; one's own, another administrator deletes."""
        by = cast(User, request.user)
        for user in rows.exclude(pk=by.pk):
            factors.forget(user, by)

    @admin.action(description=_("Unlock log-in"), permissions=["change"])
    def unlock(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        for user in rows:
            factors.unlock(user, cast(User, request.user))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not change:
            note_set_by(form.instance, cast(User, request.user))

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002
        response = super().user_change_password(request, id, form_url)
        user = self.get_object(request, id)
        if request.method == "POST" and response.status_code == 302 and user is not None:
            note_set_by(user, cast(User, request.user))
        return response
