"""Houses, shops and facilities, and the cases that are about one."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contract.places import place_words
from contract.text import Text
from hub.cases.models import Case
from hub.catalogue.models import Area

_LATITUDE = [MinValueValidator(-90), MaxValueValidator(90)]  # degrees
_LONGITUDE = [MinValueValidator(-180), MaxValueValidator(180)]

LONGEST_WORDS = 200  # characters


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
        _("latitude"), max_digits=9, decimal_places=6, null=True, blank=True, validators=_LATITUDE
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=9, decimal_places=6, null=True, blank=True, validators=_LONGITUDE
    )
    words = models.CharField(max_length=LONGEST_WORDS, editable=False, db_index=True)
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
        PlaceWords.objects.get_or_create(place=self, words=self.words)

    @property
    def shown_name(self) -> Text:
        """Returns what it is called now, in each language of its area's name."""
        return Text({tag: f"{area} {self.name}" for tag, area in self.area.name.root.items()})


class PlaceWords(models.Model):
    """Words with which addresses at a place begin, or began before it was renamed."""

    place = models.ForeignKey(KnownPlace, models.CASCADE, related_name="all_words", verbose_name=_("place"))
    words = models.CharField(_("words"), max_length=LONGEST_WORDS, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = _("words of a place")
        ordering = ["place", "id"]
        constraints = [models.UniqueConstraint(fields=["place", "words"], name="words_of_a_place_once")]

    def __str__(self) -> str:
        return self.words


class AreaMap(models.Model):
    """The operator's picture of an area, north up, with the coordinates of its edges."""

    area = models.OneToOneField(Area, models.CASCADE, related_name="drawn_map", verbose_name=_("area"))
    north = models.DecimalField(_("latitude of the upper edge"), max_digits=9, decimal_places=6, validators=_LATITUDE)
    south = models.DecimalField(_("latitude of the lower edge"), max_digits=9, decimal_places=6, validators=_LATITUDE)
    west = models.DecimalField(_("longitude of the left edge"), max_digits=9, decimal_places=6, validators=_LONGITUDE)
    east = models.DecimalField(_("longitude of the right edge"), max_digits=9, decimal_places=6, validators=_LONGITUDE)
    jpeg = models.BinaryField(editable=False)
    digest = models.CharField(max_length=64, editable=False)  # SHA-256 of the picture
    width = models.PositiveIntegerField(_("width (pixels)"), editable=False)
    height = models.PositiveIntegerField(_("height (pixels)"), editable=False)
    credit = models.CharField(_("where the picture is from"), max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("drawn map")
        ordering = ["area"]

    def __str__(self) -> str:
        return str(self.area)

    def clean(self) -> None:
        north, south, west, east = (getattr(self, name) for name in ("north", "south", "west", "east"))
        if None not in (north, south) and north <= south:
            raise ValidationError({"north": gettext("The upper edge lies north of the lower one.")})
        if None not in (west, east) and east <= west:
            raise ValidationError({"east": gettext("The right edge lies east of the left one.")})

    def find_point(self, place: KnownPlace) -> tuple[float, float] | None:
        """Returns where the place is, as parts of width and height from the upper left; None outside of the picture."""
        if place.latitude is None or place.longitude is None:
            return None
        across = float((place.longitude - self.west) / (self.east - self.west))
        down = float((self.north - place.latitude) / (self.north - self.south))
        return (round(across, 4), round(down, 4)) if 0 <= across <= 1 and 0 <= down <= 1 else None


class CasePlace(models.Model):
    """The place that a case is about, where its form asked for one: never somebody's own home."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="place_link", verbose_name=_("case"))
    place = models.ForeignKey(KnownPlace, models.PROTECT, related_name="case_links", verbose_name=_("place"))

    class Meta:
        verbose_name = verbose_name_plural = _("place of a case")

    def __str__(self) -> str:
        return str(self.place)
