"""With HUB_CRYPTO=sm: SM2, SM3 and SM4 by the vectors of their standards, and in all that the hub signs and seals."""

import json
import subprocess
import tarfile
from base64 import b64decode
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.hashes import Hash
from cryptography.hazmat.primitives.hmac import HMAC
from django.conf import LazySettings
from django.utils import timezone

from contract import sm2
from contract.cases import SIGNATURE_WANTED, Submission
from hub.cases.models import Case
from hub.core import signing
from hub.core.keys import HASHES, Suite
from hub.core.outgoing import MessageEndpoint, exchange
from hub.core.public_signing import public_key
from hub.departments.models import Scope
from hub.operations import commands
from hub.operations.commands import Options
from tests.hub.caller import Kiosk
from tests.hub.department_process import department_process, received_at
from tests.hub.hub_process import Fresh
from tests.hub.sample import a_submission
from tests.hub.test_departments import SECRET, Sender, accepted, done

SM3 = HASHES[Suite.SM]


@pytest.fixture
def national(settings: LazySettings) -> None:
    settings.HUB_CRYPTO = Suite.SM


@pytest.mark.parametrize(
    ("text", "digest"),
    [
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ],
)
def test_sm3_hashes_as_in_gm_t_0004(text: bytes, digest: str) -> None:
    """GM/T 0004-2012 (GB/T 32905-2016), annex A."""
    code = Hash(SM3())
    code.update(text)
    assert code.finalize().hex() == digest


