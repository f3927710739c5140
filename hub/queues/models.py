from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from contract.queues import AppointmentState
from contract.tickets import Priority, TicketState
from hub.catalogue.models import Service
from hub.core.sealing import FingerprintField, SealedField, SealedWords
from hub.core.text_field import TextField, wording_of
from hub.kiosks.models import Kiosk, Site
from hub.residents.models import NUMBER
from languages.registry import DEFAULT

_STATES = {
    TicketState.RESERVED: "已预留",
    TicketState.WAITING: "等候中",
    TicketState.CALLED: "办理中",
    TicketState.HELD: "已挂起",
    TicketState.MISSED: "过号",
    TicketState.SERVED: "已办理",
    TicketState.VOID: "已作废",
}
_PRIORITIES = {
    Priority.ELDERLY: "老年人",
    Priority.DISABLED: "残疾人",
    Priority.EXPECTING: "孕妇、携婴幼儿",
    Priority.SOLDIER: "军人、退役军人及家属",
    Priority.URGENT: "紧急",
    Priority.APPOINTMENT: "预约",
}
_BOOKINGS = {
    AppointmentState.BOOKED: "已预约",
    AppointmentState.ARRIVED: "已报到",
    AppointmentState.CANCELLED: "已取消",
}
_LIVE = [TicketState.WAITING.value, TicketState.CALLED.value, TicketState.HELD.value]
# All that a dashboard counts by stands in the index, so that it need not touch the rows.
_COUNTED_BY = ["called_at", "window", "outcome", "staff", "waited_from", "ended_at"]
_WEEKDAYS = list(enumerate(("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")))


class Window(models.Model):
    """A counter of a site, the services it serves, and who works there now."""

    site = models.ForeignKey(Site, models.PROTECT, verbose_name="服务中心")
    name = TextField("名称", max_length=40, help_text="如：3号窗口")
    position = models.PositiveIntegerField("次序", default=0)
    services = models.ManyToManyField(Service, verbose_name="办理业务", blank=True)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="在岗人员"
    )
    opened_at = models.DateTimeField("开窗时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "窗口"
        ordering = ["site", "position", "id"]
        constraints = [models.UniqueConstraint("site", wording_of("name"), name="one_window_of_a_name")]

    def __str__(self) -> str:
        return self.name.in_locale(DEFAULT)


class Series(models.Model):
    """The last number given under a letter at a site on a day. Its row is the lock under which numbers are given."""

    site = models.ForeignKey(Site, models.PROTECT, verbose_name="服务中心")
    prefix = models.CharField("前缀", max_length=1)
    day = models.DateField("日期")
    last = models.PositiveIntegerField("最后号码", default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "prefix", "day"], name="one_series_a_day")]


class Ticket(models.Model):
    """A queue number. `serial` is None for one that a kiosk gave from its own series while the hub was away.

    Who waits is called by `rank`, highest first, then by `stands_from`. `ahead`: how many stood before it when issued.
    """

    id = models.UUIDField(primary_key=True)
    site = models.ForeignKey(Site, models.PROTECT, verbose_name="服务中心")
    service = models.ForeignKey(Service, models.PROTECT, verbose_name="业务")
    kiosk = models.ForeignKey(Kiosk, models.PROTECT, null=True, verbose_name="终端")
    day = models.DateField("日期")
    serial = models.PositiveIntegerField("序号", null=True)
    number = models.CharField("号码", max_length=12)
    state = models.CharField("状态", max_length=10, choices=list(_STATES.items()))
    priority = models.CharField("优先", max_length=12, choices=list(_PRIORITIES.items()), blank=True)
    rank = models.PositiveSmallIntegerField("优先级", default=0)
    ahead = models.PositiveIntegerField("取号时前面人数", default=0)
    matters = models.PositiveSmallIntegerField("其他事项数", default=0)
    issued_at = models.DateTimeField("取号时间")
    stands_from = models.DateTimeField("排队起点")
    confirmed_at = models.DateTimeField("出票确认时间", null=True)
    voided_at = models.DateTimeField("作废时间", null=True)
    expired = models.BooleanField("未确认而过期", default=False)
    window = models.ForeignKey(Window, models.PROTECT, null=True, related_name="tickets", verbose_name="窗口")
    for_window = models.ForeignKey(Window, models.PROTECT, null=True, related_name="+", verbose_name="指定窗口")
    called_at = models.DateTimeField("叫号时间", null=True)
    calls = models.PositiveSmallIntegerField("叫号次数", default=0)
    note = SealedWords("备注")
    served_at = models.DateTimeField("办理时间", null=True)
    holder = models.CharField("持有人（散列值）", max_length=64, blank=True, default="", editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "号票"
        ordering = ["-issued_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "day", "number"], name="one_ticket_of_a_number", condition=Q(serial__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["window"], name="one_person_at_a_window", condition=Q(state=TicketState.CALLED.value)
            ),
        ]
        indexes = [
            models.Index(
                fields=["site", "day", "service", "-rank", "stands_from"],
                name="the_queue",
                condition=Q(state=TicketState.WAITING.value),
            ),
            models.Index(
                fields=["site", "day", "-called_at"],
                name="lately_called",
                condition=Q(called_at__isnull=False),
            ),
            models.Index(
                fields=["site", "day", "-rank", "stands_from", "id"],
                name="the_turn",
                condition=Q(state=TicketState.WAITING.value),
            ),
            models.Index(fields=["issued_at"], name="still_reserved", condition=Q(state=TicketState.RESERVED.value)),
            models.Index(fields=["site", "day", "state"], name="tickets_of_a_day"),
            models.Index(fields=["day"], name="not_over", condition=Q(state__in=_LIVE)),
            models.Index(fields=["holder"], name="numbers_of_a_person", condition=~Q(holder="")),
        ]

    def __str__(self) -> str:
        return self.number


