from typing import Any, cast

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.views.i18n import JavaScriptCatalog

from hub.staff.backends import may_use_admin


class ScriptWords(JavaScriptCatalog):
    """The wording of the admin's scripts: Django's own, and the hub's where Django has no Chinese."""

    def get_paths(self, packages: list[str]) -> list[Any]:
        return [*super().get_paths(packages), *settings.LOCALE_PATHS]


class HubAdminSite(AdminSite):
    """Django's admin, for administrators. One logs in on the hub's own page, with both factors."""

    def has_permission(self, request: HttpRequest) -> bool:
        return may_use_admin(request.user)

    def i18n_javascript(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        page = ScriptWords.as_view(packages=["django.contrib.admin"])
        return cast(HttpResponse, page(request))

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect_to_login(request.GET.get("next") or "/admin/")
