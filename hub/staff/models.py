from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from hub.catalogue.areas import Area
from hub.catalogue.models import Department
from hub.core.row_ids import RowId
from hub.core.row_seal import SealedRow
from hub.core.worded import WordedQuery
from hub.staff.devices import AuthenticatorApp, RecoveryCode, RecoveryPaper

__all__ = [
    "ADMINISTRATORS",
    "AuthenticatorApp",
    "RecoveryCode",
    "RecoveryPaper",
    "Role",
    "StaffCertificate",
    "StaffProfile",
]


class Role(models.TextChoices):
    WINDOW = "window", _("Clerk")
    CLERK = "clerk", _("Department officer")
    HEAD = "head", _("Head")
    ADMINISTRATOR = "administrator", _("System administrator")
    SECURITY = "security", _("Security administrator")
    AUDITOR = "auditor", _("Audit administrator")
    TECHNICIAN = "technician", _("Technician")
    ASSESSOR = "assessor", _("Independent assessor")


# Three roles (三员分立), of which an account has one at most: who sets up, who gives access, who watches both.
ADMINISTRATORS = (Role.ADMINISTRATOR, Role.SECURITY, Role.AUDITOR)


class StaffProfile(SealedRow):
    """A user's role. Without areas nobody sees anything; without departments a clerk sees nothing, others all.

    Its seal covers the user's name and password as well.
    """

    sealed_columns = ("user_id", "role", "password_set_by_id")
    id = RowId()
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="staff_profile", verbose_name=_("user")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    areas = models.ManyToManyField(Area, verbose_name=_("area"), blank=True, related_name="+")
    departments = models.ManyToManyField(Department, verbose_name=_("department"), blank=True, related_name="+")
    password_set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("password set by"),
    )
    password_set_at = models.DateTimeField(_("password set at"), null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("member of staff")
        ordering = ["user"]

    def sealed_content(self) -> list[object]:
        user = self.user
        account = [user.get_username(), user.password, user.is_active, user.is_superuser]
        return [*super().sealed_content(), *account, *self._read_scopes()]

    def _read_scopes(self) -> tuple[list[int], list[int]]:
        """Returns the keys of the areas and of the departments."""
        self.scopes = (_AREAS.fetch(self.pk), _DEPARTMENTS.fetch(self.pk)) if self.pk else ([], [])
        return self.scopes

    @cached_property
    def scopes(self) -> tuple[list[int], list[int]]:
        """Returns the same as they were when the row's seal was checked, or else when they are first asked for."""
        return self._read_scopes()

    def save(self, *args: Any, **options: Any) -> None:
        super().save(*args, **options)
        vars(self).pop("scopes", None)  # were read for the seal; of a row that is new they are yet to come

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()}"


def _keys_of(through: Any, column: str) -> WordedQuery[int]:
    """Returns the query for the keys of a profile's rows of another table, in their order."""

    def build(profile: Any) -> Any:
        return through.objects.filter(staffprofile=profile).order_by(column).values_list(column, flat=True)

    return WordedQuery(build)


_AREAS = _keys_of(StaffProfile.areas.through, "area_id")
_DEPARTMENTS = _keys_of(StaffProfile.departments.through, "department_id")


class StaffCertificate(SealedRow):
    """A client certificate with which somebody logs in."""

    sealed_columns = ("user_id", "sha256")
    id = RowId()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="certificates", verbose_name=_("user")
    )
    sha256 = models.CharField(
        _("SHA-256 of the certificate"),
        max_length=64,
        unique=True,
        validators=[RegexValidator("^[0-9a-f]{64}$", _("64 hexadecimal digits in lower case are needed."))],
    )

    class Meta:
        verbose_name = verbose_name_plural = _("certificate")
        ordering = ["user", "pk"]

    def __str__(self) -> str:
        return f"{self.sha256[:16]}…"
