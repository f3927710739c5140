"""A hub that works with national algorithms has what waits at the kiosk sealed by SM4."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.problems import Problem
from kiosk.hub_link.outbox import Outbox
from kiosk.storage.database import CannotOpen, Database
from tests.kiosk.test_outbox import submission

SM4 = b"SM4\0"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Database]:
    store = Database(tmp_path)
    yield store
    store.close()


def sealed(store: Database) -> list[bytes]:
    with store.look() as database:
        rows = database.execute("SELECT body, problem FROM outbox ORDER BY seq").fetchall()
    return [value for row in rows for value in row if value]


def test_entries_of_before_and_after_rest_under_sm4_and_open(store: Database, tmp_path: Path) -> None:
    outbox = Outbox(store)
    before, refused, after = (submission() for _ in range(3))
    outbox.put_message(before)
    outbox.put_message(refused)
    entry = outbox.first()
    assert entry is not None
    outbox.mark_refused(entry, Problem(title="no", status=422))
    assert not any(value.startswith(SM4) for value in sealed(store))
    outbox.set_crypto("sm")
    outbox.put_message(after)
    assert [value.startswith(SM4) for value in sealed(store)] == [True] * 4
    store.close()
    again = Outbox(Database(tmp_path))
    again.send_again(before.id)
    for expected in (before, refused, after):
        entry = again.first()
        assert entry is not None
        assert entry.body == expected.model_dump_json().encode()
        again.mark_sent(entry)


def test_a_hub_that_goes_back_to_the_usual_ones_has_them_sealed_so(store: Database) -> None:
    outbox, message = Outbox(store), submission()
    outbox.set_crypto("sm")
    outbox.put_message(message)
    for said in ("", ""):
        outbox.set_crypto(said)
        assert not any(value.startswith(SM4) for value in sealed(store))
    entry = outbox.first()
    assert entry is not None
    assert entry.body == message.model_dump_json().encode()


def test_what_was_changed_or_moved_does_not_open(store: Database) -> None:
    outbox = Outbox(store)
    outbox.set_crypto("sm")
    value = store.seal(b"content", "here")
    assert store.unseal(value, "here") == b"content"
    flipped = value[:-1] + bytes((value[-1] ^ 1,))
    for wrong, place in ((value, "there"), (flipped, "here"), (SM4, "here"), (b"", "here")):
        with pytest.raises(CannotOpen):
            store.unseal(wrong, place)


def test_what_another_key_sealed_stays_as_it_is(store: Database, tmp_path: Path) -> None:
    outbox = Outbox(store)
    outbox.put_message(submission())
    with sqlite3.connect(tmp_path / "kiosk.sqlite3") as database:
        database.execute("UPDATE outbox SET body = ?", (b"\1" * 60,))
    outbox.set_crypto("sm")
    assert sealed(store) == [b"\1" * 60]
    assert store.crypto == "sm"


def test_a_nonce_that_begins_like_sm4_is_no_hindrance(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.storage.sealing.os.urandom", lambda length: (SM4 * length)[:length])
    value = store.seal(b"content", "here")
    assert value.startswith(SM4)
    assert store.unseal(value, "here") == b"content"
