"""Whether a paper is genuine: on the hub's page, and by the keys alone, on a machine that has nothing else of it."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from contract.cases import Accepted
from contract.signed_codes import build_code, receipt_words
from contract.verify import FORGED, GENUINE, UNKNOWN
from hub.audit.models import AuditEntry
from hub.cases.models import Case
from hub.core.keys import Suite
from tests.hub.caller import Kiosk
from tests.hub.sample import a_number, a_submission
from tests.hub.test_national_algorithms import handed_in

ROOT = Path(__file__).resolve().parents[2]


def a_receipt(kiosk: Kiosk) -> tuple[Accepted, str]:
    accepted = Accepted.model_validate(handed_in(kiosk, a_submission()))
    words = receipt_words(accepted.code, accepted.accepted_at, accepted.promised_by)
    return accepted, build_code(words, accepted.signature)


def on_the_page(code: str) -> str:
    response = Client().post("/verify/", {"code": code})
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    return response.content.decode()


def without_the_hub(subject: str, keys: Path) -> tuple[int, str]:
    """By the command, with an environment in which the hub cannot even be configured."""
    command = [sys.executable, "-m", "contract.verify", "--keys", str(keys), subject]
    environment = {"PATH": "/usr/bin", "PYTHONPATH": ":".join(filter(None, sys.path))}
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return ended.returncode, ended.stdout + ended.stderr


def keys_of_the_hub(folder: Path) -> Path:
    path = folder / "keys.pem"
    response: Any = Client().get("/verify/keys")
    assert response.status_code == 200
    path.write_bytes(response.content)
    return path


@pytest.mark.parametrize("crypto", Suite)
def test_a_receipt_is_genuine_on_the_page_and_without_the_hub(
    kiosk: Kiosk, settings: LazySettings, crypto: Suite, tmp_path: Path
) -> None:
    settings.HUB_CRYPTO = crypto
    accepted, code = a_receipt(kiosk)
    assert "Genuine" in on_the_page(code)
    assert "Genuine" in on_the_page(f"https://hub.example.org/verify/#{code.lower()}")
    status, words = without_the_hub(code, keys_of_the_hub(tmp_path))
    assert status == GENUINE
    assert accepted.code in words
    assert str(accepted.promised_by) in words


def test_a_forged_receipt_is_known_by_both(kiosk: Kiosk, tmp_path: Path) -> None:
    accepted, code = a_receipt(kiosk)
    other = receipt_words("0000-0000-0000", accepted.accepted_at, accepted.promised_by)
    keys = keys_of_the_hub(tmp_path)
    for forged in (build_code(other, accepted.signature), code[:-9], code[:40] + "A" * 40, "SC1", "张三"):
        assert "Not genuine" in on_the_page(forged)
        assert without_the_hub(forged, keys)[0] == FORGED


def test_the_page_tells_no_more_than_that(kiosk: Kiosk) -> None:
    """Neither what the code says nor what became of the case; and it leaves nothing behind."""
    accepted, code = a_receipt(kiosk)
    before = AuditEntry.objects.count()
    page = on_the_page(code)
    assert accepted.code not in page
    assert a_number() not in page
    assert code not in page
    assert AuditEntry.objects.count() == before
    assert Client().get("/verify/").status_code == 200


def test_a_code_stands_in_no_address(kiosk: Kiosk) -> None:
    _, code = a_receipt(kiosk)
    assert 'role="alert"' not in Client().get("/verify/", {"code": code}).content.decode()


@pytest.mark.parametrize("content", ["", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"])
def test_without_good_keys_nothing_is_called_forged(kiosk: Kiosk, tmp_path: Path, content: str) -> None:
    _, code = a_receipt(kiosk)
    keys = tmp_path / "keys.pem"
    keys.write_text(content)
    assert without_the_hub(code, keys)[0] == UNKNOWN
    assert without_the_hub(code, tmp_path / "absent.pem")[0] == UNKNOWN


def test_a_code_may_come_in_a_file(kiosk: Kiosk, tmp_path: Path) -> None:
    _, code = a_receipt(kiosk)
    scanned = tmp_path / "scanned.txt"
    scanned.write_text(code + "\n")
    assert without_the_hub(str(scanned), keys_of_the_hub(tmp_path))[0] == GENUINE


def test_a_receipt_is_told_again_on_its_day_and_no_later(kiosk: Kiosk) -> None:
    accepted, _ = a_receipt(kiosk)
    mine = {"code": accepted.code, "last_four": a_number()[-4:]}
    copy = Accepted.model_validate(kiosk.post("cases/receipt", mine).json()["accepted"])
    assert copy.signature == accepted.signature
    assert receipt_words(copy.code, copy.accepted_at, copy.promised_by) == receipt_words(
        accepted.code, accepted.accepted_at, accepted.promised_by
    )
    assert kiosk.post("cases/receipt", {**mine, "last_four": "0000"}).status_code == 404
    yesterday = accepted.accepted_at - timedelta(days=1)
    Case.objects.filter(code=accepted.code).update(accepted_at=yesterday)
    assert kiosk.post("cases/receipt", mine).status_code == 409
