"""Staff at the HTTP interface: by Django's session and its CSRF token, as in the console."""

from typing import cast

from django.contrib.auth.models import User
from django.http import HttpRequest
from ninja.security import SessionAuth

from hub.staff.scopes import Action, require, role_of


class StaffSession(SessionAuth):
    """A signed-in user who works here."""

    def _get_key(self, request: HttpRequest) -> str | None:
        """Returns the session's key. Without a session there is nothing to forge: that is 401, not 403."""
        return super()._get_key(request) if self.param_name in request.COOKIES else None

    def authenticate(self, request: HttpRequest, key: str | None) -> User | None:
        user = request.user
        return user if isinstance(user, User) and role_of(user) else None


def staff_asking(request: HttpRequest, action: Action) -> User:
    """Returns who asks, authenticated before. Raises PermissionDenied where the role does not include the action."""
    user = cast(User, request.user)
    require(user, action)
    return user
