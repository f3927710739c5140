import uuid

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models

from contract.kiosks import CommandKind, Mode
from hub.catalogue.areas import ROOT, Area
from hub.catalogue.validation import Readable
from hub.core.row_seal import SealedRow
from hub.core.sealing import RowId
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
    CLOCK = "clock", "时钟不准"
    DISK = "disk", "磁盘异常"
    OUTBOX = "outbox", "待发内容缺失"
    UNSAFE = "unsafe", "已收内容未备份"
    TWIN = "twin", "身份重复使用"
    LATE = "late", "号票跨日补报"
    RESTORED = "restored", "平台数据回退"
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


class Kiosk(SealedRow):
    """A registered kiosk, or with `web` the server of a website or an app: it speaks the same API for those at home,
    has no devices, sends no heartbeat and is never missed.

    Only the SHA-256 of its token is kept; the token has 256 random bits, so that is enough.
    """

    sealed_columns = (
        "name",
        "site_id",
        "web",
        "token_hash",
        "revoked_at",
        "next_token_hash",
        "former_token_hash",
        "former_until",
        "certificate",
    )
    id = RowId()
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
    token_since = models.DateTimeField("令牌启用时间", null=True, editable=False)
    next_token_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)
    former_token_hash = models.CharField(max_length=64, db_index=True, null=True, editable=False)
    former_until = models.DateTimeField(null=True, editable=False)
    certificate = models.CharField("客户端证书指纹", max_length=64, blank=True, default="", editable=False)
    unproved_at = models.DateTimeField("最近未证明持卡时间", null=True, editable=False)
    instance = models.CharField(max_length=40, blank=True, default="", editable=False)
    instances_before = models.JSONField(default=list, editable=False)
    twin_at = models.DateTimeField("身份重复使用时间", null=True, editable=False)
    epoch = models.CharField("数据纪元", max_length=40, blank=True, default="", editable=False)
    unsafe = models.BigIntegerField("已收未备份", default=0, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "自助终端"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class OwnSeries(models.Model):
    """Letters that a kiosk was given for numbers of its own, also those it has no more."""

    number = models.PositiveIntegerField(primary_key=True)
    kiosk = models.ForeignKey(Kiosk, models.CASCADE)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.number)


class EnrolmentCode(SealedRow):
    """A code that enrols a new kiosk, once and within its time. Only its hash is stored."""

    sealed_columns = ("code_hash", "kiosk_name", "site_id", "made_at", "expires_at", "used_at")
    id = RowId()
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


class Epoch(models.Model):
    """The one row that says which history the data are of. `timeline`: the database server's own word for it, "" on
    SQLite. What was acknowledged before `mark` became `safe` has reached a backup."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField("数据纪元", max_length=40)
    timeline = models.CharField("数据库时间线", max_length=40, blank=True)
    began_at = models.DateTimeField("开始时间")
    restored_to = models.DateTimeField("数据回退至", null=True)
    mark = models.BigIntegerField(default=1)
    safe = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "数据纪元"

    def __str__(self) -> str:
        return self.name


class ReturnedEntry(models.Model):
    """What a kiosk had acknowledged by the hub, and the hub lacked after it had gone back. `held`: the kiosk sends it
    again; else the person has to be asked for it."""

    epoch = models.CharField("数据纪元", max_length=40)
    kiosk = models.ForeignKey(Kiosk, models.CASCADE, related_name="returned", verbose_name="终端")
    entry = models.UUIDField("编号")
    kind = models.CharField("种类", max_length=30)
    code = models.CharField("办件编号或号码", max_length=20, blank=True)
    held = models.BooleanField("终端仍有内容")
    told_at = models.DateTimeField("上报时间")

    class Meta:
        verbose_name = verbose_name_plural = "数据回退后的缺失"
        ordering = ["held", "-told_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["epoch", "entry", "kind"], name="one_return_of_an_entry")]

    def __str__(self) -> str:
        return self.code or str(self.entry)


class Tries(models.Model):
    """The number of tries since then of something that is limited; see hub/kiosks/rate_limits.py."""

    what = models.CharField(max_length=80)
    since = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["what", "since"], name="one_count_of_a_time")]

    def __str__(self) -> str:
        return self.what
