"""The catalogue's tables. A text stands in one column, by locale; lists stand as JSON held to the contract."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contract.catalogue import NEUTRAL_NAME, CardRule, Privacy
from contract.field_kinds import get_kind
from contract.forms import FieldKind
from contract.text import Text
from hub.catalogue.areas import Area, Level
from hub.catalogue.draft_model import DraftState, ItemDraft
from hub.catalogue.named import NamedRow, key_validator
from hub.catalogue.needs import LifeEvent, Need
from hub.catalogue.validation import Readable, check_field, check_item_more, check_ranges, check_structure
from hub.core.clock import local_day
from hub.core.row_ids import RowId
from hub.core.row_seal import SealedRow
from hub.core.text_field import TextField, lazy_wording
from languages.registry import DEFAULT

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

__all__ = [
    "Area",
    "Department",
    "DraftState",
    "FormField",
    "Item",
    "ItemDraft",
    "ItemVersion",
    "Level",
    "LifeEvent",
    "Need",
    "Notice",
    "Release",
    "Service",
    "StarterRow",
    "Theme",
]

PRIVACIES = {Privacy.PUBLIC: _("Public"), Privacy.NEUTRAL: _("Neutral name"), Privacy.CONFIDENTIAL: _("Confidential")}
CARD_RULES = {
    CardRule.NONE: _("No card needed"),
    CardRule.ANY: _("Card needed (an expired one will do)"),
    CardRule.VALID: _("Valid card needed"),
}
KINDS = {kind: lazy_wording(get_kind(kind).name) for kind in FieldKind}


def _list() -> list[Any]:
    return []


def _dict() -> dict[str, Any]:
    return {}


def _privacy(help_text: "StrPromise") -> Any:
    choices, default = list(PRIVACIES.items()), Privacy.PUBLIC.value
    return models.CharField(_("privacy"), max_length=12, choices=choices, default=default, help_text=help_text)


class Department(NamedRow):
    class Meta(NamedRow.Meta):
        verbose_name = verbose_name_plural = _("department")


class Theme(NamedRow):
    class Meta(NamedRow.Meta):
        verbose_name = verbose_name_plural = _("theme")


class Service(NamedRow):
    prefix = models.CharField(
        _("prefix of numbers"),
        max_length=1,
        unique=True,
        validators=[RegexValidator(r"\A[A-Z]\Z", _("One capital letter."))],
    )
    zone = TextField(_("waiting zone"), max_length=120)
    offered = models.BooleanField(_("numbers are given"), default=True)
    privacy = _privacy(
        _("a service that is not public is shown on tickets, boards and in reviews by a neutral name alone")
    )

    class Meta(NamedRow.Meta):
        verbose_name = verbose_name_plural = _("queue service")

    @property
    def shown_name(self) -> Text:
        """Returns the name where others read it too."""
        return self.name if self.privacy == Privacy.PUBLIC else NEUTRAL_NAME


class Notice(models.Model):
    title = TextField(_("title"), max_length=120)
    body = TextField(_("text"))
    since = models.DateField(_("first day"))
    until = models.DateField(_("last day"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("notice")
        ordering = ["-since", "id"]

    def __str__(self) -> str:
        return self.title.in_locale(DEFAULT)


class Item(SealedRow):
    """A government service item as it is edited. What residents were shown is kept as `ItemVersion`. Its seal covers
    who opens confidential cases: its owner and its readers."""

    sealed_columns = ("code", "owner_id")
    id = RowId()
    code = models.CharField(
        _("basic code"), max_length=12, unique=True, validators=[RegexValidator(r"\A[0-9]{12}\Z", _("Twelve digits."))]
    )
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    offered = models.BooleanField(_("open for applications"), default=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    name = TextField(_("name of the item"), max_length=120)
    pinyin = models.CharField(
        _("pinyin"), max_length=300, help_text=_("by syllable, lower case, without tones: lin shi jiu zhu")
    )
    also_called = TextField(
        _("what residents call it"),
        blank=True,
        help_text=_("as residents say it, with commas between; searched as the name is"),
    )
    department = models.ForeignKey(Department, models.PROTECT, verbose_name=_("implementing agency"))
    themes = models.ManyToManyField(Theme, verbose_name=_("theme"), blank=True)
    audience = TextField(_("for whom"))
    basis = TextField(_("legal basis"))
    fee = TextField(_("fee"))
    result = TextField(_("outcome"))
    place_and_time = TextField(_("place and hours"))
    ask = TextField(_("where to ask"))
    complain = TextField(_("where to complain"))
    statutory = models.JSONField(_("legal limit"), default=_dict, encoder=Readable)
    promised = models.JSONField(_("promised limit"), default=_dict, encoder=Readable)
    conditions = models.JSONField(_("conditions"), default=_list, blank=True, encoder=Readable)
    papers = models.JSONField(_("papers"), default=_list, blank=True, encoder=Readable)
    steps = models.JSONField(_("workflow"), default=_list, blank=True, encoder=Readable)
    illustrative = models.JSONField(_("fields that are samples"), default=_list, blank=True, encoder=Readable)
    more = models.JSONField(_("other elements"), default=_dict, blank=True, encoder=Readable)
    privacy = _privacy(
        _(
            "an item that is not public is shown on receipts, in lists, reviews and figures by a neutral name alone; a "
            "confidential one in work lists too: its owner and readers alone may open its cases, and there is no "
            "public notice"
        )
    )
    elsewhere = models.BooleanField(
        _("taken in anywhere"), default=False, help_text=_("other areas may take it in and hand it to its own")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    readers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("readers of confidential cases")
    )
    takes_effect = models.DateField(_("change takes effect on"), null=True, blank=True, help_text=_("empty: at once"))
    until = models.DateField(
        _("last day of applications"), null=True, blank=True, help_text=_("applications are taken on that day still")
    )
    card = models.CharField(
        _("card needed"), max_length=10, choices=list(CARD_RULES.items()), default=CardRule.VALID.value
    )
    min_age = models.PositiveSmallIntegerField(_("least age"), null=True, blank=True)
    max_age = models.PositiveSmallIntegerField(_("greatest age"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("service item")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name.in_locale(DEFAULT)

    @classmethod
    def list_watched(cls) -> "models.QuerySet[Item]":
        return cls.objects.prefetch_related("readers")

    def sealed_content(self) -> list[object]:
        readers = [reader.pk for reader in self.readers.all()] if self.pk else []
        return [*super().sealed_content(), sorted(readers)]

    def clean(self) -> None:
        checked = ("statutory", "promised", "conditions", "papers", "steps", "illustrative")
        problems = {name: check_structure(name, getattr(self, name)) for name in checked}
        problems["more"] = check_item_more(self.more)
        problems |= {name: [line] for name, line in check_ranges(self)}
        errors = {name: lines for name, lines in problems.items() if lines}
        if errors:
            raise ValidationError(errors)


class FormField(models.Model):
    item = models.ForeignKey(Item, models.CASCADE, related_name="fields", verbose_name=_("item"))
    position = models.PositiveIntegerField(_("position"), default=0)
    key = models.CharField(_("key of the field"), max_length=40, validators=[key_validator])
    label = TextField(_("name"), max_length=120)
    kind = models.CharField(_("type"), max_length=20, choices=list(KINDS.items()))
    required = models.BooleanField(_("required"), default=True)
    fact = models.CharField(_("fact about the resident"), max_length=40, blank=True, validators=[key_validator])
    help = TextField(_("help for filling in"), max_length=300, blank=True)
    max_length = models.PositiveIntegerField(_("most characters"), default=60)
    more = models.JSONField(_("further settings"), default=_dict, blank=True, encoder=Readable)

    class Meta:
        verbose_name = verbose_name_plural = _("form field")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["item", "key"], name="one_field_of_a_key")]

    def __str__(self) -> str:
        return self.label.in_locale(DEFAULT)

    def columns(self) -> dict[str, Any]:
        """Returns the field in the contract's shape, except for `more`."""
        return {
            "key": self.key,
            "label": self.label.root,
            "kind": self.kind,
            "required": self.required,
            "fact": self.fact or None,
            "help": self.help.root or None,
            "max_length": self.max_length,
        }

    def clean(self) -> None:
        lines = check_field(self.columns(), self.more)
        if lines:
            raise ValidationError({"more": lines})


