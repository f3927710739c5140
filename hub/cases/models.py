from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contract.catalogue import Privacy
from hub.cases.complaint_model import Complaint
from hub.cases.draft_model import SavedDraft
from hub.cases.entitlement_model import Entitlement
from hub.cases.limits import NEVER
from hub.cases.saved_list_model import SavedList
from hub.cases.states import ANSWERED, OPEN, STATE_CHOICES
from hub.cases.supplement_model import MissingPaper, Supplement
from hub.catalogue.areas import ROOT
from hub.catalogue.models import Area, Department, ItemVersion
from hub.core.row_ids import RowId
from hub.core.row_seal import SEAL, SealedRow
from hub.core.sealing import SealedField
from hub.core.text_field import SealedTextField
from hub.kiosks.models import Kiosk
from hub.residents.models import Mandate, Organisation, Resident
from languages.registry import DEFAULT

__all__ = [
    "Case",
    "Channel",
    "Complaint",
    "Entitlement",
    "Event",
    "MissingPaper",
    "Pause",
    "SavedDraft",
    "SavedList",
    "Supplement",
    "Task",
    "TaskState",
    "TimelineEntry",
]

_OPEN = [state.value for state in OPEN]
# All that a dashboard counts by stands in the index, so that it need not touch the rows.
_AT_A_GLANCE = ["due_by", "amber_from", "pause", "area", "department", "responsible"]
_RUNNING = Q(state__in=_OPEN, pause="")
CASE_COLUMNS = (
    "code",
    "item_version_id",
    "privacy",
    "area_id",
    "taken_in_id",
    "department_id",
    "resident_id",
    "organisation_id",
    "mandate_id",
    "responsible_id",
    "overdue_to_id",
)
TASK_COLUMNS = ("case_id", "department_id", "area_id", "assigned_to_id", "overdue_to_id", "state")


class Channel(models.TextChoices):
    KIOSK = "kiosk", _("Kiosk")
    WINDOW = "window", _("Window")
    PHONE = "phone", _("Telephone")
    WEB = "web", _("Internet")


class Pause(models.TextChoices):
    """Why the limits of a case stand still."""

    NONE = "", _("Running")
    PAPERS = "papers", _("Waits for papers")
    NOTICE = "notice", _("Public notice")


class Event(models.TextChoices):
    """The kind of a timeline entry."""

    MOVED = "moved", _("State changed")
    HANDED_ON = "handed_on", _("Handed on")
    HANDED_OVER = "handed_over", _("Handed to another area")
    TASK_OPENED = "task_opened", _("Task opened")
    TASK_DONE = "task_done", _("Part done")
    TASK_LEFT_OUT = "task_left_out", _("Step left out")
    ASSIGNED = "assigned", _("Assigned")
    PAPER_RECEIVED = "paper_received", _("Papers received")
    NOTICE_BEGUN = "notice_begun", _("Public notice begun")
    NOTICE_ENDED = "notice_ended", _("Public notice ended")
    OVERDUE = "overdue", _("Escalated")
    DEPARTMENT = "department", _("Department's system")
    RESULT = "result", _("Result on paper")
    ENTITLED = "entitled", _("Entitlement granted")
    ENTITLEMENT_ENDED = "entitlement_ended", _("Entitlement ended")


class TaskState(models.TextChoices):
    OPEN = "open", _("In progress")
    DONE = "done", _("Done")
    LEFT_OUT = "left_out", _("Left out")
    DROPPED = "dropped", _("Dropped")


