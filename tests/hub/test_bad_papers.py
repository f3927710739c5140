"""Files that are none, too large, or made to do harm: refused with a sentence, and nothing is left of them."""

import io
import socket
import tempfile
import zipfile
import zlib
from pathlib import Path
from threading import Thread
from uuid import uuid4

import pytest
from django.conf import settings

from hub.files import checking
from hub.files.models import PartialUpload
from tests.hub import telephone
from tests.hub.caller import Kiosk
from tests.hub.telephone import a_photograph
from tests.hub.uploads import HOUSEHOLD, list_objects, opens, pages

pytestmark = pytest.mark.usefixtures("telephones")


def a_picture_of(width: int, height: int) -> bytes:
    """Returns a PNG that says to be so large, with pixels for a little of it."""
    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\0\0\0"

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    data = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1_000_000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + data


def a_zip_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a", b"\0" * 50_000_000)
    return out.getvalue()


BAD = {
    "a zip bomb": (a_zip_bomb, "只能接收照片"),
    "60,000 by 60,000": (lambda: a_picture_of(60_000, 60_000), "像素太多"),
    "a damaged picture": (lambda: a_photograph()[:1500], "损坏"),
    "a web page": (lambda: b"<html><script>alert(1)</script>", "只能接收照片"),
    "a program": (lambda: b"MZ" + b"\0" * 500, "只能接收照片"),
    "half a PDF": (lambda: telephone.a_pdf(1)[:200], "损坏"),
    "a PDF in a circle": (telephone.a_pdf_in_a_circle, ""),
    "a PDF of endless work": (telephone.a_pdf_of_endless_work, ""),
    "a long PDF": (lambda: telephone.a_pdf(31), "最多30页"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_is_refused_with_a_sentence_and_leaves_nothing(
    kiosk: Kiosk, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "_WITHIN", 4.0)  # so that the one which would go on for long ends
    make, sentence = BAD[kind]
    key = uuid4()
    phone = opens(kiosk, key)
    answer = phone.sends(HOUSEHOLD, make())
    assert answer.status_code == 422
    assert answer.json()["message"]
    assert sentence in answer.json()["message"]
    assert pages(kiosk, key)[HOUSEHOLD] == 0
    assert not PartialUpload.objects.exists()
    assert not list_objects()
    assert phone.sends(HOUSEHOLD, a_photograph()).status_code == 200  # nothing is in the way of a good one


@pytest.mark.parametrize("size", [500_000_000, 20_000_001, 0])
def test_a_file_too_large_is_refused_before_any_of_it_is_taken(kiosk: Kiosk, size: int) -> None:
    phone = opens(kiosk, uuid4())
    answer = phone.sends_piece(HOUSEHOLD, uuid4(), b"\xff" * 1000, 0, size)
    assert (answer.status_code, "20 MB" in answer.json()["message"]) == (422, True)
    assert not PartialUpload.objects.exists()


def test_more_than_was_announced_is_refused(kiosk: Kiosk) -> None:
    phone, upload = opens(kiosk, uuid4()), uuid4()
    assert phone.sends_piece(HOUSEHOLD, upload, b"x" * 200, 0, 100).status_code == 422
    assert phone.sends_piece(HOUSEHOLD, upload, b"x" * 600_000, 0, 1_000_000).status_code == 422
    assert phone.sends_piece(7, upload, b"x" * 10, 0, 10).status_code == 422  # no such paper
    assert phone.sends_piece(1, upload, b"x" * 10, 0, 10).status_code == 422  # the card itself
    assert phone.client.put(f"{phone.path}0/{upload}?offset=-1&size=x", b"x").status_code == 400


class Scanner(Thread):
    """A clamd: takes what INSTREAM sends, and says what it is told to say."""

    def __init__(self, path: Path, answer: bytes) -> None:
        super().__init__(daemon=True)
        self.answer, self.seen = answer, b""
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(str(path))
        self._socket.listen()
        self.start()

    def run(self) -> None:
        connection, _address = self._socket.accept()
        with connection, connection.makefile("rb") as sent:
            assert sent.read(10) == b"zINSTREAM\0"
            while length := int.from_bytes(sent.read(4), "big"):
                self.seen += sent.read(length)
            connection.sendall(self.answer)
        self._socket.close()


@pytest.mark.parametrize(
    ("answer", "status", "words"),
    [(b"stream: OK\0", 200, ""), (b"stream: Eicar-Test FOUND\0", 422, "有害"), (b"", 503, "暂时无法检查")],
)
def test_clamav_is_asked_where_it_is_configured(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch, answer: bytes, status: int, words: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:  # a socket's path has to be short
        address = Path(folder, "clamd")
        scanner = Scanner(address, answer)
        monkeypatch.setattr(settings, "HUB_CLAMAV", str(address))
        taken = opens(kiosk, uuid4()).sends(HOUSEHOLD, a_photograph())
        scanner.join(20)
    assert scanner.seen == a_photograph()
    assert taken.status_code == status
    assert words in taken.json().get("message", "")


def test_where_clamav_is_configured_and_away_nothing_is_taken_and_it_may_be_sent_again(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "HUB_CLAMAV", str(tmp_path / "nobody"))
    phone, upload, content = opens(kiosk, uuid4()), uuid4(), a_photograph()
    assert phone.sends_piece(HOUSEHOLD, upload, content, 0, len(content)).status_code == 503
    monkeypatch.setattr(settings, "HUB_CLAMAV", "")
    assert phone.sends_piece(HOUSEHOLD, upload, content, 0, len(content)).json()["done"]  # the page tries by itself
