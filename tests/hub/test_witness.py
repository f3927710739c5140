"""Entries of the audit log that somebody erased, and chains put back to what they truly were, are found."""

import ssl
import subprocess
from argparse import Namespace
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import Queue
from socket import create_server, socket
from threading import Thread

import pytest
from django.conf import settings
from django.db import connection

from hub.audit import witnessing
from hub.audit.models import AuditEntry, Chain, Finding, FindingKind
from hub.audit.services import record
from hub.audit.verify import faults
from hub.audit.witness import build_line, own_file, parse_line, read_lines
from hub.operations import commands
from hub.staff.models import Role
from tests.hub.caller import Kiosk
from tests.hub.hub_process import Fresh
from tests.hub.people import staff

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)


def erase_and_put_back(chains: list[Chain], last: int) -> None:
    AuditEntry.objects.filter(pk__gt=last).delete()
    for chain in chains:
        chain.save()


@pytest.fixture
def looked_up(database: None, tmp_path: Path) -> Iterator[tuple[list[Chain], int, Path]]:
    """The chains as somebody noted them; then five look-ups, which were witnessed in a file of another user."""
    settings.HUB_WITNESS_FILE = tmp_path / "witness.log"
    own_file().unlink(missing_ok=True)
    head = staff(Role.HEAD)
    record(head, "log in", f"user {head.pk}")
    chains, last = list(Chain.objects.all()), AuditEntry.objects.latest("pk").pk
    for _ in range(5):
        record(head, "look up resident", "resident 1")
    witnessing.witness(NOON)
    yield chains, last, tmp_path / "witness.log"
    settings.HUB_WITNESS_FILE = None
    own_file().unlink(missing_ok=True)


def test_what_was_erased_within_the_minute_is_a_finding_of_the_next(looked_up: tuple[list[Chain], int, Path]) -> None:
    chains, last, file = looked_up
    erase_and_put_back(chains, last)
    assert not list(faults({}))  # the log by itself is whole
    witnessing.witness(NOON + timedelta(minutes=1))
    finding = Finding.objects.get(kind=FindingKind.AUDIT_LOG)
    assert "is missing" in finding.detail
    lines, wrong = read_lines(file)
    assert (len(lines), wrong) == (2, [])
    assert [line for line in faults({}, lines) if "is missing" in line]


def test_a_whole_log_is_no_finding_and_only_one_process_witnesses(looked_up: tuple[list[Chain], int, Path]) -> None:
    witnessing.witness(NOON + timedelta(seconds=10))
    witnessing.witness(NOON + timedelta(minutes=1))
    lines, wrong = read_lines(looked_up[2])
    assert (len(lines), wrong) == (2, [])
    assert not list(faults({}, lines))
    assert not Finding.objects.exists()


def test_entries_written_again_in_place_of_the_erased_ones_are_not_those_that_were_witnessed(
    looked_up: tuple[list[Chain], int, Path],
) -> None:
    chains, last, file = looked_up
    erase_and_put_back(chains, last)
    head = staff(Role.HEAD)
    for number in range(200):  # so that every chain is longer than it was
        record(head, "log in", f"user {number}")
    lines, _ = read_lines(file)
    assert list(faults({}, lines))


def test_a_line_that_somebody_made_up_is_named(looked_up: tuple[list[Chain], int, Path]) -> None:
    file = looked_up[2]
    line = build_line(NOON)
    assert parse_line(line) is not None
    forged = line.replace(" 1,", " 2,", 1) if " 1," in line else line.replace("2026-11-29", "2026-11-28")
    file.write_text(f"<110>1 2026-11-29T12:00:00Z hub hub 1 witness - witness: {line}\n{forged}\nna mess é\n\n")
    lines, wrong = read_lines(file)
    assert len(lines) == 1
    assert [text.rpartition(": ")[2] for text in wrong] == [
        "line 2 is not signed by this hub",
        "line 3 is not signed by this hub",
    ]


def test_a_witness_that_cannot_be_reached_is_a_finding(database: None, tmp_path: Path) -> None:
    settings.HUB_WITNESS_FILE = tmp_path / "no such folder" / "witness.log"
    try:
        witnessing.witness(NOON)
    finally:
        settings.HUB_WITNESS_FILE = None
        own_file().unlink(missing_ok=True)
    assert Finding.objects.get(kind=FindingKind.WITNESS).detail == "FileNotFoundError"


