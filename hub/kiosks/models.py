import uuid

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models

from contract.kiosks import CommandKind, Mode
from hub.catalogue.areas import ROOT, Area
from hub.catalogue.validation import Readable
from hub.core.text_field import TextField
from languages.registry import DEFAULT

MAIN = 1  # the site that is there from the first migration on; kiosks registered on the command line stand there

_MODES = {Mode.OPEN: "服务中", Mode.LOCKED: "已停用", Mode.MAINTENANCE: "维护中"}
_COMMANDS = {
    CommandKind.LOCK: "停用",
    CommandKind.UNLOCK: "恢复服务",
    CommandKind.MAINTENANCE: "维护",
    CommandKind.REFRESH: "重新获取目录",
}


class AlarmKind(models.TextChoices):
    SILENT = "silent", "失去联系"
    FAULT = "fault", "设备故障"
    PAPER = "paper", "纸张不足"
    NUMBER = "number", "号票存疑"
    RUSH = "rush", "取号过多"


class Site(models.Model):
    """A service centre: its kiosks, its windows and its queues, whose day begins at its own midnight."""

    code = models.CharField(
        "代码",
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"\A[a-z0-9][a-z0-9-]{0,39}\Z", "只含小写字母、数字和连字符，最多40个字符。")],
    )
    name = TextField("名称", max_length=120)
    area = models.ForeignKey(Area, models.PROTECT, default=ROOT, verbose_name="区域")
    time_zone = models.CharField("时区", max_length=40, default="Asia/Shanghai")

    class Meta:
        verbose_name = verbose_name_plural = "服务中心"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name.in_locale(DEFAULT)


class Kiosk(models.Model):
    """A registered kiosk, or with `web` the server of a website or an app: it speaks the same API for those at home,
    has no devices, sends no heartbeat and is never missed.

    Only the SHA-256 of its token is kept; the token has 256 random bits, so that is enough.
    """

    name = models.CharField("名称", max_length=60, unique=True)
    site = models.ForeignKey(Site, models.PROTECT, verbose_name="服务中心")
    web = models.BooleanField("网上渠道", default=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField("登记时间")
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)
    seen_at = models.DateTimeField("最近心跳", null=True, blank=True)
    clock_ahead = models.IntegerField("时钟偏差(秒)", default=0)
    software = models.CharField("软件版本", max_length=40, blank=True)
    mode = models.CharField("状态", max_length=12, choices=list(_MODES.items()), default=Mode.OPEN.value)
    outbox = models.BigIntegerField("待发送", default=0, null=True)
    refused = models.BigIntegerField("被拒收", default=0, null=True)
    devices = models.JSONField("设备状态", default=list, encoder=Readable)
    series = models.PositiveIntegerField("自有号段", null=True, unique=True, editable=False)
    series_taken = models.BooleanField("自有号段已启用", default=False, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "自助终端"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class EnrolmentCode(models.Model):
    """A code that enrols a new kiosk, once and within its time. Only its hash is stored."""

    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    kiosk_name = models.CharField("终端名称", max_length=60)
    site = models.ForeignKey(Site, models.PROTECT, verbose_name="服务中心")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="生成人")
    made_at = models.DateTimeField("生成时间")
    expires_at = models.DateTimeField("有效期至")
    used_at = models.DateTimeField("使用时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "终端登记码"
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.kiosk_name


class Alarm(models.Model):
    """Something about a kiosk that staff must see to. At most one of a kind and device is open."""

    kiosk = models.ForeignKey(Kiosk, models.CASCADE, related_name="alarms", verbose_name="终端")
    kind = models.CharField("种类", max_length=10, choices=AlarmKind.choices)
    device = models.CharField("设备", max_length=60, blank=True)
    detail = models.CharField("详情", max_length=400, blank=True)
    raised_at = models.DateTimeField("发生时间")
    cleared_at = models.DateTimeField("解除时间", null=True)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="确认人")
    seen_at = models.DateTimeField("确认时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "终端告警"
        ordering = ["-raised_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kiosk", "kind", "device"], name="one_open_alarm", condition=models.Q(cleared_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.kiosk} {self.get_kind_display()}"


class Command(models.Model):
    """A command to a kiosk, until it has answered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kiosk = models.ForeignKey(Kiosk, models.CASCADE, related_name="commands", verbose_name="终端")
    kind = models.CharField("命令", max_length=12, choices=list(_COMMANDS.items()))
    reason = TextField("原因", max_length=120, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="下达人")
    made_at = models.DateTimeField("下达时间")
    sent_at = models.DateTimeField("送达时间", null=True)
    answered_at = models.DateTimeField("答复时间", null=True)
    done = models.BooleanField("已执行", null=True)
    detail = models.CharField("答复", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "终端命令"
        ordering = ["made_at"]
        indexes = [
            models.Index(fields=["kiosk", "made_at"], name="not_yet_answered", condition=models.Q(answered_at=None))
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Tries(models.Model):
    """The number of tries since then of something that is limited; see hub/kiosks/rate_limits.py."""

    what = models.CharField(max_length=80)
    since = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["what", "since"], name="one_count_of_a_time")]

    def __str__(self) -> str:
        return self.what
