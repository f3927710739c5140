"""Agents: who acts for whom, in which items, until when."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q, QuerySet

from contract import residents as c
from contract.answers import check_answer
from contract.fields import Field, FieldKind
from contract.text import text
from hub.audit.services import record
from hub.catalogue.models import Item
from hub.core.clock import local_day
from hub.core.problems import RequestRefused, refused_field
from hub.core.worded import WordedQuery
from hub.residents.models import Mandate, Organisation, Resident
from hub.residents.selectors import find

_LONGEST = timedelta(days=366)
_MOST = 100  # mandates in an answer
Principal = Resident | Organisation


@transaction.atomic
def give(  # noqa: PLR0913
    key: UUID,
    principal: Principal,
    agent: Resident,
    items: Iterable[str],
    until: date,
    *,
    actor: models.Model | None,
    now: datetime,
    signature: str = "",
) -> Mandate:
    """Records a mandate from today on. The same one again is the first one. Raises Refused."""
    existing = Mandate.objects.filter(pk=key).first()
    if existing is not None:
        return _replayed(existing, principal, agent, set(items), until)
    _check(principal, agent, until, local_day(now))
    _check_signature(signature, local_day(now))
    mandate = Mandate.objects.create(
        id=key,
        **_principal_column(principal),
        agent=agent,
        since=local_day(now),
        until=until,
        signature=signature or None,
    )
    mandate.items.set(_items(set(items)))
    about = {"mandate": str(key), "agent": f"resident {agent.pk}", "items": sorted(set(items)), "until": str(until)}
    record(actor, "give mandate", _subject(principal), about)
    return mandate


def _replayed(existing: Mandate, principal: Principal, agent: Resident, items: set[str], until: date) -> Mandate:
    same = (
        (existing.principal or existing.organisation) == principal
        and existing.agent == agent
        and existing.until == until
    )
    if not same or set(existing.items.values_list("code", flat=True)) != items:
        raise RequestRefused(409)
    return existing


def _check(principal: Principal, agent: Resident, until: date, today: date) -> None:
    if principal == agent:
        raise refused_field("agent", "same", text("Nobody can be their own agent."))
    if not today <= until <= today + _LONGEST:
        raise refused_field("until", "date", text("A mandate ends within a year from today."))


def _check_signature(signature: str, today: date) -> None:
    field = Field(key="signature", label=text("Signature"), kind=FieldKind.SIGNATURE, required=False)
    if problem := check_answer(field, signature, today):
        raise refused_field("signature", problem.code, problem.message)


def _items(codes: set[str]) -> list[Item]:
    items = list(Item.objects.filter(code__in=codes))
    if len(items) != len(codes) or not codes:
        raise refused_field("items", "unknown_item", text("There is no such item."))
    return items


def _principal_column(principal: Principal) -> dict[str, Principal]:
    return {"principal" if isinstance(principal, Resident) else "organisation": principal}


def _subject(principal: Principal) -> str:
    return f"{principal._meta.model_name} {principal.pk}"


@transaction.atomic
def revoke(mandate: Mandate, actor: models.Model | None, now: datetime) -> None:
    """Ends a mandate: the agent may act no more; again, it changes nothing."""
    if Mandate.objects.filter(pk=mandate.pk, revoked_at=None).update(revoked_at=now):
        principal = mandate.principal or mandate.organisation
        record(actor, "revoke mandate", _subject(principal) if principal else "", {"mandate": str(mandate.pk)})


def mandate_for(principal: Principal, agent: Resident, item: str, day: date) -> Mandate | None:
    """Returns what lets the agent act for the principal in the item of that code on that day; None where nothing
    does. Raises ChangedPastHub."""
    held = Mandate.objects.filter(**_principal_column(principal), agent=agent, items__code=item)
    mandate = held.filter(since__lte=day, until__gte=day, revoked_at=None).first()
    return None if mandate is None else mandate.check_seal()


def mandates_of(resident: Resident) -> c.Mandates:
    """Returns those given and those held, newest first, ended ones too."""
    return c.Mandates(
        given=tuple(map(message, _GIVEN.fetch(resident.pk))),
        held=tuple(map(message, _HELD.fetch(resident.pk))),
    )


def given_by(organisation: Organisation) -> tuple[c.Mandate, ...]:
    return tuple(map(message, _newest(Mandate.objects.filter(organisation=organisation))))


def of_either(mandate: UUID, number: str) -> Mandate | None:
    """Returns the mandate, if the resident of that number gave or holds it."""
    resident = find(number)
    either = Q(principal=resident) | Q(agent=resident)
    return None if resident is None else Mandate.objects.filter(either, pk=mandate).first()


def _newest(mandates: QuerySet[Mandate]) -> QuerySet[Mandate]:
    rows = mandates.select_related("principal", "organisation", "agent").prefetch_related("items")
    return rows.order_by("-since", "-id")[:_MOST]


_GIVEN = WordedQuery(lambda resident: _newest(Mandate.objects.filter(principal=resident)))
_HELD = WordedQuery(lambda resident: _newest(Mandate.objects.filter(agent=resident)))


def message(row: Mandate) -> c.Mandate:
    principal = row.principal or row.organisation
    return c.Mandate(
        id=row.pk,
        principal=principal.name if principal else "",
        agent=row.agent.name,
        items=tuple(sorted(item.code for item in row.items.all())),
        since=row.since,
        until=row.until,
        revoked=row.revoked_at is not None,
    )
