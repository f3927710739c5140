"""The measures of an appraisal: what each is called, what it says, and what it leaves out."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.appraisal.figures import AppraisalFigures


@dataclass(frozen=True, slots=True)
class Measure:
    label: str | Promise
    left_out: str | Promise
    show: Callable[[AppraisalFigures], str]


def _share(percent: int | None, whole: int) -> str:
    return "—" if percent is None else f"{percent}% ({whole})"


def _served(figures: AppraisalFigures) -> str:
    if figures.minutes is None:
        return str(figures.served)
    return _("%(people)s, %(minutes)s min each") % {"people": figures.served, "minutes": figures.minutes}


MEASURES = (
    Measure(
        gettext_lazy("On time"),
        gettext_lazy(
            "cases answered by the promised day, of those the person was responsible for at the end; without those "
            "taken back by residents and those without a limit"
        ),
        lambda figures: _share(figures.on_time_percent, figures.answered - figures.without_limit),
    ),
    Measure(
        gettext_lazy("Satisfied"),
        gettext_lazy("reviews of 3 and better, by the day of the review; nothing is shown of fewer than 5"),
        lambda figures: _share(figures.satisfied_percent, figures.reviews),
    ),
    Measure(
        gettext_lazy("First contact kept"),
        gettext_lazy(
            "answered cases that the same person took up and answered for at the end; why one was handed on is not said"
        ),
        lambda figures: _share(figures.first_kept_percent, figures.first_contacts),
    ),
    Measure(
        gettext_lazy("Complaints"),
        gettext_lazy("answered ones alone, about the person's cases, whether they were right or not"),
        lambda figures: str(figures.complaints),
    ),
    Measure(
        gettext_lazy("Cases answered"),
        gettext_lazy("without how hard they were, and without cases still open"),
        lambda figures: str(figures.answered),
    ),
    Measure(
        gettext_lazy("People served"),
        gettext_lazy("at windows, finished; without those who missed the call or were transferred"),
        _served,
    ),
    Measure(gettext_lazy("Questions"), gettext_lazy("answered"), lambda figures: str(figures.questions)),
    Measure(gettext_lazy("Calls"), gettext_lazy("written down"), lambda figures: str(figures.calls)),
)
