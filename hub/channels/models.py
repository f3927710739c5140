from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contract.channels import Channel, EntryKind, Grade, Group, RequestState
from hub.cases.models import Case
from hub.catalogue.areas import Area
from hub.catalogue.models import Item
from hub.channels.call_models import Call, CallBack, CallBackState
from hub.channels.entry_models import EntryAccount, EntryChange, EntryCode
from hub.core.row_seal import SealedRow
from hub.core.sealing import FingerprintField, SealedField, SealedWords
from hub.core.text_field import TextField
from hub.kiosks.models import Kiosk
from hub.queues.models import Ticket
from hub.residents.models import NUMBER
from languages.registry import DEFAULT

__all__ = [
    "AreaNotice",
    "Call",
    "CallBack",
    "CallBackState",
    "Entry",
    "EntryAccount",
    "EntryChange",
    "EntryCode",
    "KnowledgeEntry",
    "KnowledgeVersion",
    "Question",
    "Request",
    "Review",
    "UnfoundWords",
]

_CHANNELS = {
    Channel.KIOSK: _("Kiosk"),
    Channel.WINDOW: _("Window"),
    Channel.PHONE: _("Telephone"),
    Channel.WEB: _("Internet"),
}
_GRADES = {
    Grade.VERY_SATISFIED: _("Very satisfied"),
    Grade.SATISFIED: _("Satisfied"),
    Grade.FAIRLY_SATISFIED: _("Fairly satisfied"),
    Grade.DISSATISFIED: _("Dissatisfied"),
    Grade.VERY_DISSATISFIED: _("Very dissatisfied"),
}
_GROUPS = {
    Group.ALL: _("Everybody"),
    Group.ELDERLY: _("60 years and older"),
    Group.DISABLED: _("Disabled people"),
    Group.MINORS: _("Minors"),
}
_KINDS = {EntryKind.CONVENIENCE: _("Convenience services"), EntryKind.VOLUNTEERING: _("Volunteering")}
_STATES = {
    RequestState.NEW: _("Newly submitted"),
    RequestState.TAKEN: _("Taken"),
    RequestState.DONE: _("Completed"),
    RequestState.DECLINED: _("Not possible"),
}


class UnfoundWords(models.Model):
    """Words that somebody searched for in vain: neither who nor where, and no time finer than the day."""

    id = models.UUIDField(primary_key=True)
    words = models.CharField(_("words"), max_length=24, db_index=True)
    language = models.CharField(_("language"), max_length=20)
    day = models.DateField(_("date"), db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = _("words searched for in vain")
        ordering = ["-day", "words"]

    def __str__(self) -> str:
        return self.words


class Answerable(SealedRow):
    """A question that the centre must answer. `code` is derived from the id, on the kiosk as well. Its seal covers who
    of the staff reads it."""

    guards_content = True
    watched = False
    id = models.UUIDField(primary_key=True)
    code = models.CharField(_("reference"), max_length=14, unique=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("area"))
    made_at = models.DateTimeField(_("asked at"))
    answer = SealedField(_("answer"), null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True)

    class Meta:
        abstract = True
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.code


class Question(Answerable):
    sealed_columns = ("area_id", "item_id")
    channel = models.CharField(_("channel"), max_length=10, choices=list(_CHANNELS.items()))
    item = models.ForeignKey(Item, models.PROTECT, null=True, verbose_name=_("item"))
    text = SealedField(_("question text"))
    phone = SealedField(_("telephone for contact"), null=True)
    number = SealedField(_("ID number"), null=True)
    number_hash = FingerprintField(of="number", purpose=NUMBER, tidied=True, blank=True)
    kiosk = models.ForeignKey(Kiosk, models.PROTECT, null=True, verbose_name=_("kiosk"))
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("written down by")
    )

    class Meta(Answerable.Meta):
        verbose_name = verbose_name_plural = _("question")
        indexes = [
            models.Index(fields=["number_hash", "-made_at"], name="questions_of_a_person"),
            models.Index(fields=["area", "made_at"], name="questions_open", condition=Q(answered_at=None)),
        ]


