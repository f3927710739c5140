import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from hub.cases.models import Case, Task
from hub.catalogue.areas import ROOT
from hub.catalogue.models import Area, Department
from hub.core.outgoing import check_address
from hub.core.row_seal import SealedRow
from hub.core.sealing import RowId, SealedField


class Scope(models.TextChoices):
    """The scope of a department's key."""

    TASKS = "tasks", "办妥任务"
    SUPPLEMENT = "supplement", "告知补正"
    DECIDE = "decide", "办结或不予受理"


class TaskMessageKind(models.TextChoices):
    """The kind of a message about a task."""

    OPENED = "opened", "交办"
    DROPPED = "dropped", "取消"


class DeliveryState(models.TextChoices):
    WAITING = "waiting", "待送达"
    DELIVERED = "delivered", "已送达"
    GIVEN_UP = "given_up", "未能送达"


class MessageOutcome(models.TextChoices):
    """The outcome of an incoming message."""

    TAKEN = "taken", "已采纳"
    REPLAYED = "replayed", "重复"
    LATE = "late", "过时"
    FORGED = "forged", "签名不符"
    REFUSED = "refused", "未采纳"
    UNREADABLE = "unreadable", "无法读取"


class System(SealedRow):
    """A department's own system, for an area and all below it that have none of their own."""

    sealed_columns = ("department_id", "area_id", "address", "active")
    id = RowId()
    department = models.ForeignKey(Department, models.PROTECT, related_name="systems", verbose_name="部门")
    area = models.ForeignKey(Area, models.PROTECT, default=ROOT, related_name="+", verbose_name="区域")
    address = models.CharField("地址", max_length=300, validators=[check_address])
    secret = SealedField("签名密钥")
    patience = models.PositiveSmallIntegerField(
        "等待秒数", default=10, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "部门系统"
        ordering = ["department", "area"]
        constraints = [models.UniqueConstraint(fields=["department", "area"], name="one_system_of_a_department")]

    def __str__(self) -> str:
        return f"{self.department} ({self.area})"


class Delivery(models.Model):
    """A message to a department's system. `id` is its idempotency key; `body` is gone once it has arrived."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    system = models.ForeignKey(System, models.PROTECT, related_name="deliveries", verbose_name="部门系统")
    case = models.ForeignKey(Case, models.PROTECT, related_name="deliveries", verbose_name="办件")
    task = models.ForeignKey(Task, models.PROTECT, related_name="deliveries", verbose_name="任务")
    kind = models.CharField("种类", max_length=10, choices=TaskMessageKind.choices, default=TaskMessageKind.OPENED)
    body = SealedField("内容", null=True)
    request_id = models.CharField(max_length=32, editable=False, default="")  # of the request that caused it
    state = models.CharField("状态", max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    made_at = models.DateTimeField("产生时间")
    due_at = models.DateTimeField("下次发送时间")
    attempts = models.PositiveSmallIntegerField("已尝试次数", default=0)
    ended_at = models.DateTimeField("结束时间", null=True)
    answer = models.CharField("最近结果", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "外发消息"
        ordering = ["-made_at"]
        constraints = [models.UniqueConstraint(fields=["task", "kind"], name="told_once")]
        indexes = [models.Index(fields=["due_at"], name="deliveries_due", condition=models.Q(state="waiting"))]

    def __str__(self) -> str:
        return str(self.pk)


class ApiKey(SealedRow):
    """With which a department's system comes in. The key is shown once; its SHA-256 is kept, as with kiosks."""

    sealed_columns = ("name", "department_id", "area_id", "key_hash", "scopes", "expires_at", "revoked_at")
    id = RowId()
    name = models.CharField("名称", max_length=60, unique=True)
    department = models.ForeignKey(Department, models.PROTECT, related_name="keys", verbose_name="部门")
    area = models.ForeignKey(Area, models.PROTECT, default=ROOT, related_name="+", verbose_name="区域")
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    secret = SealedField("签名密钥")
    scopes = models.JSONField("权限", default=list)
    made_at = models.DateTimeField("生成时间")
    expires_at = models.DateTimeField("有效期至", null=True, blank=True)
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)
    used_at = models.DateTimeField("最近使用", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "部门接口密钥"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Incoming(models.Model):
    """A message that came in under a key that is ours, and what became of it. One of a key and id can be taken.

    Of those not taken no more than some hundreds an hour are told apart; further ones are counted in the last of these.
    """

    key = models.ForeignKey(ApiKey, models.PROTECT, related_name="incoming", verbose_name="密钥")
    message_id = models.CharField("消息编号", max_length=80)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField("时间")
    outcome = models.CharField("结果", max_length=10, choices=MessageOutcome.choices)
    times = models.PositiveIntegerField("次数", default=1)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+", verbose_name="办件")

    class Meta:
        verbose_name = verbose_name_plural = "来件记录"
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "message_id"], name="taken_once", condition=models.Q(outcome=MessageOutcome.TAKEN)
            )
        ]
        indexes = [
            models.Index(fields=["key", "message_id"], name="incoming_by_id"),
            models.Index(fields=["key", "outcome", "-at"], name="incoming_lately"),
        ]

    def __str__(self) -> str:
        return self.message_id


class Stranger(models.Model):
    """The number of messages without a known key within an hour: only counted, since anybody can send them."""

    hour = models.DateTimeField("时段", unique=True)
    count = models.PositiveIntegerField("次数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "无效密钥来件"
        ordering = ["-hour"]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H:00}"
