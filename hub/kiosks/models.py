import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contract.kiosks import CommandKind, Mode
from hub.catalogue.areas import ROOT, Area
from hub.catalogue.validation import Readable
from hub.core.row_ids import RowId
from hub.core.row_seal import SealedRow
from hub.core.text_field import TextField
from languages.registry import DEFAULT

MAIN = 1  # the site that is there from the first migration on; kiosks registered on the command line stand there

_WGS_84 = _("In degrees of WGS 84, as satellites and phones have it: not those of GCJ-02 or BD-09, as on Chinese maps.")
_MODES = {
    Mode.OPEN: _("In service"),
    Mode.LOCKED: _("Locked"),
    Mode.MAINTENANCE: _("In maintenance"),
    Mode.PRACTICE: _("Practising"),
}
_COMMANDS = {
    CommandKind.LOCK: _("Lock"),
    CommandKind.UNLOCK: _("Unlock"),
    CommandKind.MAINTENANCE: _("Put into maintenance"),
    CommandKind.REFRESH: _("Refresh the catalogue"),
    CommandKind.PRACTICE: _("Begin practice"),
    CommandKind.END_PRACTICE: _("End practice"),
}


def bounds(most: int) -> list[MinValueValidator | MaxValueValidator]:
    """Returns the validators of so many degrees each way."""
    return [MinValueValidator(-most), MaxValueValidator(most)]


class AlarmKind(models.TextChoices):
    SILENT = "silent", _("Silent")
    FAULT = "fault", _("Device fault")
    PAPER = "paper", _("Paper low")
    NUMBER = "number", _("Numbers in doubt")
    CLOCK = "clock", _("Clock wrong")
    DISK = "disk", _("Disk fault")
    OUTBOX = "outbox", _("Outgoing content missing")
    UNSAFE = "unsafe", _("Received content not in a backup")
    TWIN = "twin", _("Identity in use twice")
    LATE = "late", _("Late numbers of another day")
    RESTORED = "restored", _("Hub's data went back")
    RUSH = "rush", _("Too many numbers")
    CALL = "call", _("Somebody calls for staff")
    CARD = "card", _("A card was left behind")
    LEFT = "left", _("A paper was left behind")


