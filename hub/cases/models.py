from django.conf import settings
from django.db import models
from django.db.models import Q

from contract.catalogue import Privacy
from hub.cases.limits import NEVER
from hub.cases.states import ANSWERED, NAMES, OPEN
from hub.catalogue.areas import ROOT
from hub.catalogue.models import Area, Department, ItemVersion
from hub.core.sealing import RowId, SealedField
from hub.core.text_field import SealedTextField
from hub.kiosks.models import Kiosk
from hub.residents.models import Mandate, Organisation, Resident
from languages.registry import DEFAULT

STATE_CHOICES = [(state.value, name.in_locale(DEFAULT)) for state, name in NAMES.items()]
_OPEN = [state.value for state in OPEN]
# All that a dashboard counts by stands in the index, so that it need not touch the rows.
_AT_A_GLANCE = ["due_by", "amber_from", "pause", "area", "department", "responsible"]
_RUNNING = Q(state__in=_OPEN, pause="")


class Channel(models.TextChoices):
    KIOSK = "kiosk", "自助终端"
    WINDOW = "window", "窗口"
    PHONE = "phone", "电话"
    WEB = "web", "网络"


class Pause(models.TextChoices):
    """Why the limits of a case stand still."""

    NONE = "", "计时中"
    PAPERS = "papers", "等待补正"
    NOTICE = "notice", "公示"


class Event(models.TextChoices):
    """The kind of a timeline entry."""

    MOVED = "moved", "状态变更"
    HANDED_ON = "handed_on", "移交"
    HANDED_OVER = "handed_over", "转交区域"
    TASK_OPENED = "task_opened", "交办"
    TASK_DONE = "task_done", "办妥"
    TASK_LEFT_OUT = "task_left_out", "环节免办"
    ASSIGNED = "assigned", "分派"
    PAPER_RECEIVED = "paper_received", "收到材料"
    NOTICE_BEGUN = "notice_begun", "公示开始"
    NOTICE_ENDED = "notice_ended", "公示结束"
    OVERDUE = "overdue", "超期上报"
    DEPARTMENT = "department", "部门系统"


class TaskState(models.TextChoices):
    OPEN = "open", "办理中"
    DONE = "done", "已办妥"
    LEFT_OUT = "left_out", "免办"
    DROPPED = "dropped", "已取消"


