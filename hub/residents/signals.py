"""Signals about residents, for higher apps."""

from django.dispatch import Signal

facts_read = Signal()  # resident: Resident, at: datetime; by staff, with a ground
