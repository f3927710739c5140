"""Alarms that leave the hub: who is told of which, and what became of each message."""

import uuid
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, validate_email
from django.db import models
from django.db.models import Q

from hub.audit.models import Finding, FindingKind
from hub.catalogue.areas import ROOT
from hub.catalogue.models import Area
from hub.core.outgoing import check_address
from hub.core.quiet_hours import check_quiet_hours, quiet_end
from hub.core.row_seal import SealedRow
from hub.core.sealing import RowId, SealedField, SealedWords
from hub.kiosks.models import Alarm, AlarmKind

KINDS = [*AlarmKind.choices, *FindingKind.choices]
_LONGEST_TARGET = 300


class AlertChannel(models.TextChoices):
    EMAIL = "email", "电子邮件"
    WEBHOOK = "webhook", "网络回调"
    COMMAND = "command", "本机命令"


class AlertState(models.TextChoices):
    WAITING = "waiting", "待发送"
    SENT = "sent", "已发送"
    GIVEN_UP = "given_up", "未能发送"
    OVER = "over", "已无需发送"


def check_target(channel: str, target: str) -> None:
    """Whether a channel can send to it. Raises ValidationError."""
    if channel == AlertChannel.EMAIL:
        validate_email(target)
    elif channel == AlertChannel.WEBHOOK:
        check_address(target)
    if not target.isprintable() or not 0 < len(target) <= _LONGEST_TARGET:
        raise ValidationError(f"须为可见字符，最多{_LONGEST_TARGET}个。")


class AlertRecipient(SealedRow):
    """Who is told of the alarms of an area and all below it: of some kinds, or of all where none is named.

    `after_minutes`: told only of what nobody has acknowledged for so long. Between `quiet_from` and `quiet_until`, by
    the hub's time, nothing is sent; what is still open then, is sent after.
    """

    sealed_columns = ("channel", "area_id", "kinds", "after_minutes", "quiet_from", "quiet_until", "active")
    id = RowId()
    name = models.CharField("名称", max_length=60, unique=True)
    channel = models.CharField("方式", max_length=10, choices=AlertChannel.choices)
    target = SealedField("收件地址")
    secret = SealedWords("签名密钥")
    area = models.ForeignKey(Area, models.PROTECT, default=ROOT, related_name="+", verbose_name="区域")
    kinds = models.JSONField("告警种类", default=list, blank=True)
    after_minutes = models.PositiveSmallIntegerField(
        "无人确认几分钟后发送", default=0, validators=[MaxValueValidator(7 * 24 * 60)]
    )
    quiet_from = models.TimeField("免打扰开始", null=True, blank=True)
    quiet_until = models.TimeField("免打扰结束", null=True, blank=True)
    active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "告警接收人"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        check_quiet_hours(self.quiet_from, self.quiet_until)

    def quiet_end(self, now: datetime) -> datetime | None:
        """Returns when the quiet hours end that it is in; None outside of them."""
        return quiet_end(self.quiet_from, self.quiet_until, now)


class AlertDelivery(models.Model):
    """A message to a recipient about what was new for them. `id` is its idempotency key. `trial`: about nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    recipient = models.ForeignKey(AlertRecipient, models.PROTECT, related_name="deliveries", verbose_name="接收人")
    trial = models.BooleanField("测试", default=False)
    state = models.CharField("状态", max_length=10, choices=AlertState.choices, default=AlertState.WAITING)
    made_at = models.DateTimeField("产生时间")
    due_at = models.DateTimeField("下次发送时间")
    attempts = models.PositiveSmallIntegerField("已尝试次数", default=0)
    ended_at = models.DateTimeField("结束时间", null=True)
    answer = models.CharField("最近结果", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "告警通知"
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["due_at"], name="alerts_due", condition=Q(state="waiting"))]

    def __str__(self) -> str:
        return str(self.pk)


class AlertedEvent(models.Model):
    """What a message is about: an alarm or a finding, of which each recipient is told once."""

    delivery = models.ForeignKey(AlertDelivery, models.CASCADE, related_name="events")
    recipient = models.ForeignKey(AlertRecipient, models.PROTECT, related_name="+")
    alarm = models.ForeignKey(Alarm, models.CASCADE, null=True, related_name="alerted")
    finding = models.ForeignKey(Finding, models.CASCADE, null=True, related_name="alerted")

    class Meta:
        verbose_name = verbose_name_plural = "告警通知内容"
        constraints = [
            models.UniqueConstraint(fields=["recipient", "alarm"], name="alerted_once_of_an_alarm"),
            models.UniqueConstraint(fields=["recipient", "finding"], name="alerted_once_of_a_finding"),
            models.CheckConstraint(
                condition=Q(alarm=None, finding__isnull=False) | Q(alarm__isnull=False, finding=None),
                name="alerted_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.alarm or self.finding}"
