"""What the catalogue's rows with a code, a name and a position share."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.core.text_field import TextField
from languages.registry import DEFAULT

key_validator = RegexValidator(
    r"\A[a-z][a-z0-9_]{0,39}\Z",
    _("A small letter first, then small letters, digits and underscores alone, 40 characters at most."),
)


class NamedRow(models.Model):
    code = models.CharField(_("code"), max_length=40, unique=True, validators=[key_validator])
    name = TextField(_("name"), max_length=120)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        abstract = True
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name.in_locale(DEFAULT)
