"""Worklists that staff narrowed and kept."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedList(models.Model):
    """A worklist as a member of staff narrowed it, under a name of their own."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("member of staff")
    )
    name = models.CharField(_("name"), max_length=40)
    parameters = models.CharField(_("how it is narrowed"), max_length=300)  # as they stand in the page's address

    class Meta:
        verbose_name = verbose_name_plural = _("saved list")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="one_saved_list_of_a_name")]

    def __str__(self) -> str:
        return self.name
