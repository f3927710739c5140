"""New keys, while everything that is kept stays readable and findable."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from hub.cases.models import Case
from hub.core.keys import Suite, add_keys, load_keys
from hub.core.sealing import fingerprint, seal, unseal
from hub.operations import key_rotation
from hub.residents.models import STAFF
from hub.residents.selectors import find, residents_named, residents_of_phone
from hub.residents.services import keep_fact
from tests.hub.caller import Kiosk
from tests.hub.consenting import agree
from tests.hub.sample import a_number, a_submission


@pytest.fixture
def own_keys(keys_path: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the keys that may be changed."""
    settings.HUB_KEYS = tmp_path / "hub.keys"
    shutil.copy(keys_path, settings.HUB_KEYS)
    yield settings.HUB_KEYS
    settings.HUB_KEYS = keys_path


@pytest.mark.parametrize("suite", list(Suite))
def test_after_a_rotation_all_is_found_and_the_old_key_is_needed_no_more(
    kiosk: Kiosk, own_keys: Path, suite: Suite
) -> None:
    submission = a_submission()
    first = kiosk.post("submissions", submission).json()
    assert key_rotation.rotate(own_keys, suite) >= 3  # the resident, the facts, the case
    assert key_rotation.rows_under_old_keys() == 0
    key_rotation.retire(own_keys)
    assert [key.suite for key in load_keys(own_keys).sealing.values()] == [suite]
    case = Case.objects.select_related("resident").get(pk=submission.id)
    assert case.answers["reason"] == "家里失火了"
    assert case.resident == find(a_number())
    assert residents_named("赵㐂䶮", date(1979, 3, 5)) == [case.resident]
    agree(kiosk)
    assert b"13912345678" in kiosk.post("residents/facts", {"number": a_number()}).content
    assert kiosk.post("submissions", submission).json() == first  # a replay is still known


def test_between_new_keys_and_the_last_row_people_are_found(kiosk: Kiosk, own_keys: Path) -> None:
    kiosk.post("submissions", a_submission())
    known = find(a_number())
    assert known is not None
    keep_fact(known, "phone", "139 1234 5678", STAFF, datetime(2099, 1, 1, tzinfo=UTC), date(2099, 12, 31))
    add_keys(own_keys, Suite.SM)
    assert find(a_number()) == known
    kiosk.post("submissions", a_submission())
    assert find(a_number()) == known
    assert key_rotation.rows_under_old_keys() > 0
    assert key_rotation.bring_up_to_date() > 0
    assert key_rotation.bring_up_to_date() == 0
    key_rotation.retire(own_keys)
    assert list(residents_of_phone("13912345678")) == [known]


def test_sm4_seals_and_sm3_finds(own_keys: Path) -> None:
    before = fingerprint("1", "p")
    sealed = seal("张三", "residents.name")
    add_keys(own_keys, Suite.SM)
    assert seal("张三", "residents.name")[0] == sealed[0] + 1
    assert unseal(seal("张三", "residents.name"), "residents.name") == unseal(sealed, "residents.name") == "张三"
    assert fingerprint("1", "p") != before


def test_old_keys_are_kept_while_a_row_needs_them(
    kiosk: Kiosk, own_keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kiosk.post("submissions", a_submission())
    old = dict(load_keys(own_keys).sealing)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM residents_resident")
        late = cursor.fetchone()[0]
    key_rotation.rotate(own_keys, Suite.AES)
    up_to_date = key_rotation.bring_up_to_date

    def and_then_a_slow_process_writes() -> int:
        changed = up_to_date()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE residents_resident SET name = %s", [late])
        return changed

    monkeypatch.setattr(key_rotation, "bring_up_to_date", and_then_a_slow_process_writes)
    with pytest.raises(key_rotation.StillInUse):
        key_rotation.retire(own_keys)
    assert old.items() <= load_keys(own_keys).sealing.items()
    monkeypatch.setattr(key_rotation, "bring_up_to_date", up_to_date)
    key_rotation.retire(own_keys)
    assert len(load_keys(own_keys).sealing) == 1


@pytest.mark.usefixtures("database")
def test_what_browsers_bring_back_is_signed_again_and_the_key_before_still_taken(own_keys: Path) -> None:
    first, audit_key = load_keys(own_keys).secret_key, load_keys(own_keys).audit
    add_keys(own_keys, Suite.AES)
    second = load_keys(own_keys)
    assert (second.secret_key_before, second.audit) == (first, audit_key)
    assert second.secret_key != first
    key_rotation.retire(own_keys)
    assert load_keys(own_keys).secret_key_before == ""
    assert load_keys(own_keys).secret_key == second.secret_key
