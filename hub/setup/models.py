from django.conf import settings
from django.db import models

from hub.core.row_seal import SealedRow
from hub.core.sealing import RowId


class SetupCode(SealedRow):
    """The code that lets somebody make a fresh hub's first administrator, once and within its time. There is one at
    most; only its keyed hash is stored."""

    sealed_columns = ("code_hash", "made_at", "expires_at", "used_at")
    id = RowId()
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField("生成时间")
    expires_at = models.DateTimeField("有效期至")
    used_at = models.DateTimeField("使用时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "首次设置码"

    def __str__(self) -> str:
        return str(self.pk)


class SetupStep(models.Model):
    """A step of the set-up that somebody has done, or has skipped."""

    name = models.CharField("步骤", max_length=20, primary_key=True)
    skipped = models.BooleanField("跳过", default=False)
    at = models.DateTimeField("完成时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="完成人")

    class Meta:
        verbose_name = verbose_name_plural = "首次设置步骤"

    def __str__(self) -> str:
        return self.name
