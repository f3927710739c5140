"""Logging in and out is in the audit log."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import gettext as _

from hub.audit.findings import list_open
from hub.audit.services import record
from hub.staff.factors import has_factor
from hub.staff.middleware import FACTOR_BY_PROVIDER, HAS_FACTOR
from hub.staff.scopes import Action, may


@receiver(user_logged_in)
def _on_login(sender: object, request: HttpRequest, user: User, **about: Any) -> None:
    request.session.pop(FACTOR_BY_PROVIDER, None)
    if has_factor(user):
        request.session[HAS_FACTOR] = True
    record(user, "log in", f"user {user.pk}")
    _tell_findings(request, user)


def _tell_findings(request: HttpRequest, user: User) -> None:
    """Shows those who see to findings how many are open."""
    if may(user, Action.CLOSE_FINDINGS) and (count := list_open().count()):
        message = _("Open security findings: %(count)d") % {"count": count}
        messages.warning(request, message, fail_silently=True)


@receiver(user_logged_out)
def _on_logout(sender: object, user: User | None, **about: Any) -> None:
    if user is not None:
        record(user, "log out", f"user {user.pk}")


@receiver(user_login_failed)
def _on_failed_login(sender: object, credentials: dict[str, Any], **about: Any) -> None:
    """Records a failed log-in. An unknown name is not stored: it may be a password typed into the wrong field."""
    user = User.objects.filter(username=str(credentials.get("username"))).first()
    record(None, "fail to log in", f"user {user.pk}" if user else "user unknown")
