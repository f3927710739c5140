"""What a resident is entitled to, in the order in which they have to see to it."""

from datetime import date
from typing import Any

from contract.catalogue import Privacy
from contract.own_record import EntitlementState, OwnEntitlement
from hub.cases.entitlements import with_renewals
from hub.residents.models import Resident

_MOST = 100
_ORDER = (EntitlementState.ENDS_SOON, EntitlementState.RUNNING, EntitlementState.COMING, EntitlementState.OVER)


def list_entitlements(resident: Resident, today: date) -> tuple[OwnEntitlement, ...]:
    """Returns those that end soon first, those that are over last, the newest of these first."""
    rows = with_renewals(resident.entitlements.all()).select_related("case", "item").order_by("-granted_at", "-pk")
    entitlements = [_entitlement(row, today) for row in rows[:_MOST]]
    return tuple(sorted(entitlements, key=_rank))


def _rank(each: OwnEntitlement) -> tuple[int, int]:
    """Returns its place: of equal states the nearest end first, of those that are over the last."""
    day = (each.last_day or date.max).toordinal()
    return _ORDER.index(each.state), -day if each.state is EntitlementState.OVER else day


def _entitlement(row: Any, today: date) -> OwnEntitlement:
    state = _state(row, today)
    may_renew = state is EntitlementState.ENDS_SOON and row.item.offered
    return OwnEntitlement(
        name=row.name,
        privacy=Privacy(row.privacy),
        state=state,
        first_day=row.first_day,
        last_day=row.last_day,
        item=row.item.code if may_renew else None,
        case=row.case.code if row.case else None,
        reason=row.reason,
    )


def _state(row: Any, today: date) -> EntitlementState:
    if row.last_day is not None and row.last_day < today:
        return EntitlementState.OVER
    if row.renew_from is not None and row.renew_from <= today and not row.renewed:
        return EntitlementState.ENDS_SOON
    return EntitlementState.COMING if row.first_day > today else EntitlementState.RUNNING
