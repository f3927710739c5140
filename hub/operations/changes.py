"""The rows that were added since a moment: it is what a restore of a backup of that moment would lose."""

from datetime import datetime

from django.db.models import Model, Q

from hub.audit.models import AuditEntry
from hub.cases.models import Case, TimelineEntry
from hub.channels.models import Question, Request, Review
from hub.queues.models import Appointment, CallRecord, Ticket
from hub.residents.models import Consent, Correction, Resident

# the name that is shown, its rows, and the times that say when one came
_ROWS: tuple[tuple[str, type[Model], tuple[str, ...]], ...] = (
    ("cases", Case, ("accepted_at",)),
    ("moves of cases", TimelineEntry, ("at",)),
    ("tickets", Ticket, ("issued_at", "confirmed_at")),
    ("calls", CallRecord, ("called_at",)),
    ("appointments", Appointment, ("made_at",)),
    ("questions", Question, ("made_at",)),
    ("reviews", Review, ("made_at",)),
    ("requests for an entry", Request, ("made_at",)),
    ("residents", Resident, ("created_at",)),
    ("consents", Consent, ("at",)),
    ("corrections", Correction, ("asked_at",)),
    ("audit log entries", AuditEntry, ("at",)),
)


def count_since(moment: datetime) -> dict[str, int]:
    """Returns the rows that came after the moment, by kind."""
    return {name: model._default_manager.filter(_after(times, moment)).count() for name, model, times in _ROWS}


def _after(times: tuple[str, ...], moment: datetime) -> Q:
    query = Q()
    for time in times:
        query |= Q(**{f"{time}__gt": moment})
    return query
