import stat
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from django.db import connection

from hub.cases.models import Case
from hub.core.keys import KeysError, load_keys, make_keys
from hub.core.sealing import fingerprint, seal, unseal
from hub.residents.models import Resident
from tests.hub.caller import Kiosk
from tests.hub.sample import a_number, a_submission


def test_what_is_sealed_opens_in_its_own_place_only(keys_path: Path) -> None:
    sealed = seal("张三", "residents.name")
    assert unseal(sealed, "residents.name") == "张三"
    with pytest.raises(InvalidTag):
        unseal(sealed, "cases.name")
    with pytest.raises(InvalidTag):
        unseal(sealed[:-1] + bytes([sealed[-1] ^ 1]), "residents.name")


def test_the_same_text_never_looks_the_same_but_is_found_again(keys_path: Path) -> None:
    assert seal("1", "p") != seal("1", "p")
    assert fingerprint("1", "a") == fingerprint("1", "a") != fingerprint("1", "b")


def test_no_table_holds_personal_data_in_the_clear(kiosk: Kiosk) -> None:
    submission = a_submission()
    kiosk.post("submissions", submission)
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows += cursor.fetchall()
    kept = b"\n".join(
        bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode() for r in rows for cell in r
    )
    assert submission.id.hex.encode() in kept.replace(b"-", b"")
    for secret in ("赵㐂䶮", a_number(), a_number()[6:14], "13912345678", "某街道9号", "家里失火了"):
        assert secret.encode() not in kept
        assert secret.encode("unicode-escape") not in kept
    assert Case.objects.get(pk=submission.id).answers["reason"] == "家里失火了"
    assert Resident.objects.latest("id").number == a_number()


def test_keys_are_their_owners_alone_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "new" / "hub.keys"
    make_keys(path)
    content = path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(KeysError):
        make_keys(path)
    assert path.read_bytes() == content
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"secret_key": "x", "lookup": "", "sealing": {"1": "c2hvcnQ="}}'])
def test_what_is_no_key_file_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "hub.keys"
    path.touch(0o600)
    path.write_text(content)
    with pytest.raises(KeysError):
        load_keys(path)


def test_keys_that_others_can_read_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "hub.keys"
    make_keys(path)
    path.chmod(0o640)
    with pytest.raises(KeysError, match="chmod 600"):
        load_keys(path)
