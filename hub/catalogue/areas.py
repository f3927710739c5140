"""The tree of areas: the city, its streets, their communities."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hub.core.row_ids import RowId
from hub.core.row_seal import SealedRow
from hub.core.text_field import TextField
from languages.registry import DEFAULT

ROOT = 1  # the city's row, made by the migration; what belongs to no other area belongs to it
_code = RegexValidator(
    r"\A[a-z0-9][a-z0-9_]{0,39}\Z", _("Small letters, digits and underscores alone, 40 characters at most.")
)


class Level(models.TextChoices):
    CITY = "city", _("City")
    STREET = "street", _("Street")
    COMMUNITY = "community", _("Community")


_ABOVE = {Level.CITY: None, Level.STREET: Level.CITY, Level.COMMUNITY: Level.STREET}


class Area(SealedRow):
    """The city, a street (街道) or a community (社区). The tree is three levels deep, never more."""

    sealed_columns = ("code", "level", "parent_id")
    id = RowId()
    code = models.CharField(_("code"), max_length=40, unique=True, validators=[_code])
    name = TextField(_("name"), max_length=120)
    level = models.CharField(_("level"), max_length=10, choices=Level.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("area above")
    )
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        app_label = "catalogue"
        verbose_name = verbose_name_plural = _("area")
        ordering = ("position", "code")

    def __str__(self) -> str:
        return self.name.in_locale(DEFAULT)

    def clean(self) -> None:
        above = _ABOVE.get(Level(self.level)) if self.level else None
        level = self.parent.level if self.parent else None
        if level != above:
            label = Level(above).label if above else gettext("none")
            raise ValidationError({"parent": gettext("The area above must be: %(level)s.") % {"level": label}})

    def within(self) -> QuerySet["Area"]:
        """Returns this area and every area below it."""
        return Area.objects.filter(Q(pk=self.pk) | Q(parent=self.pk) | Q(parent__parent=self.pk))

    def upwards(self) -> list["Area"]:
        """Returns this area and those above it, the nearest first; the tree is three levels deep. Raises
        ChangedPastHub."""
        chain = [self.check_seal()]
        while chain[-1].parent is not None:
            chain.append(chain[-1].parent.check_seal())
        return chain
