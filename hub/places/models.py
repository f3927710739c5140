"""Houses, shops and facilities, and the cases that are about one."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from contract.places import place_words
from hub.cases.models import Case
from hub.catalogue.models import Area


class PlaceKind(models.TextChoices):
    HOUSE = "house", _("house")
    SHOP = "shop", _("shop")
    FACILITY = "facility", _("facility")


class KnownPlace(models.Model):
    """`words` begin an address there, as the field kind has it; `save` makes them."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="places", verbose_name=_("area"))
    kind = models.CharField(_("kind"), max_length=10, choices=PlaceKind.choices)
    name = models.CharField(_("name"), max_length=60)
    latitude = models.DecimalField(
        _("latitude"), max_digits=9, decimal_places=6, null=True, blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )  # fmt: skip
    longitude = models.DecimalField(
        _("longitude"), max_digits=9, decimal_places=6, null=True, blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )  # fmt: skip
    words = models.CharField(max_length=200, editable=False, db_index=True)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = verbose_name_plural = _("place")
        ordering = ["area", "name"]
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="one_place_of_a_name")]

    def __str__(self) -> str:
        return self.words

    def save(self, *arguments: object, **options: object) -> None:
        self.name = " ".join(self.name.split())
        self.words = place_words(self.area.name, self.name)
        super().save(*arguments, **options)  # type: ignore[arg-type]


class CasePlace(models.Model):
    """The place that a case is about, where its form asked for one: never somebody's own home."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="place_link", verbose_name=_("case"))
    place = models.ForeignKey(KnownPlace, models.PROTECT, related_name="case_links", verbose_name=_("place"))

    class Meta:
        verbose_name = verbose_name_plural = _("place of a case")

    def __str__(self) -> str:
        return str(self.place)