class Case(models.Model):
    """A submission taken in. `id` is the kiosk's own, so a replay finds it; `fingerprint` tells a true replay."""

    id = models.UUIDField(primary_key=True)
    code = models.CharField("办件编号", max_length=14, unique=True)
    fingerprint = models.CharField(max_length=64, editable=False)
    request_id = models.CharField(max_length=32, editable=False, default="")  # of the request it came with
    item_version = models.ForeignKey(ItemVersion, models.PROTECT, verbose_name="事项版本")
    privacy = models.CharField("私密程度", max_length=12, default=Privacy.PUBLIC.value)  # of the item, as it was then
    channel = models.CharField("渠道", max_length=10, choices=Channel.choices, default=Channel.KIOSK)
    kiosk = models.ForeignKey(Kiosk, models.PROTECT, null=True, verbose_name="终端")
    area = models.ForeignKey(Area, models.PROTECT, default=ROOT, related_name="+", verbose_name="所属区域")
    taken_in = models.ForeignKey(Area, models.PROTECT, default=ROOT, related_name="+", verbose_name="收件区域")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+", verbose_name="承办部门")
    resident = models.ForeignKey(Resident, models.PROTECT, null=True, related_name="cases", verbose_name="申请人")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="cases", verbose_name="申请单位"
    )
    mandate = models.ForeignKey(Mandate, models.PROTECT, null=True, related_name="cases", verbose_name="委托")
    applicant = SealedField("证件信息", null=True, bound_to=["pk", "code"])
    answers = SealedField("填写内容", bound_to=["pk", "code"])
    state = models.CharField("状态", max_length=20, choices=STATE_CHOICES)
    stated_at = models.DateTimeField("声明时间")
    submitted_at = models.DateTimeField("提交时间")
    accepted_at = models.DateTimeField("收到时间")
    first_contact = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="首问责任人"
    )
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="现责任人"
    )
    promised_first = models.DateField("最初承诺日期", null=True)
    promised_by = models.DateField("承诺办结日期", null=True)
    statutory_by = models.DateField("法定办结日期", null=True)
    due_by = models.DateField("最近期限", default=NEVER)
    amber_from = models.DateField("预警日期", null=True)
    pause = models.CharField("计时", max_length=10, choices=Pause.choices, blank=True, default=Pause.NONE)
    paused_on = models.DateField("暂停日期", null=True)
    days_paused = models.PositiveIntegerField("已暂停天数", default=0)
    notice_until = models.DateField("公示截止", null=True)
    overdue_at = models.DateTimeField("超期上报时间", null=True)
    overdue_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="超期上报至"
    )
    answer = SealedField("答复", null=True, bound_to=["pk", "code"])
    answered_at = models.DateTimeField("答复时间", null=True)
    receipt_signature = models.CharField(max_length=100, editable=False, default="")

    class Meta:
        verbose_name = verbose_name_plural = "办件"
        ordering = ["-submitted_at"]
        indexes = [
            models.Index(fields=["resident", "-submitted_at"], name="cases_of_a_resident"),
            models.Index(fields=_AT_A_GLANCE, name="open_cases_at_a_glance", condition=Q(state__in=_OPEN)),
            models.Index(fields=["department", "due_by"], name="cases_to_work", condition=Q(state__in=_OPEN)),
            models.Index(fields=["responsible", "due_by"], name="cases_answered_for", condition=Q(state__in=_OPEN)),
            models.Index(fields=["overdue_to", "due_by"], name="cases_sent_up", condition=Q(state__in=_OPEN)),
            models.Index(fields=["due_by"], name="cases_running_late", condition=_RUNNING & Q(overdue_at=None)),
            models.Index(fields=["notice_until"], name="cases_on_notice", condition=Q(pause="notice")),
            models.Index(fields=["submitted_at", "area", "department", "item_version"], name="cases_over_time"),
        ]
        constraints = [
            models.CheckConstraint(
                name="no_end_without_an_answer",
                condition=~Q(state__in=[state.value for state in ANSWERED]) | Q(answer__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def public(self) -> bool:
        """Whether it goes by its item's name where others can read it."""
        return self.privacy == Privacy.PUBLIC

    @property
    def confidential(self) -> bool:
        """Whether it has few readers, and no name in worklists."""
        return self.privacy == Privacy.CONFIDENTIAL


class TimelineEntry(models.Model):
    """One thing that happened to a case. Residents are shown the public ones."""

    id = RowId()
    case = models.ForeignKey(Case, models.PROTECT, related_name="timeline", verbose_name="办件")
    at = models.DateTimeField("时间")
    event = models.CharField("事件", max_length=20, choices=Event.choices, default=Event.MOVED)
    state = models.CharField("状态", max_length=20, choices=STATE_CHOICES)
    public = models.BooleanField("居民可见", default=True)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="经办人"
    )
    kiosk = models.ForeignKey(Kiosk, models.PROTECT, null=True, related_name="+", verbose_name="终端")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+", verbose_name="部门系统")
    note = SealedTextField("说明", bound_to=["pk", "case_id"])

    class Meta:
        verbose_name = verbose_name_plural = "办理痕迹"
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                name="moved_by_somebody",
                condition=~Q(event="moved")
                | Q(staff__isnull=False)
                | Q(kiosk__isnull=False)
                | Q(department__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_event_display()} {self.get_state_display()}"


class Task(models.Model):
    """A department's part of a case: a step of the item's workflow, or something asked of it besides (`step` None)."""

    id = RowId()
    case = models.ForeignKey(Case, models.PROTECT, related_name="tasks", verbose_name="办件")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name="部门")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="区域")
    step = models.PositiveSmallIntegerField("环节", null=True)
    name = SealedTextField("名称", bound_to=["pk", "case_id"])
    state = models.CharField("状态", max_length=10, choices=TaskState.choices, default=TaskState.OPEN)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="经办人"
    )
    opened_at = models.DateTimeField("交办时间")
    due_by = models.DateField("期限", null=True)
    done_at = models.DateTimeField("办妥时间", null=True)
    overdue_at = models.DateTimeField("超期上报时间", null=True)
    overdue_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="超期上报至"
    )
    finding = SealedField("办理意见", null=True, bound_to=["pk", "case_id"])

    class Meta:
        verbose_name = verbose_name_plural = "分办任务"
        ordering = ["opened_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "step"], name="one_task_of_a_step", condition=~Q(state=TaskState.DROPPED)
            )
        ]
        indexes = [
            models.Index(fields=["department", "due_by"], name="tasks_to_do", condition=Q(state="open")),
            models.Index(fields=["assigned_to", "due_by"], name="tasks_of_a_clerk", condition=Q(state="open")),
            models.Index(fields=["due_by"], name="tasks_running_late", condition=Q(state="open", overdue_at=None)),
            models.Index(fields=["overdue_to"], name="tasks_sent_up", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return str(self.name.in_locale(DEFAULT))


class Supplement(models.Model):
    """The papers that a case lacks, told once and completely (一次性告知). `back_to` is the state it returns to."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="supplement", verbose_name="办件")
    wanted_at = models.DateTimeField("告知时间")
    wanted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="告知人"
    )
    back_to = models.CharField(max_length=20, choices=STATE_CHOICES)
    complete_at = models.DateTimeField("补齐时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "补正告知"

    def __str__(self) -> str:
        return str(self.case)


class MissingPaper(models.Model):
    id = RowId()
    supplement = models.ForeignKey(Supplement, models.CASCADE, related_name="papers", verbose_name="补正告知")
    name = SealedTextField("材料", bound_to=["pk", "supplement_id"])
    received_at = models.DateTimeField("收到时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "待补材料"
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.name.in_locale(DEFAULT))