class FurtherService(models.Model):
    """A further matter of the same visit: when the ticket is done with one, it stands in the queue of the next."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="further", verbose_name="号票")
    service = models.ForeignKey(Service, models.PROTECT, verbose_name="业务")
    position = models.PositiveSmallIntegerField("次序")
    begun_at = models.DateTimeField("开始等候时间", null=True)

    class Meta:
        db_table = "queues_matter"
        verbose_name = verbose_name_plural = "其他事项"
        ordering = ["ticket", "position"]

    def __str__(self) -> str:
        return str(self.service)


class CallOutcome(models.TextChoices):
    SERVED = "served", "办结"
    HELD = "held", "挂起"
    TRANSFERRED = "transferred", "转移"
    MISSED = "missed", "过号"
    PUT_BACK = "put_back", "退回队列"
    DAY_OVER = "day_over", "日终关闭"


class CallRecord(models.Model):
    """One person at one window, from the call to what came of it: what waits and staff figures are counted from.

    `waited_from` is since when the person had stood in that queue.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="turns", verbose_name="号票")
    service = models.ForeignKey(Service, models.PROTECT, verbose_name="业务")
    window = models.ForeignKey(Window, models.PROTECT, verbose_name="窗口")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="工作人员")
    waited_from = models.DateTimeField("等候起点")
    called_at = models.DateTimeField("叫号时间")
    ended_at = models.DateTimeField("结束时间", null=True)
    outcome = models.CharField("结果", max_length=12, choices=CallOutcome.choices, blank=True)

    class Meta:
        db_table = "queues_turn"
        verbose_name = verbose_name_plural = "叫号记录"
        ordering = ["-called_at"]
        indexes = [
            models.Index(fields=["window", "-called_at"], name="turns_at_a_window"),
            models.Index(fields=["staff", "-called_at"], name="turns_of_staff"),
            models.Index(fields=_COUNTED_BY, name="turns_over_time"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket} {self.window}"


class OfficeHours(models.Model):
    """When appointments for a service are given at a site: on working days, so many places each so many minutes."""

    site = models.ForeignKey(Site, models.PROTECT, verbose_name="服务中心")
    service = models.ForeignKey(Service, models.PROTECT, verbose_name="业务")
    weekday = models.PositiveSmallIntegerField("星期", choices=_WEEKDAYS)
    starts = models.TimeField("开始")
    ends = models.TimeField("结束")
    minutes = models.PositiveSmallIntegerField("间隔(分钟)", default=30, validators=[MinValueValidator(5)])
    places = models.PositiveSmallIntegerField("每时段人数", default=2, validators=[MaxValueValidator(200)])

    class Meta:
        verbose_name = verbose_name_plural = "预约时段"
        ordering = ["site", "service", "weekday", "starts"]

    def __str__(self) -> str:
        return f"{self.service} {self.get_weekday_display()} {self.starts:%H:%M}"


class Appointment(models.Model):
    """A place at a time. Found by its code, or by the keyed hash of the number on the card."""

    id = models.UUIDField(primary_key=True)
    code = models.CharField("预约编号", max_length=14, unique=True)
    hours = models.ForeignKey(OfficeHours, models.PROTECT, verbose_name="预约时段")
    starts_at = models.DateTimeField("预约时间")
    number = SealedField("证件号码", null=True)
    number_hash = FingerprintField(of="number", purpose=NUMBER, blank=True)
    phone = SealedField("电话", null=True)
    state = models.CharField("状态", max_length=10, choices=list(_BOOKINGS.items()))
    made_at = models.DateTimeField("预约办理时间")
    moved_from = models.DateTimeField("原预约时间", null=True)  # that day became a day off
    told_at = models.DateTimeField("告知改期时间", null=True)  # that it was moved, by staff or at a kiosk
    ticket = models.OneToOneField(Ticket, models.PROTECT, null=True, verbose_name="号票")

    class Meta:
        verbose_name = verbose_name_plural = "预约"
        ordering = ["starts_at"]
        indexes = [
            models.Index(fields=["hours", "starts_at"], name="places_taken"),
            models.Index(fields=["number_hash", "starts_at"], name="appointments_of_a_person"),
            models.Index(
                fields=["moved_from"], name="appointments_to_tell", condition=Q(moved_from__isnull=False, told_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.code