class Review(Answerable):
    """One of how a case was taken in, one of the whole case (`over`), one a visit. Who is reviewed sees neither:
    `hub.channels.reviews` shows what may be shown.
    """

    sealed_columns = ("area_id", "case_id", "ticket_id")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="reviews", verbose_name=_("case"))
    over = models.BooleanField(_("after the end"), default=False)
    ticket = models.OneToOneField(Ticket, models.PROTECT, null=True, verbose_name=_("number"))
    grade = models.PositiveSmallIntegerField(
        _("review"), choices=list(_GRADES.items()), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    aspects = models.JSONField(_("aspect"), default=list)
    comment = SealedField(_("comment"), null=True)
    answer_by = models.DateField(_("answer by"), null=True)
    overdue_at = models.DateTimeField(_("escalated at"), null=True)
    overdue_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("escalated to")
    )

    class Meta(Answerable.Meta):
        verbose_name = verbose_name_plural = _("review")
        constraints = [
            models.CheckConstraint(
                name="one_case_or_one_visit",
                condition=Q(case__isnull=False, ticket=None) | Q(case=None, ticket__isnull=False),
            ),
            models.UniqueConstraint(fields=["case", "over"], name="reviewed_once", condition=Q(case__isnull=False)),
        ]
        indexes = [
            models.Index(fields=["answer_by"], name="reviews_to_answer", condition=Q(answered_at=None)),
            models.Index(fields=["area", "made_at"], name="reviews_of_an_area"),
            models.Index(fields=["made_at", "area", "grade"], name="reviews_over_time"),  # a dashboard counts by it
            models.Index(fields=["overdue_to"], name="reviews_sent_up", condition=Q(answered_at=None)),
        ]


class AreaNotice(models.Model):
    """For an area with all below it, for a group of people, from one day to another."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("area"))
    group = models.CharField(_("subject"), max_length=10, choices=list(_GROUPS.items()), default=Group.ALL.value)
    title = TextField(_("title"), max_length=120)
    body = TextField(_("text"))
    picture = models.BinaryField(_("picture"), default=b"", blank=True)  # a small JPEG
    since = models.DateField(_("first day"))
    until = models.DateField(_("last day"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("published by")
    )

    class Meta:
        db_table = "channels_notice"
        verbose_name = verbose_name_plural = _("notice to an area")
        ordering = ["-since", "-id"]

    def __str__(self) -> str:
        return self.title.in_locale(DEFAULT)


class Entry(models.Model):
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("area"))
    kind = models.CharField(_("kind"), max_length=12, choices=list(_KINDS.items()))
    name = TextField(_("name"), max_length=120)
    about = TextField(_("note"))
    place = TextField(_("place"), max_length=200)
    hours = TextField(_("time"), max_length=120)
    phone = models.CharField(_("public telephone"), max_length=20, blank=True)
    requests = models.BooleanField(_("requests are taken"), default=True)
    offered = models.BooleanField(_("open"), default=True)
    illustrative = models.BooleanField(_("sample"), default=False)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("community service")
        ordering = ["kind", "position", "id"]

    def __str__(self) -> str:
        return self.name.in_locale(DEFAULT)


class Request(SealedRow):
    """Somebody wants a service of the directory, or offers to help. Its seal covers to whom that goes."""

    sealed_columns = ("entry_id",)
    guards_content = True
    watched = False
    id = models.UUIDField(primary_key=True)
    code = models.CharField(_("reference"), max_length=14, unique=True)
    entry = models.ForeignKey(Entry, models.PROTECT, verbose_name=_("service"))
    name = SealedField(_("full name"))
    phone = SealedField(_("Telephone"))
    wish = SealedField(_("wish"))
    number = SealedField(_("ID number"), null=True)
    number_hash = FingerprintField(of="number", purpose=NUMBER, tidied=True, blank=True)
    made_at = models.DateTimeField(_("submitted at"))
    state = models.CharField(_("state"), max_length=10, choices=list(_STATES.items()), default=RequestState.NEW.value)
    note = SealedWords(_("what came of it"))
    kiosk = models.ForeignKey(Kiosk, models.PROTECT, null=True, verbose_name=_("kiosk"))

    class Meta:
        verbose_name = verbose_name_plural = _("service request")
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.code


class KnowledgeEntry(models.Model):
    """A question with an answer that is the same for everybody of an area and below."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("area"))
    question = TextField(_("question"), max_length=200)
    answer = TextField(_("answer"))
    also_asked = TextField(_("also asked as"))
    version = models.PositiveIntegerField(_("version"), default=0)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("owner"))
    review_by = models.DateField(_("look at again by"))
    published = models.BooleanField(_("published"), default=False)
    changed_at = models.DateTimeField(_("changed at"))
    source = models.OneToOneField(
        Question, models.SET_NULL, null=True, related_name="knowledge", verbose_name=_("question")
    )

    class Meta:
        verbose_name = verbose_name_plural = _("knowledge entry")
        ordering = ["published", "review_by", "id"]

    def __str__(self) -> str:
        return self.question.in_locale(DEFAULT)


class KnowledgeVersion(models.Model):
    """An entry as it stood."""

    entry = models.ForeignKey(
        KnowledgeEntry, models.CASCADE, related_name="versions", verbose_name=_("knowledge entry")
    )
    number = models.PositiveIntegerField(_("version"))
    question = TextField(_("question"))
    answer = TextField(_("answer"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    made_at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = verbose_name_plural = _("version of an entry")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["entry", "number"], name="one_version_of_a_number")]

    def __str__(self) -> str:
        return f"{self.entry_id}.{self.number}"
