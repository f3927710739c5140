"""Independent assessments: an assessor's own questions, put to a sample that the hub drew. No figure of staff's reads
these tables."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contract.channels import Channel
from hub.cases.models import Case
from hub.catalogue.models import Area
from hub.core.sealing import SealedField
from hub.core.text_field import TextField
from hub.queues.models import Ticket

LARGEST_SAMPLE = 500


class SampleKind(models.TextChoices):
    CASES = "cases", _("answered cases")
    VISITS = "visits", _("visits at windows")


class Assessment(models.Model):
    """`questions`: a contract.forms.Form as JSON, which stays as it is once anybody is asked. `seed`: by which the
    sample was drawn, so that it can be drawn again."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("area"))
    kind = models.CharField(_("sample of"), max_length=10, choices=SampleKind.choices)
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    size = models.PositiveSmallIntegerField(_("size of the sample"))
    seed = models.PositiveIntegerField(_("seed of the draw"))
    drawn_from = models.PositiveIntegerField(_("drawn from"))
    questions = models.JSONField(_("questions"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("independent assessor")
    )
    made_at = models.DateTimeField(_("made at"))
    asked_at = models.DateTimeField(_("residents asked at"), null=True)
    until = models.DateField(_("answers until"), null=True)
    released_at = models.DateTimeField(_("report released at"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("independent assessment")
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(condition=Q(first__lte=F("last")), name="assessment_of_days"),
            models.CheckConstraint(condition=Q(size__lte=LARGEST_SAMPLE), name="assessment_of_a_sample"),
        ]

    def __str__(self) -> str:
        return f"{self.first} {self.last} {self.kind}"


class SampledMatter(models.Model):
    """A case or a visit of a sample. What an assessor sees of it stands here, and nothing of the person.

    `id` is what the resident's answers are sent under.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    assessment = models.ForeignKey(
        Assessment, models.CASCADE, related_name="sample", verbose_name=_("independent assessment")
    )
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="+", verbose_name=_("case"))
    ticket = models.ForeignKey(Ticket, models.CASCADE, null=True, related_name="+", verbose_name=_("number"))
    about = TextField(_("what it is about"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("area"))
    day = models.DateField(_("day"))
    channel = models.CharField(_("channel"), max_length=10, choices=[(one.value, one.value) for one in Channel])
    told = models.BooleanField(_("message queued"), default=False)
    answers = SealedField(_("answers"), null=True)
    answered_at = models.DateTimeField(_("answered at"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("sampled matter")
        ordering = ["assessment", "day", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case"], name="case_sampled_once", condition=Q(case__isnull=False)),
            models.UniqueConstraint(fields=["ticket"], name="visit_sampled_once", condition=Q(ticket__isnull=False)),
            models.CheckConstraint(
                name="sampled_case_or_visit",
                condition=Q(case__isnull=False, ticket=None) | Q(case=None, ticket__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