def test_a_kiosk_is_told_a_line_with_each_heartbeat(kiosk: Kiosk) -> None:
    heartbeat = {"at": datetime.now(UTC).isoformat(), "version": "1", "outbox": 0, "refused": 0}
    answer = kiosk.post("kiosks/heartbeat", heartbeat).json()
    assert parse_line(answer["witness"]) is not None


@pytest.fixture
def log_host(tmp_path: Path) -> Iterator[tuple[int, Path, "Queue[bytes]"]]:
    """A log host that takes syslog over TLS: its port, its certificate, and the frames that came in."""
    certificate, key = tmp_path / "host.pem", tmp_path / "host.key"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-days", "2", "-nodes"]
    command = ["openssl", "req", "-x509", *made, *subject, "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    frames: Queue[bytes] = Queue()
    with create_server(("127.0.0.1", 0)) as listener:
        Thread(target=_take_frames, args=(listener, context, frames), daemon=True).start()
        yield listener.getsockname()[1], certificate, frames


def _take_frames(listener: socket, context: ssl.SSLContext, frames: "Queue[bytes]") -> None:
    while True:
        try:
            plain, _ = listener.accept()
        except OSError:
            return
        try:
            with context.wrap_socket(plain, server_side=True) as secure:
                frames.put(secure.recv(65536))
                secure.unwrap()
        except OSError:
            continue


def test_each_minute_a_log_host_is_told_over_tls(
    database: None, log_host: tuple[int, Path, "Queue[bytes]"], tmp_path: Path
) -> None:
    port, certificate, frames = log_host
    settings.HUB_WITNESS_SYSLOG, settings.HUB_WITNESS_CA = f"localhost:{port}", certificate
    try:
        witnessing.witness(NOON)
        frame = frames.get(timeout=60)
        settings.HUB_WITNESS_CA = None  # now nobody vouches for the host
        witnessing.witness(NOON + timedelta(minutes=1))
    finally:
        settings.HUB_WITNESS_SYSLOG = ""
        settings.HUB_WITNESS_CA = None
        own_file().unlink(missing_ok=True)
    length, _space, message = frame.partition(b" ")
    assert int(length) == len(message)
    assert message.startswith(b"<110>1 2026-11-29T12:00:00.000+00:00 ")
    kept = tmp_path / "host.log"
    kept.write_bytes(message)
    lines, wrong = read_lines(kept)
    assert (len(lines), wrong) == (1, [])
    assert Finding.objects.get(kind=FindingKind.WITNESS).detail == "SSLCertVerificationError"


def test_verify_says_what_it_found_even_where_nothing_can_be_recorded(ready: Fresh, tmp_path: Path) -> None:
    kept = tmp_path / "kiosk.log"
    ready.execute("UPDATE audit_entry SET detail = detail")
    ready.run("kiosk", "add", "lobby-7")
    ready.run("work", "--once")
    kept.write_text(ready.keys.with_suffix(".witness").read_text())
    assert ready.run("audit", "verify", "--witness", str(kept)).returncode == 0
    ready.execute("DELETE FROM audit_entry WHERE action = 'add kiosk'")
    found = ready.run("audit", "verify", "--witness", str(kept))
    assert found.returncode == 1
    assert "missing" in found.stdout
    ready.execute("DELETE FROM audit_chain")
    found = ready.run("audit", "verify")
    assert found.returncode == 1
    assert found.stdout.count(": missing") == 32
    assert "Traceback" not in found.stderr
    assert "no chain left" in found.stderr


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("change", ["length = 'x'", "hash = X'ff', seal = X'ff'"])
def test_verify_ends_in_words_whatever_stands_in_a_chain(
    database: None, change: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE audit_chain SET {change}")
    assert commands.run(Namespace(command="audit", action="verify", witness=[], whole=False)) == 1
    told = capsys.readouterr()
    assert "an entry cannot be read" in told.out
    assert "no chain left" in told.err


def test_the_nightly_verification_tells_of_it_though_nothing_can_be_recorded(ready: Fresh) -> None:
    ready.execute("DELETE FROM audit_chain")
    assert "audit log chain 0: missing" in ready.run("work", "--once").stderr
