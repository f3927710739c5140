from collections.abc import Mapping, Sequence
from typing import Any
from zlib import crc32

from django.db import connection, models, transaction
from django.utils import timezone

from hub.audit.hash_chain import canonical, hash_of, method_in_use, seal_of
from hub.audit.models import CHAINS, AuditEntry, Chain
from hub.core.statements import fetch_model

_SYSTEM = "system"
# With nearly every request: the ORM would take longer to word it than the database to answer.
_FREE = "SELECT number, length, hash, method, seal FROM audit_chain ORDER BY (number + %s) %% %s LIMIT 1"
_LOCK = " FOR UPDATE SKIP LOCKED"
_COLUMNS = ("chain", "place", "at", "actor", "actor_name", "action", "subject", "detail", "method", "hash")
_ADD = f"INSERT INTO audit_entry ({', '.join(_COLUMNS)}) VALUES "  # noqa: S608
_ROW = f"({', '.join(['%s'] * len(_COLUMNS))})"
_END = "UPDATE audit_chain SET length = %s, hash = %s, method = %s, seal = %s WHERE number = %s"


AuditEvent = tuple[str, str, Mapping[str, object]]  # action, subject, detail


def record(actor: models.Model | None, action: str, subject: str, detail: Mapping[str, object] | None = None) -> None:
    """Records who (a user, a kiosk …; None for the hub itself) did or read what, in the event's own transaction.

    Call it last there: it holds one of the chains until the transaction ends. `action` is a verb and a noun (`read
    case`), `subject` a row (`case 7f3a…`). Neither they nor `detail` may hold personal data: name the fields that were
    read, not what they say.
    """
    record_all(actor, [(action, subject, detail or {})])


@transaction.atomic(savepoint=False)
def record_all(actor: models.Model | None, events: Sequence[AuditEvent]) -> None:
    """Records several events of one transaction, in their order, at the cost of one."""
    name, label = _names(actor)
    chain = _free_chain(f"{name} {events[0][1]}" if actor is None else name)
    entries = []
    for action, subject, detail in events:
        entry = AuditEntry(
            chain=chain.number,
            place=chain.length + 1,
            at=timezone.now(),
            actor=name,
            actor_name=label,
            action=action,
            subject=subject,
            detail=canonical(detail),
            method=method_in_use(),
        )
        entry.hash = hash_of(entry, chain.hash)
        chain.length, chain.hash, chain.method = entry.place, entry.hash, entry.method
        entries.append(entry)
    chain.seal = seal_of(chain)
    _keep(entries, chain)


def _keep(entries: Sequence[AuditEntry], chain: Chain) -> None:
    rows = [[_value(entry, column) for column in _COLUMNS] for entry in entries]
    with connection.cursor() as cursor:
        cursor.execute(_ADD + ", ".join([_ROW] * len(rows)), [value for row in rows for value in row])
        cursor.execute(_END, [chain.length, chain.hash, chain.method, chain.seal, chain.number])


def _value(entry: AuditEntry, column: str) -> Any:
    return connection.ops.adapt_datetimefield_value(entry.at) if column == "at" else getattr(entry, column)


def _free_chain(wish: str) -> Chain:
    """Returns the chain that was drawn, or the next that is not locked; locked until the transaction ends. So one
    transaction seldom waits for another, and two that record twice never deadlock. Raises Chain.DoesNotExist, also for
    one that was changed to what none can be, as SQLite lets one.
    """
    first = crc32(wish.encode()) % CHAINS
    free = _FREE + (_LOCK if connection.features.has_select_for_update else "")
    chain = fetch_model(Chain, free, [CHAINS - first, CHAINS]) or Chain.objects.select_for_update().get(pk=first)
    kinds = {"length": int, "hash": str}
    if not all(isinstance(getattr(chain, name), kind) for name, kind in kinds.items()):
        raise Chain.DoesNotExist
    return chain


def _names(actor: models.Model | None) -> tuple[str, str]:
    return (_SYSTEM, "") if actor is None else (f"{actor._meta.model_name}:{actor.pk}", str(actor))
