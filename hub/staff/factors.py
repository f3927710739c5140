"""Second factors: a code from a telephone's app (TOTP, RFC 6238), and recovery codes on paper."""

from base64 import b32encode
from secrets import token_bytes

from axes.utils import reset
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest
from django_otp import login as login_with
from django_otp import match_token, user_has_device

from hub.audit.services import record
from hub.core.qr_svg import draw_qr
from hub.staff.devices import AuthenticatorApp, RecoveryPaper
from hub.staff.typed_names import hash_name

_RECOVERY_CODES = 8


def has_factor(user: User) -> bool:
    return bool(user_has_device(user))


def new_device(user: User) -> AuthenticatorApp:
    """Returns the device that the user is setting up; it counts once a code of it was typed in."""
    device: AuthenticatorApp
    device, _ = AuthenticatorApp.objects.get_or_create(user=user, confirmed=False, defaults={"name": "app"})
    return device


def qr_of(device: AuthenticatorApp) -> str:
    """Returns an <svg> of the device's address, for the telephone's camera."""
    return draw_qr(device.config_url)


@transaction.atomic
def confirm(request: HttpRequest, user: User, token: str) -> list[str] | None:
    """Finishes setting up; returns recovery codes, which are shown this once, or None where the code is wrong."""
    device = AuthenticatorApp.objects.select_for_update().get(pk=new_device(user).pk)
    if not device.verify_token(token):
        return None
    device.confirmed = True
    device.save()
    login_with(request, device)
    codes = _recovery_codes(user)
    record(user, "set up second factor", f"user {user.pk}")
    return codes


def enter(request: HttpRequest, user: User, token: str) -> bool:
    """Returns whether it was a code of the user's. Wrong ones slow down the next."""
    device = match_token(user, token)
    if device is None:
        record(user, "fail second factor", f"user {user.pk}")
        return False
    login_with(request, device)
    record(user, "pass second factor", f"user {user.pk}")
    return True


@transaction.atomic
def forget(user: User, by: User | None = None) -> None:
    """Deletes the factors of one who has lost both telephone and paper and sets up new ones at the next log-in."""
    AuthenticatorApp.objects.filter(user=user).delete()
    RecoveryPaper.objects.filter(user=user).delete()
    record(by, "forget second factor", f"user {user.pk}")


def unlock(user: User, by: User | None = None) -> None:
    """Forgets the wrong passwords: they may try again at once."""
    for in_known_browser in (False, True):
        reset(username=hash_name(user.username, in_known_browser=in_known_browser))
    record(by, "unlock", f"user {user.pk}")


def _recovery_codes(user: User) -> list[str]:
    device, _ = RecoveryPaper.objects.get_or_create(user=user, name="paper", confirmed=True)
    device.codes.all().delete()
    codes = [b32encode(token_bytes(5)).decode().lower() for _ in range(_RECOVERY_CODES)]
    for code in codes:
        device.add_code(code)
    return codes
