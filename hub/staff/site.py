from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.i18n import JavaScriptCatalog

from hub.staff.backends import may_use_admin
from hub.staff.scopes import role_of


class ScriptWords(JavaScriptCatalog):
    """The wording of the admin's scripts: Django's own, and the hub's where Django has no Chinese."""

    def get_paths(self, packages: list[str]) -> list[Any]:
        return [*super().get_paths(packages), *settings.LOCALE_PATHS]


class HubAdminSite(AdminSite):
    """Django's admin, for administrators. One logs in on the hub's own page, with both factors."""

    def has_permission(self, request: HttpRequest) -> bool:
        return may_use_admin(request.user)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Returns the view for administrators alone. Other staff are told that it is forbidden: at once on its first
        page, on the others by the page to sign in, to which they come first."""
        page = super().admin_view(view, cacheable)

        @wraps(page)
        def guarded(request: HttpRequest, *parts: Any, **named: Any) -> Any:
            if role_of(request.user) is not None and request.path == reverse("admin:index"):
                self._check_may_use(request)
            return page(request, *parts, **named)

        return guarded

    def _check_may_use(self, request: HttpRequest) -> None:
        """Checks that the user may use the admin. Raises PermissionDenied."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied("admin")

    def i18n_javascript(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        page = ScriptWords.as_view(packages=["django.contrib.admin"])
        return cast(HttpResponse, page(request))

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        self._check_may_use(request)
        return redirect_to_login(request.GET.get("next") or "/admin/")