class ItemVersion(SealedRow):
    """An item as it was published, whole. Cases point here: a late one is judged by the form it was filled in on."""

    sealed_columns = ("item_id", "version", "content", "since")
    id = RowId()
    item = models.ForeignKey(Item, models.PROTECT, related_name="versions", verbose_name=_("item"))
    version = models.PositiveIntegerField(_("version"))
    content = models.JSONField(_("content"), encoder=Readable)
    published_at = models.DateTimeField(_("published at"))
    since = models.DateField(_("valid from"))
    until = models.DateField(_("in force until"), null=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("author of the change")
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("reviewed by")
    )

    class Meta:
        verbose_name = verbose_name_plural = _("version of an item")
        ordering = ["item", "-version"]
        constraints = [models.UniqueConstraint(fields=["item", "version"], name="one_item_version")]

    def __str__(self) -> str:
        return f"{self.item} v{self.version}"

    @classmethod
    def list_watched(cls) -> "models.QuerySet[ItemVersion]":
        return cls.objects.filter(Q(until=None) | Q(until__gte=local_day(timezone.now())))


class Release(models.Model):
    """The one row that is the published catalogue: its version and its JSON, ready to send."""

    version = models.CharField(_("version"), max_length=40)
    document = models.TextField(_("content"))
    published_at = models.DateTimeField(_("published at"))

    class Meta:
        verbose_name = verbose_name_plural = _("published catalogue")

    def __str__(self) -> str:
        return self.version


class StarterRow(models.Model):
    """The digest of each row that the starter catalogue wrote: it shows what an administrator has changed since."""

    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="one_starter_row")]
