"""The letters in the numbers that kiosks give by themselves: no two kiosks have the same, and a kiosk that has lost its
own, as a machine put in the place of another has, gets new ones, so that its numbers meet none that are on paper."""

import re
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from hub.kiosks.models import Kiosk, OwnSeries

_OWN_NUMBER = re.compile(r"[A-Z](?P<letters>[A-Z]{1,7})[0-9]{3,}")
_CLOCK = timedelta(days=2)  # by which a kiosk's may be wrong


def letters_for(kiosk: Kiosk, held: str | None) -> str:
    """Returns the same as `letters_of`, for a kiosk that was read at any time."""
    return letters_of(Kiosk.objects.get(pk=kiosk.pk), held)


def letters_of(kiosk: Kiosk, held: str | None) -> str:
    """Returns what the kiosk, just read, is to use. `held`: what it has; None where it does not say, as kiosks of the
    first release."""
    issued = "" if kiosk.series is None else letters(kiosk.series)
    if issued and held == issued and not kiosk.series_taken:
        Kiosk.objects.filter(pk=kiosk.pk).update(series_taken=True)
    if issued and (held in (issued, None) or not kiosk.series_taken):  # what was never stored is assigned again
        return issued
    return letters(_next_series(kiosk))


def may_have_given(kiosk: Kiosk, number: str, at: datetime) -> bool:
    """Returns whether a number of a service's letter, letters and digits can be one that this kiosk gave by itself
    then. A kiosk that never said that it has letters, as those of the first release, may have numbers of any other
    kind; letters that were lost before the hub noted whose they were are anybody's."""
    match = _OWN_NUMBER.fullmatch(number)
    series = _series(match["letters"]) if match else 0
    row = OwnSeries.objects.filter(number=series).first()
    if row is not None:
        return row.kiosk_id == kiosk.pk and at >= row.since - _CLOCK
    if not Kiosk.objects.values_list("series_taken", flat=True).get(pk=kiosk.pk):
        return True
    return 0 < series <= (OwnSeries.objects.aggregate(last=Max("number"))["last"] or 0)


def _series(letters: str) -> int:
    """Returns the inverse of `letters`."""
    series = 0
    for letter in letters:
        series = 26 * series + ord(letter) - ord("A") + 1
    return series


def letters(series: int) -> str:
    """Returns a to Z, then AA."""
    name = ""
    while series > 0:
        series, place = divmod(series - 1, 26)
        name = chr(ord("A") + place) + name
    return name


@transaction.atomic
def _next_series(kiosk: Kiosk) -> int:
    list(Kiosk.objects.select_for_update().order_by("pk")[:1])  # one after the other
    series = (Kiosk.objects.aggregate(last=Max("series"))["last"] or 0) + 1
    Kiosk.objects.filter(pk=kiosk.pk).update(series=series, series_taken=False)
    OwnSeries.objects.create(number=series, kiosk=kiosk, since=timezone.now())
    return int(series)
