"""Retention: `python -m hub purge` removes what the retention rules no longer allow."""

from datetime import datetime

from django.db import models, transaction

from hub.audit.services import record
from hub.operations.retention_rules import RULES, RetentionRule

_ROWS = 500  # in a transaction


def due(now: datetime) -> dict[str, int]:
    """Returns how many rows are past their time, by rule."""
    return {rule.name: rule.rows(now).count() for rule in RULES}


def purge(now: datetime) -> dict[str, int]:
    """Removes them; returns how many there were, by rule."""
    removed = {rule.name: _apply(rule, now) for rule in RULES}
    record(None, "purge", "retention", removed)
    return removed


def _apply(rule: RetentionRule, now: datetime) -> int:
    rows = rule.rows(now).order_by("pk").values_list("pk", flat=True)
    removed, page = 0, rows
    while True:
        keys = list(page[:_ROWS])
        removed += _remove(rule, keys, now)
        if len(keys) < _ROWS:
            return removed
        page = rows.filter(pk__gt=keys[-1])  # what cannot be removed holds nothing up


@transaction.atomic
def _remove(rule: RetentionRule, keys: list[object], now: datetime) -> int:
    """Deletes rows that were selected before: to scan a table takes seconds, in which nobody could write on SQLite."""
    still = list(rule.rows(now).filter(pk__in=keys).values_list("pk", flat=True))
    model: type[models.Model] = rule.rows(now).model
    rule.remove(model._default_manager.filter(pk__in=still))
    return len(still)
