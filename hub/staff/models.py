from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models

from hub.catalogue.areas import Area
from hub.catalogue.models import Department
from hub.core.row_seal import SealedRow
from hub.core.sealing import RowId
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
    WINDOW = "window", "窗口人员"
    CLERK = "clerk", "部门经办人"
    HEAD = "head", "负责人"
    ADMINISTRATOR = "administrator", "系统管理员"
    SECURITY = "security", "安全管理员"
    AUDITOR = "auditor", "审计管理员"
    TECHNICIAN = "technician", "技术员"
    ASSESSOR = "assessor", "第三方评估员"


# Three roles (三员分立), of which an account has one at most: who sets up, who gives access, who watches both.
ADMINISTRATORS = (Role.ADMINISTRATOR, Role.SECURITY, Role.AUDITOR)


class StaffProfile(SealedRow):
    """A user's role. Without areas nobody sees anything; without departments a clerk sees nothing, others all.

    Its seal covers the user's name and password as well.
    """

    sealed_columns = ("user_id", "role")
    id = RowId()
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="staff_profile", verbose_name="用户"
    )
    role = models.CharField("角色", max_length=20, choices=Role.choices)
    areas = models.ManyToManyField(Area, verbose_name="区域", blank=True, related_name="+")
    departments = models.ManyToManyField(Department, verbose_name="部门", blank=True, related_name="+")
    password_set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="密码设置人"
    )
    password_set_at = models.DateTimeField("密码设置时间", null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "工作人员"
        ordering = ["user"]

    def sealed_content(self) -> list[object]:
        user = self.user
        account = [user.get_username(), user.password, user.is_active, user.is_superuser]
        rows = (self.areas, self.departments)
        scopes = [sorted(some.values_list("pk", flat=True)) for some in rows] if self.pk else [[], []]
        return [*super().sealed_content(), *account, *scopes]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()}"


class StaffCertificate(SealedRow):
    """A client certificate with which somebody logs in."""

    sealed_columns = ("user_id", "sha256")
    id = RowId()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="certificates", verbose_name="用户")
    sha256 = models.CharField(
        "证书SHA-256",
        max_length=64,
        unique=True,
        validators=[RegexValidator("^[0-9a-f]{64}$", "须为64位小写十六进制。")],
    )

    class Meta:
        verbose_name = verbose_name_plural = "数字证书"
        ordering = ["user", "pk"]

    def __str__(self) -> str:
        return f"{self.sha256[:16]}…"
