"""Signals about residents, for higher apps."""

from django.dispatch import Signal

consent_withdrawn = Signal()  # resident: Resident, purpose: str; in the transaction of the no
facts_read = Signal()  # resident: Resident, at: datetime; by staff, with a ground
