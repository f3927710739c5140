"""Messages to residents: the channels they go by, their wording, and what became of each."""

import uuid
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from hub.cases.models import Case
from hub.catalogue.areas import ROOT
from hub.catalogue.models import Area
from hub.core.outgoing import check_address
from hub.core.quiet_hours import check_quiet_hours, quiet_end
from hub.core.row_seal import SealedRow
from hub.core.sealing import RowId, SealedField, SealedWords
from hub.core.text_field import TextField
from hub.notify.templates import check_template
from hub.residents.models import Resident


class MessageChannelKind(models.TextChoices):
    SMS = "sms", "短信"
    EMAIL = "email", "电子邮件"
    APP = "app", "城市应用"


class MessageEvent(models.TextChoices):
    """What a resident is told of."""

    RECEIVED = "received", "收到申请"
    SUPPLEMENT = "supplement", "须补正材料"
    NOTICE_ENDED = "notice_ended", "公示结束"
    DECIDED = "decided", "办结"
    RESULT_READY = "result_ready", "结果可领取"
    OVERDUE = "overdue", "我方超期"
    ANSWERED = "answered", "咨询已答复"
    APPOINTMENT = "appointment", "明日预约"
    TURN = "turn", "即将叫号"
    MANDATE_USED = "mandate_used", "委托被使用"
    FACTS_READ = "facts_read", "信息被查阅"


class MessageFate(models.TextChoices):
    WAITING = "waiting", "待发送"
    SENT = "sent", "已发送"
    DELIVERED = "delivered", "已送达"
    FAILED = "failed", "未能送达"
    GIVEN_UP = "given_up", "已放弃"


class MessageChannel(SealedRow):
    """A channel by which residents are told, one of a kind. The first by `position` is taken that a resident agreed to.

    A gateway for SMS says in its answer's `ok_field` whether it took a message: `ok_value` where it did, one of
    `final_values` where it never will.
    """

    sealed_columns = ("kind", "address", "ok_field", "ok_value", "final_values", "active")
    id = RowId()
    kind = models.CharField("方式", max_length=10, choices=MessageChannelKind.choices, unique=True)
    address = models.CharField("地址", max_length=300, blank=True, validators=[check_address])
    secret = SealedWords("签名密钥")
    sign = models.CharField("签名", max_length=20, blank=True, help_text="短信开头【】中的名称，计入长度。")
    position = models.PositiveSmallIntegerField("次序", default=0)
    price = models.DecimalField(
        "单价（元）", max_digits=7, decimal_places=4, default=Decimal(0), validators=[MinValueValidator(Decimal(0))]
    )
    patience = models.PositiveSmallIntegerField(
        "等待秒数", default=10, validators=[MinValueValidator(1), MaxValueValidator(30)]
    )
    ok_field = models.CharField("结果字段", max_length=40, default="accepted")
    ok_value = models.CharField("成功值", max_length=20, default="true")
    final_values = models.CharField("不再重试的值", max_length=100, blank=True, help_text="以逗号分隔。")
    quiet_from = models.TimeField("免打扰开始", null=True, blank=True)
    quiet_until = models.TimeField("免打扰结束", null=True, blank=True)
    active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "告知渠道"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.get_kind_display()

    def clean(self) -> None:
        check_quiet_hours(self.quiet_from, self.quiet_until)
        if self.kind != MessageChannelKind.EMAIL and not self.address:
            raise ValidationError({"address": "此渠道须填写地址。"})

    def quiet_end(self, now: datetime) -> datetime | None:
        return quiet_end(self.quiet_from, self.quiet_until, now)


class MessageTemplate(models.Model):
    """The wording of an event, in each locale; where it is empty, the shipped one. Of matters that are confidential,
    `covert` is said, which names nothing."""

    event = models.CharField("事件", max_length=20, choices=MessageEvent.choices, unique=True)
    active = models.BooleanField("发送", default=True)
    wording = TextField("内容", blank=True)
    covert = TextField("保密事项的内容", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "告知模板"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.get_event_display()

    def clean(self) -> None:
        check_template("wording", self.event, self.wording)
        check_template("covert", "", self.covert)


class ResidentMessage(models.Model):
    """A message to a resident. `id` is its idempotency key; `subject` what it is about: of that it is the only one.

    `details` fill the template in. Channel, address and text are chosen at the first try, and stay for all further.
    After `until` it has no point any more.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    event = models.CharField("事件", max_length=20, choices=MessageEvent.choices)
    subject = models.CharField("关于", max_length=80)
    resident = models.ForeignKey(Resident, models.SET_NULL, null=True, related_name="messages", verbose_name="居民")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="messages", verbose_name="办件")
    area = models.ForeignKey(Area, models.PROTECT, default=ROOT, related_name="+", verbose_name="区域")
    details = SealedField("要素", null=True)
    channel = models.CharField("方式", max_length=10, choices=MessageChannelKind.choices, blank=True)
    address = SealedField("收件地址", null=True)
    text = SealedField("内容", null=True)
    fate = models.CharField("结果", max_length=10, choices=MessageFate.choices, default=MessageFate.WAITING)
    made_at = models.DateTimeField("产生时间")
    due_at = models.DateTimeField("下次发送时间")
    until = models.DateTimeField("有效至")
    attempts = models.PositiveSmallIntegerField("已尝试次数", default=0)
    parts = models.PositiveSmallIntegerField("计费条数", default=0)
    cost = models.DecimalField("费用（元）", max_digits=9, decimal_places=4, default=Decimal(0))
    sent_at = models.DateTimeField("发送时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    answer = models.CharField("最近结果", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "居民告知"
        ordering = ["-made_at"]
        constraints = [models.UniqueConstraint(fields=["event", "subject"], name="resident_told_once")]
        indexes = [
            models.Index(fields=["due_at"], name="messages_due", condition=Q(fate="waiting")),
            models.Index(fields=["sent_at", "area", "channel"], name="messages_over_time"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
