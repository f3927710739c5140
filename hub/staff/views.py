"""Logging in: name and password, then the second factor."""

from base64 import b32encode
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hub.staff import certificates, factors
from hub.staff.languages import in_both
from hub.staff.middleware import HAS_FACTOR
from hub.staff.passwords import note_changed
from hub.staff.scopes import profile_of
from hub.staff.spraying import must_wait, remember_browser


class LogIn(LoginView):
    template_name = "staff/login.html"
    redirect_authenticated_user = True

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Returns the context with the provider's address and the page asked for, where single sign-on is set up."""
        there = urlencode({"next": self.get_redirect_url() or "/"})
        oidc, certificate = there if settings.HUB_OIDC_ISSUER else "", certificates.is_offered()
        return super().get_context_data(oidc=oidc, certificate=certificate, **context)

    def post(self, request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        if must_wait(request, request.POST.get("username", "")):
            return render(request, "staff/locked.html", status=429)
        return super().post(request, *args, **named)

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        remember_browser(self.request, response, form.get_user().get_username())
        return response


class NewPasswordForm(PasswordChangeForm):
    def clean_new_password1(self) -> str:
        """Returns the new password. Raises ValidationError for the one in use, which somebody else may know."""
        password = str(self.cleaned_data["new_password1"])
        if self.user.check_password(password):
            raise ValidationError(_("This is your present password. Choose another one."))
        return password


class ChangePassword(PasswordChangeView):
    """Says first who set the password that is to be changed, where that was another."""

    form_class = NewPasswordForm

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(profile=profile_of(self.request.user), **context)

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response = super().form_valid(form)
            note_changed(form.user)
        return response


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Shows that a form's token is not the session's: mostly, one has signed in again elsewhere. The console renews its
    page."""
    page = render(request, "staff/stale_form.html", status=403)
    if request.headers.get("HX-Request"):
        messages.error(request, _("This page was out of date. Nothing was changed; please try again."))
        page["HX-Refresh"] = "true"
    return page


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Verification code"),
        max_length=16,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
    )


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Takes a code; or, where no second factor was set up, sets it up."""
    user = cast(User, request.user)
    if user.is_verified():  # type: ignore[attr-defined]
        return redirect(_next(request))
    has_factor = factors.has_factor(user)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        answer = _enter(request, user, form) if has_factor else _confirm(request, user, form)
        if answer is not None:
            return answer
        form.add_error("code", " · ".join(words for _tag, words in in_both("This code is not right.")))
    context: dict[str, Any] = {"form": form, "next": _next(request)}
    if not has_factor:
        device = factors.new_device(user)
        context |= {"qr": factors.qr_of(device), "secret": b32encode(device.bin_key).decode()}
    return render(request, "staff/second_factor.html", context)


def _enter(request: HttpRequest, user: User, form: CodeForm) -> HttpResponse | None:
    return redirect(_next(request)) if factors.enter(request, user, form.cleaned_data["code"]) else None


def _confirm(request: HttpRequest, user: User, form: CodeForm) -> HttpResponse | None:
    codes = factors.confirm(request, user, form.cleaned_data["code"])
    if codes is None:
        return None
    request.session[HAS_FACTOR] = True
    return render(request, "staff/recovery_codes.html", {"codes": codes, "next": _next(request)})


def _next(request: HttpRequest) -> str:
    """Returns where to go then, within this hub."""
    address = request.POST.get("next") or request.GET.get("next") or "/"
    return address if url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure()) else "/"
