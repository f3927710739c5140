"""Signals of the catalogue, for higher apps. Sent inside the transaction of the change."""

from django.dispatch import Signal

catalogue_published = Signal()  # today: date
