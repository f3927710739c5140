import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.cases.models import Case, Task
from hub.catalogue.areas import ROOT
from hub.catalogue.models import Area, Department
from hub.core.outgoing import check_address
from hub.core.row_ids import RowId
from hub.core.row_seal import SealedRow
from hub.core.sealing import SealedField


class Scope(models.TextChoices):
    """The scope of a department's key."""

    TASKS = "tasks", _("Task finished")
    SUPPLEMENT = "supplement", _("Missing papers told")
    DECIDE = "decide", _("Decided or rejected")


class TaskMessageKind(models.TextChoices):
    """The kind of a message about a task."""

    OPENED = "opened", _("Task opened")
    DROPPED = "dropped", _("Task dropped")


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("Waiting to be delivered")
    DELIVERED = "delivered", _("Delivered")
    GIVEN_UP = "given_up", _("Could not be delivered")


class MessageOutcome(models.TextChoices):
    """The outcome of an incoming message."""

    TAKEN = "taken", _("Taken over")
    REPLAYED = "replayed", _("Repeated")
    LATE = "late", _("Out of date")
    FORGED = "forged", _("Wrong signature")
    REFUSED = "refused", _("Not accepted")
    UNREADABLE = "unreadable", _("Unreadable")


class System(SealedRow):
    """A department's own system, for an area and all below it that have none of their own."""

    sealed_columns = ("department_id", "area_id", "address", "active")
    id = RowId()
    department = models.ForeignKey(Department, models.PROTECT, related_name="systems", verbose_name=_("department"))
    area = models.ForeignKey(Area, models.PROTECT, default=ROOT, related_name="+", verbose_name=_("area"))
    address = models.CharField(_("address"), max_length=300, validators=[check_address])
    secret = SealedField(_("signing secret"))
    patience = models.PositiveSmallIntegerField(
        _("seconds to wait"), default=10, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = verbose_name_plural = _("Department's system")
        ordering = ["department", "area"]
        constraints = [models.UniqueConstraint(fields=["department", "area"], name="one_system_of_a_department")]

    def __str__(self) -> str:
        return f"{self.department} ({self.area})"


class Delivery(SealedRow):
    """A message to a department's system. `id` is its idempotency key; `body` is gone once it has arrived. Its seal
    covers to which system it goes, and about what."""

    sealed_columns = ("system_id", "case_id", "task_id")
    guards_content = True
    watched = False
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    system = models.ForeignKey(System, models.PROTECT, related_name="deliveries", verbose_name=_("Department's system"))
    case = models.ForeignKey(Case, models.PROTECT, related_name="deliveries", verbose_name=_("case"))
    task = models.ForeignKey(Task, models.PROTECT, related_name="deliveries", verbose_name=_("task"))
    kind = models.CharField(_("kind"), max_length=10, choices=TaskMessageKind.choices, default=TaskMessageKind.OPENED)
    body = SealedField(_("content"), null=True)
    request_id = models.CharField(max_length=32, editable=False, default="")  # of the request that caused it
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    made_at = models.DateTimeField(_("made at"))
    due_at = models.DateTimeField(_("next try at"))
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    answer = models.CharField(_("last result"), max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("outgoing message")
        ordering = ["-made_at"]
        constraints = [models.UniqueConstraint(fields=["task", "kind"], name="told_once")]
        indexes = [models.Index(fields=["due_at"], name="deliveries_due", condition=models.Q(state="waiting"))]

    def __str__(self) -> str:
        return str(self.pk)


class ApiKey(SealedRow):
    """With which a department's system comes in. The key is shown once; its SHA-256 is kept, as with kiosks."""

    sealed_columns = ("name", "department_id", "area_id", "key_hash", "scopes", "expires_at", "revoked_at")
    id = RowId()
    name = models.CharField(_("name"), max_length=60, unique=True)
    department = models.ForeignKey(Department, models.PROTECT, related_name="keys", verbose_name=_("department"))
    area = models.ForeignKey(Area, models.PROTECT, default=ROOT, related_name="+", verbose_name=_("area"))
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    secret = SealedField(_("signing secret"))
    scopes = models.JSONField(_("rights"), default=list)
    made_at = models.DateTimeField(_("created at"))
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    used_at = models.DateTimeField(_("last used"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("department's API key")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Incoming(models.Model):
    """A message that came in under a key that is ours, and what became of it. One of a key and id can be taken.

    Of those not taken no more than some hundreds an hour are told apart; further ones are counted in the last of these.
    """

    key = models.ForeignKey(ApiKey, models.PROTECT, related_name="incoming", verbose_name=_("key"))
    message_id = models.CharField(_("message id"), max_length=80)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(_("time"))
    outcome = models.CharField(_("result"), max_length=10, choices=MessageOutcome.choices)
    times = models.PositiveIntegerField(_("count"), default=1)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+", verbose_name=_("case"))

    class Meta:
        verbose_name = verbose_name_plural = _("incoming message")
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

    hour = models.DateTimeField(_("hour"), unique=True)
    count = models.PositiveIntegerField(_("count"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("incoming message without a valid key")
        ordering = ["-hour"]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H:00}"
