"""The audit log's chains before their first entry, as statements for a fresh database."""

from collections.abc import Iterator

from hub.audit.hash_chain import method_in_use, seal_of
from hub.audit.models import CHAINS, Chain


def word_first_chains() -> Iterator[str]:
    """Yields the statement that makes each chain's end, sealed by the hub's keys. Raises KeysError."""
    for number in range(CHAINS):
        chain = Chain(number=number, method=method_in_use())
        values = f"{number}, {chain.length}, '{chain.hash}', '{chain.method}', '{seal_of(chain)}'"
        yield f'INSERT INTO "audit_chain" ("number", "length", "hash", "method", "seal") VALUES ({values});'  # noqa: S608