class Site(models.Model):
    """A service centre: its kiosks, its windows and its queues, whose day begins at its own midnight."""

    code = models.CharField(
        _("code"),
        max_length=40,
        unique=True,
        validators=[
            RegexValidator(
                r"\A[a-z0-9][a-z0-9-]{0,39}\Z", _("Small letters, digits and hyphens alone, 40 characters at most.")
            )
        ],
    )
    name = TextField(_("name"), max_length=120)
    area = models.ForeignKey(Area, models.PROTECT, default=ROOT, verbose_name=_("area"))
    time_zone = models.CharField(_("time zone"), max_length=40, default="Asia/Shanghai")
    latitude = models.DecimalField(
        _("latitude"), max_digits=9, decimal_places=6, null=True, blank=True, validators=bounds(90), help_text=_WGS_84
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=9, decimal_places=6, null=True, blank=True, validators=bounds(180), help_text=_WGS_84
    )
    check_in_distance = models.PositiveIntegerField(
        _("check-in distance (metres)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(20), MaxValueValidator(5000)],
        help_text=_("How near a phone has to be to check its number in by its position. Empty: at a kiosk alone."),
    )

    class Meta:
        verbose_name = verbose_name_plural = _("centre")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name.in_locale(DEFAULT)

    def clean(self) -> None:
        position = (self.latitude, self.longitude)
        if (None in position) != (position == (None, None)):
            raise ValidationError({"latitude": gettext("Latitude and longitude belong together.")})
        if self.check_in_distance is not None and None in position:
            raise ValidationError({"check_in_distance": gettext("Give the position of the centre as well.")})


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
    name = models.CharField(_("name"), max_length=60, unique=True)
    site = models.ForeignKey(Site, models.PROTECT, verbose_name=_("centre"))
    web = models.BooleanField(_("website"), default=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("registered at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    seen_at = models.DateTimeField(_("last heartbeat"), null=True, blank=True)
    clock_ahead = models.IntegerField(_("clock difference (seconds)"), default=0)
    software = models.CharField(_("release"), max_length=40, blank=True)
    mode = models.CharField(_("state"), max_length=12, choices=list(_MODES.items()), default=Mode.OPEN.value)
    outbox = models.BigIntegerField(_("Waiting to be sent"), default=0, null=True)
    refused = models.BigIntegerField(_("refused messages"), default=0, null=True)
    devices = models.JSONField(_("state of the devices"), default=list, encoder=Readable)
    series = models.PositiveIntegerField(_("own series"), null=True, unique=True, editable=False)
    series_taken = models.BooleanField(_("own series in use"), default=False, editable=False)
    token_since = models.DateTimeField(_("token in use since"), null=True, editable=False)
    next_token_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)
    former_token_hash = models.CharField(max_length=64, db_index=True, null=True, editable=False)
    former_until = models.DateTimeField(null=True, editable=False)
    certificate = models.CharField(
        _("fingerprint of the client certificate"), max_length=64, blank=True, default="", editable=False
    )
    unproved_at = models.DateTimeField(_("last without proof of a card"), null=True, editable=False)
    instance = models.CharField(_("installation"), max_length=40, blank=True, default="", editable=False)
    instances_before = models.JSONField(_("installations before"), default=list, editable=False)
    twin_at = models.DateTimeField(_("identity in use twice at"), null=True, editable=False)
    epoch = models.CharField(_("data epoch"), max_length=40, blank=True, default="", editable=False)
    can_practise = models.BooleanField(_("has a practice hub"), default=False, editable=False)
    unsafe = models.BigIntegerField(_("received and not in a backup"), default=0, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("Kiosk")
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
    kiosk_name = models.CharField(_("kiosk name"), max_length=60)
    site = models.ForeignKey(Site, models.PROTECT, verbose_name=_("centre"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("created by"))
    made_at = models.DateTimeField(_("created at"))
    expires_at = models.DateTimeField(_("expires at"))
    used_at = models.DateTimeField(_("used at"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("enrolment code")
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.kiosk_name


class Alarm(models.Model):
    """Something about a kiosk that staff must see to. At most one of a kind and device is open."""

    kiosk = models.ForeignKey(Kiosk, models.CASCADE, related_name="alarms", verbose_name=_("kiosk"))
    kind = models.CharField(_("kind"), max_length=10, choices=AlarmKind.choices)
    device = models.CharField(_("device"), max_length=60, blank=True)
    detail = models.CharField(_("details"), max_length=400, blank=True)
    raised_at = models.DateTimeField(_("happened at"))
    cleared_at = models.DateTimeField(_("cleared at"), null=True)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("acknowledged by"))
    seen_at = models.DateTimeField(_("acknowledged at"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("kiosk alarm")
        ordering = ["-raised_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kiosk", "kind", "device"], name="one_open_alarm", condition=models.Q(cleared_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.kiosk} {self.get_kind_display()}"


class Command(SealedRow):
    """A command to a kiosk, until it has answered. Its seal covers to which, what, and the words that are shown."""

    sealed_columns = ("kiosk_id", "kind", "made_at")
    watched = False
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kiosk = models.ForeignKey(Kiosk, models.CASCADE, related_name="commands", verbose_name=_("kiosk"))
    kind = models.CharField(_("command"), max_length=12, choices=list(_COMMANDS.items()))
    reason = TextField(_("reason"), max_length=120, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("ordered by"))
    made_at = models.DateTimeField(_("ordered at"))
    sent_at = models.DateTimeField(_("delivered at"), null=True)
    answered_at = models.DateTimeField(_("answered at"), null=True)
    done = models.BooleanField(_("carried out"), null=True)
    detail = models.CharField(_("answer"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("kiosk command")
        ordering = ["made_at"]
        indexes = [
            models.Index(fields=["kiosk", "made_at"], name="not_yet_answered", condition=models.Q(answered_at=None))
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def sealed_content(self) -> list[object]:
        return [*super().sealed_content(), self.reason.model_dump()]


class Epoch(models.Model):
    """The one row that says which history the data are of. `timeline`: the database server's own word for it, "" on
    SQLite. What was acknowledged before `mark` became `safe` has reached a backup."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(_("data epoch"), max_length=40)
    timeline = models.CharField(_("database timeline"), max_length=40, blank=True)
    began_at = models.DateTimeField(_("began at"))
    restored_to = models.DateTimeField(_("data went back to"), null=True)
    mark = models.BigIntegerField(default=1)
    safe = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("data epoch")

    def __str__(self) -> str:
        return self.name


class ReturnedEntry(models.Model):
    """An entry that a kiosk had acknowledged by the hub, and the hub lacked after it had gone back. `held`: the kiosk
    sends it again; else the person has to be asked for it."""

    epoch = models.CharField(_("data epoch"), max_length=40)
    kiosk = models.ForeignKey(Kiosk, models.CASCADE, related_name="returned", verbose_name=_("kiosk"))
    entry = models.UUIDField(_("reference"))
    kind = models.CharField(_("kind"), max_length=30)
    code = models.CharField(_("case code or number"), max_length=20, blank=True)
    held = models.BooleanField(_("kiosk has the content still"))
    told_at = models.DateTimeField(_("reported at"))

    class Meta:
        verbose_name = verbose_name_plural = _("lost with a restore")
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