class Case(SealedRow):
    """A submission taken in. `id` is the kiosk's own, so a replay finds it; `fingerprint` tells a true replay. Its seal
    covers who may open it: of whom it is, of which item and privacy, where it lies and who answers for it."""

    sealed_columns = CASE_COLUMNS
    guards_content = True
    id = models.UUIDField(primary_key=True)
    code = models.CharField(_("case code"), max_length=14, unique=True)
    fingerprint = models.CharField(max_length=64, editable=False)
    request_id = models.CharField(max_length=32, editable=False, default="")  # of the request it came with
    item_version = models.ForeignKey(ItemVersion, models.PROTECT, verbose_name=_("item version"))
    privacy = models.CharField(_("privacy"), max_length=12, default=Privacy.PUBLIC.value)  # of the item, as it was then
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices, default=Channel.KIOSK)
    kiosk = models.ForeignKey(Kiosk, models.PROTECT, null=True, verbose_name=_("kiosk"))
    area = models.ForeignKey(Area, models.PROTECT, default=ROOT, related_name="+", verbose_name=_("area of the case"))
    taken_in = models.ForeignKey(
        Area, models.PROTECT, default=ROOT, related_name="+", verbose_name=_("area that took it in")
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, related_name="+", verbose_name=_("department in charge")
    )
    resident = models.ForeignKey(Resident, models.PROTECT, null=True, related_name="cases", verbose_name=_("applicant"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="cases", verbose_name=_("applying organisation")
    )
    mandate = models.ForeignKey(Mandate, models.PROTECT, null=True, related_name="cases", verbose_name=_("mandate"))
    applicant = SealedField(_("card data"), null=True, bound_to=["pk", "code"])
    answers = SealedField(_("answers"), bound_to=["pk", "code"])
    state = models.CharField(_("state"), max_length=20, choices=STATE_CHOICES)
    stated_at = models.DateTimeField(_("declared at"))
    submitted_at = models.DateTimeField(_("submitted at"))
    accepted_at = models.DateTimeField(_("received at"))
    first_contact = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("first contact")
    )
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("responsible now")
    )
    promised_first = models.DateField(_("first promised date"), null=True)
    promised_by = models.DateField(_("promised date"), null=True)
    statutory_by = models.DateField(_("legal date"), null=True)
    due_by = models.DateField(_("nearest limit"), default=NEVER)
    amber_from = models.DateField(_("amber from"), null=True)
    pause = models.CharField(_("clock"), max_length=10, choices=Pause.choices, blank=True, default=Pause.NONE)
    paused_on = models.DateField(_("paused on"), null=True)
    days_paused = models.PositiveIntegerField(_("days paused"), default=0)
    notice_until = models.DateField(_("notice until"), null=True)
    overdue_at = models.DateTimeField(_("escalated at"), null=True)
    overdue_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("escalated to")
    )
    answer = SealedField(_("answer"), null=True, bound_to=["pk", "code"])
    answered_at = models.DateTimeField(_("answered at"), null=True)
    receipt_signature = models.CharField(max_length=100, editable=False, default="")

    class Meta:
        verbose_name = verbose_name_plural = _("case")
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

    @classmethod
    def list_watched(cls) -> "models.QuerySet[Case]":
        return cls.objects.filter(state__in=_OPEN).only(*CASE_COLUMNS, SEAL)

    @property
    def public(self) -> bool:
        """Returns whether it goes by its item's name where others can read it."""
        return self.privacy == Privacy.PUBLIC

    @property
    def confidential(self) -> bool:
        """Returns whether it has few readers, and no name in worklists."""
        return self.privacy == Privacy.CONFIDENTIAL


class TimelineEntry(models.Model):
    """One thing that happened to a case. Residents are shown the public ones."""

    id = RowId()
    case = models.ForeignKey(Case, models.PROTECT, related_name="timeline", verbose_name=_("case"))
    at = models.DateTimeField(_("time"))
    event = models.CharField(_("event"), max_length=20, choices=Event.choices, default=Event.MOVED)
    state = models.CharField(_("state"), max_length=20, choices=STATE_CHOICES)
    public = models.BooleanField(_("visible to the resident"), default=True)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("handled by")
    )
    kiosk = models.ForeignKey(Kiosk, models.PROTECT, null=True, related_name="+", verbose_name=_("kiosk"))
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, related_name="+", verbose_name=_("Department's system")
    )
    note = SealedTextField(_("note"), bound_to=["pk", "case_id"])

    class Meta:
        verbose_name = verbose_name_plural = _("timeline entry")
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


class Task(SealedRow):
    """A department's part of a case: a step of the item's workflow, or something asked of it besides (`step` None). Its
    seal covers who may open the case for it."""

    sealed_columns = TASK_COLUMNS
    guards_content = True
    id = RowId()
    case = models.ForeignKey(Case, models.PROTECT, related_name="tasks", verbose_name=_("case"))
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("department"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("area"))
    step = models.PositiveSmallIntegerField(_("step"), null=True)
    name = SealedTextField(_("name"), bound_to=["pk", "case_id"])
    state = models.CharField(_("state"), max_length=10, choices=TaskState.choices, default=TaskState.OPEN)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("handled by")
    )
    opened_at = models.DateTimeField(_("opened at"))
    due_by = models.DateField(_("due date"), null=True)
    done_at = models.DateTimeField(_("done at"), null=True)
    overdue_at = models.DateTimeField(_("escalated at"), null=True)
    overdue_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("escalated to")
    )
    finding = SealedField(_("finding"), null=True, bound_to=["pk", "case_id"])

    class Meta:
        verbose_name = verbose_name_plural = _("task of a department")
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

    @classmethod
    def list_watched(cls) -> "models.QuerySet[Task]":
        return cls.objects.filter(state=TaskState.OPEN).only(*TASK_COLUMNS, SEAL)
