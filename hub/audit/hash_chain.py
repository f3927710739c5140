"""The hash chains of the audit log: what each hash covers."""

import json
from collections.abc import Mapping
from datetime import UTC

from hub.audit.models import AuditEntry, Chain
from hub.core.keys import Suite
from hub.core.sealing import keys, trail_hash

_METHODS = {Suite.AES: "sha256", Suite.SM: "sm3"}
_SUITES = {method: suite for suite, method in _METHODS.items()}


def method_in_use() -> str:
    return _METHODS[keys().suite]


def suite_of(method: str) -> Suite:
    """Returns the algorithms of a method. One that is not known is taken for the first: its hash does not fit."""
    return _SUITES.get(method, Suite.AES)


def canonical(detail: Mapping[str, object]) -> str:
    """Returns the one spelling of a content. Raises TypeError for what JSON does not hold."""
    return json.dumps(detail, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def hash_of(entry: AuditEntry, before: str) -> str:
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    place = [entry.chain, entry.place, at, entry.method]
    what = [entry.actor, entry.actor_name, entry.action, entry.subject, entry.detail]
    return _hash(["entry", before, *place, *what], entry.method)


def seal_of(chain: Chain) -> str:
    """Returns the seal of a chain's end. Without it, anyone who can write the database could cut a chain short."""
    return _hash(["chain", chain.number, chain.length, chain.hash, chain.method], chain.method)


def _hash(content: list[object], method: str) -> str:
    """Returns the hash of an entry. `content` holds the method too, so that a changed one shows, known or not."""
    return trail_hash(json.dumps(content), suite_of(method))
