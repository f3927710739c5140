"""Second factors at rest: an app's secret is sealed, recovery codes are hashed under a key. Neither can be written in
past the hub: the secret is bound to its user, and a hash needs the key."""

import time
from base64 import b32encode
from binascii import unhexlify
from secrets import token_hex
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device, ThrottlingMixin
from django_otp.oath import TOTP

from hub.core.keys import Suite
from hub.core.row_ids import RowId
from hub.core.sealing import SealedField, trail_hash

_STEP, _DIGITS, _TOLERANCE = 30, 6, 1  # seconds; and steps before and after


def new_secret() -> str:
    """Returns 20 random bytes in hexadecimal digits."""
    return token_hex(20)


class AuthenticatorApp(ThrottlingMixin, Device):  # type: ignore[misc]
    """A telephone's app (TOTP, RFC 6238). `last_step` is that of the last code: each works once."""

    id = RowId()
    secret = SealedField(_("key"), default=new_secret, bound_to=["pk", "user_id"])
    drift = models.SmallIntegerField(default=0)
    last_step = models.BigIntegerField(default=-1)

    class Meta:
        verbose_name = verbose_name_plural = _("authenticator")

    @property
    def bin_key(self) -> bytes:
        return unhexlify(self.secret.encode())

    @property
    def config_url(self) -> str:
        """Returns the Key URI of the app: otpauth://totp/…"""
        issuer = settings.OTP_TOTP_ISSUER
        secret = b32encode(self.bin_key)
        query = urlencode({"secret": secret, "algorithm": "SHA1", "digits": _DIGITS, "period": _STEP})
        return f"otpauth://totp/{quote(f'{issuer}:{self.user.get_username()}')}?{query}&issuer={quote(issuer)}"

    def verify_token(self, token: str) -> bool:
        allowed, _why = self.verify_is_allowed()
        if not allowed:
            return False
        code = TOTP(self.bin_key, _STEP, 0, _DIGITS, self.drift)
        code.time = time.time()
        if not (token.isascii() and token.isdecimal()) or not code.verify(int(token), _TOLERANCE, self.last_step + 1):
            self.throttle_increment(commit=True)
            return False
        self.last_step, self.drift = code.t(), code.drift
        self.throttle_reset(commit=False)
        self.save()
        return True

    def get_throttle_factor(self) -> int:
        return 1


class RecoveryPaper(ThrottlingMixin, Device):  # type: ignore[misc]
    """The codes on paper, each of which works once."""

    class Meta:
        verbose_name = verbose_name_plural = _("recovery code")

    def hash_of(self, code: str) -> str:
        return trail_hash(f"recovery code\0{self.user_id}\0{code}", Suite.AES)

    def verify_token(self, token: str) -> bool:
        allowed, _why = self.verify_is_allowed()
        if not allowed:
            return False
        if not self.codes.filter(code_hash=self.hash_of(token)).delete()[0]:
            self.throttle_increment()
            return False
        self.throttle_reset()
        return True

    def add_code(self, code: str) -> None:
        self.codes.create(code_hash=self.hash_of(code))

    def get_throttle_factor(self) -> int:
        return 1


class RecoveryCode(models.Model):
    paper = models.ForeignKey(RecoveryPaper, models.CASCADE, related_name="codes")
    code_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "code_hash"], name="one_recovery_code")]

    def __str__(self) -> str:
        return str(self.pk)
