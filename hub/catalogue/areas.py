"""The tree of areas: the city, its streets, their communities."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q, QuerySet

from hub.core.text_field import TextField
from languages.registry import DEFAULT

ROOT = 1  # the city's row, made by the migration; what belongs to no other area belongs to it
_code = RegexValidator(r"\A[a-z0-9][a-z0-9_]{0,39}\Z", "只含小写字母、数字和下划线，最多40个字符。")


class Level(models.TextChoices):
    CITY = "city", "市"
    STREET = "street", "街道"
    COMMUNITY = "community", "社区"


_ABOVE = {Level.CITY: None, Level.STREET: Level.CITY, Level.COMMUNITY: Level.STREET}


class Area(models.Model):
    """The city, a street (街道) or a community (社区). The tree is three levels deep, never more."""

    code = models.CharField("代码", max_length=40, unique=True, validators=[_code])
    name = TextField("名称", max_length=120)
    level = models.CharField("层级", max_length=10, choices=Level.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级区域"
    )
    position = models.PositiveIntegerField("次序", default=0)

    class Meta:
        app_label = "catalogue"
        verbose_name = verbose_name_plural = "区域"
        ordering = ("position", "code")

    def __str__(self) -> str:
        return self.name.in_locale(DEFAULT)

    def clean(self) -> None:
        above = _ABOVE.get(Level(self.level)) if self.level else None
        level = self.parent.level if self.parent else None
        if level != above:
            label = Level(above).label if above else "无"
            raise ValidationError({"parent": f"上级区域应为：{label}。"})

    def within(self) -> QuerySet["Area"]:
        """This area and every area below it."""
        return Area.objects.filter(Q(pk=self.pk) | Q(parent=self.pk) | Q(parent__parent=self.pk))

    def upwards(self) -> list["Area"]:
        """This area and those above it, the nearest first; the tree is three levels deep."""
        chain = [self]
        while chain[-1].parent is not None:
            chain.append(chain[-1].parent)
        return chain
