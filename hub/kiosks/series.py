"""The letters in the numbers that kiosks give by themselves: no two kiosks have the same, and a kiosk that has lost its
own, as a machine put in the place of another has, gets new ones, so that its numbers meet none that are on paper."""

from django.db import transaction
from django.db.models import Max

from hub.kiosks.models import Kiosk


def letters_for(kiosk: Kiosk, held: str | None) -> str:
    """Returns what the kiosk is to use. `held`: what it has; None where it does not say, as kiosks of the first
    release."""
    series, taken = Kiosk.objects.values_list("series", "series_taken").get(pk=kiosk.pk)
    given = "" if series is None else letters(series)
    if given and held == given and not taken:
        Kiosk.objects.filter(pk=kiosk.pk).update(series_taken=True)
    if given and (held in (given, None) or not taken):  # what was given and never kept is given again
        return given
    return letters(_next_series(kiosk))


def letters(series: int) -> str:
    """A to Z, then AA."""
    said = ""
    while series > 0:
        series, place = divmod(series - 1, 26)
        said = chr(ord("A") + place) + said
    return said


@transaction.atomic
def _next_series(kiosk: Kiosk) -> int:
    list(Kiosk.objects.select_for_update().order_by("pk")[:1])  # one after the other
    series = (Kiosk.objects.aggregate(last=Max("series"))["last"] or 0) + 1
    Kiosk.objects.filter(pk=kiosk.pk).update(series=series, series_taken=False)
    return int(series)