def test_hmac_sm3_as_in_gm_t_0042() -> None:
    """GM/T 0042-2015, annex D.3."""
    code = HMAC(bytes(range(1, 33)), SM3())
    code.update(b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq" * 2)
    assert code.finalize().hex() == "ca05e144ed05d1857840d1f318a4a8669e559fc8391f414485bfdf7bb408963a"


def test_sm4_encrypts_as_in_gm_t_0002() -> None:
    """GM/T 0002-2012 (GB/T 32907-2016), annex A.1."""
    block = bytes.fromhex("0123456789abcdeffedcba9876543210")
    encryptor = Cipher(SM4(block), modes.ECB()).encryptor()
    assert encryptor.update(block).hex() == "681edf34d206965e86b3e94f536e4246"


def test_sm4_gcm_seals_as_in_rfc_8998() -> None:
    """RFC 8998, A.1."""
    key, nonce = bytes.fromhex("0123456789abcdeffedcba9876543210"), bytes.fromhex("00001234567800000000abcd")
    encryptor = Cipher(SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2"))
    plain = b"".join(bytes((byte,)) * 8 for byte in (0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF, 0xEE, 0xAA))
    assert encryptor.update(plain) + encryptor.finalize() == bytes.fromhex(
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
    )
    assert encryptor.tag.hex() == "83de3541e4c2b58177e065a9bf7b62ec"


PRIVATE = bytes.fromhex("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8")
POINT = (
    "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
    "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
)
SIGNATURE = bytes.fromhex(
    "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
    "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"
)


def test_sm2_signs_as_in_gm_t_0003() -> None:
    """GM/T 0003.5-2012 (GB/T 32918.5-2017), annex A: the recommended curve."""
    public = sm2.public_key_of(PRIVATE)
    assert public.hex().endswith(f"04{POINT}")
    assert sm2.is_signed(public, SIGNATURE, b"message digest")
    for signature, message in ((SIGNATURE, b"message digest!"), (SIGNATURE[::-1], b"message digest"), (b"", b"")):
        assert not sm2.is_signed(public, signature, message)
    own = sm2.sign(PRIVATE, b"message digest")
    assert own != SIGNATURE
    assert sm2.is_signed(public, own, b"message digest")


@pytest.mark.parametrize("key", [b"", bytes(32), b"\xff" * 32, PRIVATE[:31]])
def test_what_is_no_private_key_signs_nothing(key: bytes) -> None:
    with pytest.raises(sm2.Sm2Error):
        sm2.sign(key, b"")
    with pytest.raises(sm2.Sm2Error):
        sm2.is_signed(key, SIGNATURE, b"")


def test_what_goes_out_is_signed_by_sm3_and_for_those_who_do_not_know_it(national: None) -> None:
    with department_process(SECRET) as port:
        line = MessageEndpoint(f"http://127.0.0.1:{port}/", SECRET, 30)
        assert exchange(line, "m1", b"{}", timezone.now())[0] == 200
        assert list(received_at(port)["kept"]) == ["m1"]
    signatures = signing.sign(SECRET, "m1", b"", timezone.now())["webhook-signature"].split()
    assert [signature.partition(",")[0] for signature in signatures] == ["v1sm3", "v1"]


def test_what_comes_in_needs_sm3(kiosk: Kiosk, national: None, settings: LazySettings) -> None:
    case, sender = accepted(kiosk), Sender(Scope.TASKS)
    settings.HUB_CRYPTO = Suite.AES
    body = json.dumps(done(case)).encode()
    signature = signing.sign(sender.key.secret, "m1", body, timezone.now())["webhook-signature"]
    plain: dict[str, Any] = {"webhook-signature": signature}
    settings.HUB_CRYPTO = Suite.SM
    assert sender.send(done(case), **plain).status_code == 401
    assert sender.send(done(case), secret=SECRET).status_code == 401
    assert sender.send(done(case)).status_code == 200


def handed_in(kiosk: Kiosk, submission: Submission) -> Any:
    headers = {**kiosk._bearer(), SIGNATURE_WANTED: "1"}
    body = submission.model_dump_json()
    return kiosk.client.post("/api/v1/submissions", body, "application/json", headers=headers).json()


def verified_by_openssl(words: bytes, signature: str, folder: Path) -> bool:
    """By another program, with the public key alone."""
    raw = b64decode(signature.removeprefix("sm2:"))
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    for name, content in (("words", words), ("signature", der), ("key", public_key(Suite.SM).encode())):
        (folder / name).write_bytes(content)
    options = ["-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678"]
    files = ["-pubin", "-inkey", "key", "-in", "words", "-sigfile", "signature"]
    program = ["openssl", "pkeyutl", "-verify", *files, *options]
    return subprocess.run(program, cwd=folder, capture_output=True, check=False).returncode == 0


def test_a_receipt_is_signed_by_sm2_once_and_known_to_anybody(kiosk: Kiosk, national: None, tmp_path: Path) -> None:
    submission = a_submission()
    answer = handed_in(kiosk, submission)
    assert handed_in(kiosk, submission) == answer
    assert "signature" not in kiosk.post("submissions", submission).json()  # of an earlier release, it knows of none
    case = Case.objects.get(pk=UUID(answer["id"]))
    accepted_at = case.accepted_at.isoformat(timespec="seconds")
    words = f"receipt 1\n{answer['code']}\n{accepted_at}\n{answer['promised_by']}\n".encode()
    assert answer["signature"].startswith("sm2:")
    assert verified_by_openssl(words, answer["signature"], tmp_path)
    assert not verified_by_openssl(words.replace(b"\n20", b"\n21"), answer["signature"], tmp_path)


def test_a_machine_without_sm2_takes_cases_all_the_same(
    kiosk: Kiosk, national: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sm2, "_FILE", "libcrypto.so.0")
    sm2._library.cache_clear()
    try:
        assert handed_in(kiosk, a_submission())["signature"] == ""
    finally:
        sm2._library.cache_clear()


def test_a_slip_is_held_to_the_hubs_signature(ready: Fresh, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_CRYPTO", "sm")
    assert ready.run("receipt").stdout.count("BEGIN PUBLIC KEY") == 2
    unknown = ready.run("receipt", "7K4M-Q9XT-2VBC", "sm2:AAAA")
    assert (unknown.returncode, unknown.stdout) == (1, "")


@pytest.mark.parametrize("crypto", Suite)
def test_a_receipt_is_genuine_whatever_the_hub_signs_by_now(
    kiosk: Kiosk, settings: LazySettings, crypto: Suite, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.HUB_CRYPTO = crypto
    answer = handed_in(kiosk, a_submission())
    settings.HUB_CRYPTO = Suite.AES if crypto is Suite.SM else Suite.SM
    printed = [answer["signature"][start : start + 8] for start in range(0, len(answer["signature"]), 8)]
    ask = {"command": "receipt", "code": answer["code"]}
    assert commands.run(Options(**ask, signature=printed)) == 0
    assert answer["promised_by"] in capsys.readouterr().out
    other = handed_in(kiosk, a_submission())["signature"]
    for bad in (other, "", "sm2:", "sm2:张三", "rsa:AAAA", f"{answer['signature'][:-8]}AAAAAAA="):
        assert commands.run(Options(**ask, signature=[bad])) == 1, bad


def test_a_kiosk_that_can_is_told_to_seal_by_them(kiosk: Kiosk, national: None) -> None:
    report = {"at": timezone.now().isoformat(), "version": "1", "outbox": 0, "refused": 0}
    assert kiosk.post("kiosks/heartbeat", {**report, "national": True}).json()["crypto"] == "sm"
    assert "crypto" not in kiosk.post("kiosks/heartbeat", report).json()


def manifest_of(path: Path) -> Any:
    with tarfile.open(path) as tar:
        file = tar.extractfile("manifest.json")
        assert file is not None
        return json.load(file)


def test_a_backups_manifest_has_sm3_and_holds_it(ready: Fresh, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    earlier, backup = tmp_path / "earlier.tar", tmp_path / "backup.tar"
    assert ready.run("backup", str(earlier)).returncode == 0
    monkeypatch.setenv("HUB_CRYPTO", "sm")
    assert ready.run("backup", str(backup)).returncode == 0
    assert {"sm3", "sha256"} & set(manifest_of(backup)) == {"sm3"}
    for path in (backup, earlier):
        assert ready.run("restore", "--over", str(path)).returncode == 0
    flipped = bytearray(backup.read_bytes())
    flipped[len(flipped) // 2] ^= 1
    backup.write_bytes(bytes(flipped))
    refused = ready.run("restore", "--over", str(backup))
    assert (refused.returncode, "was changed" in refused.stderr) == (1, True)
