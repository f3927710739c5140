"""A result on paper: from a department's answer to a signed PDF, in the hand of the one whose it is, and once."""

import base64
import re
import shutil
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_private_key
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from fontTools.ttLib import TTFont

from contract.field_kinds.signature import parse_strokes
from contract.signed_codes import build_code
from contract.signed_pdf import is_signed_pdf
from contract.verify import FORGED, GENUINE
from hub.cases.models import Case
from hub.catalogue.models import Department, Item
from hub.certificates import fonts
from hub.certificates.content import CertificateContent
from hub.certificates.document_key import _own_key, document_key
from hub.certificates.layout import PaperText, draw_paper
from hub.certificates.models import AtOnceItem, Certificate
from hub.certificates.paper import certificate_words
from hub.certificates.signed_papers import prepare_paper
from hub.core import signing
from hub.core.public_signing import sign_publicly
from hub.departments import keys
from hub.departments.models import Scope, System
from hub.kiosks import services as kiosk_services
from hub.staff.models import Role
from tests.hub.caller import Kiosk, Wire
from tests.hub.console.reader import Reader
from tests.hub.department_process import department_process
from tests.hub.hub_process import ROOT, environment, hub_process
from tests.hub.office import Desk
from tests.hub.people import staff
from tests.hub.sample import GRANT, REPORT, a_number, a_person, a_submission
from tests.hub.signed_in import browser_of
from tests.hub.test_departments import Sender, accepted, done
from tests.hub.test_verify import keys_of_the_hub, on_the_page, without_the_hub
from tests.hub.workflows import with_a_signature

TITLE = "参保证明"


def a_result(**changes: Any) -> dict[str, Any]:
    rows = [{"label": "险种", "value": "城镇职工基本养老保险"}, {"label": "缴费状态", "value": "正常参保"}]
    return {"title": TITLE, "number": a_number(), "rows": rows, "statement": "兹证明情况属实。", **changes}


def decided(case: Case, **changes: Any) -> dict[str, Any]:
    return {"case": case.code, "said": "decided", "note": {"zh": "已出具"}, "result": a_result(), **changes}


@pytest.fixture
def sender(kiosk: Kiosk) -> Sender:
    return Sender(*Scope)


@pytest.fixture
def case(kiosk: Kiosk, sender: Sender) -> Case:
    """One whose result is there."""
    case = accepted(kiosk)
    assert sender.send(done(case)).status_code == 200
    assert sender.send(decided(case), "m2").status_code == 200
    return case


def mine(case: Case, **more: Any) -> dict[str, Any]:
    return {"code": case.code, "number": a_number(), **more}


def pages(kiosk: Kiosk, case: Case) -> bytes:
    response = kiosk.post("certificates/pages", mine(case))
    assert response.status_code == 200
    return base64.b64decode(response.json()["pdf"])


def certificates_of_the_hub() -> str:
    return b"".join(document_key().certificates).decode()


def notes(case: Case) -> list[str]:
    return [entry.note.root["zh-Hans"] for entry in case.timeline.filter(event="result") if entry.note]


def test_a_departments_result_becomes_a_paper_that_verifies_without_the_hub(
    kiosk: Kiosk, case: Case, tmp_path: Path
) -> None:
    pdf = pages(kiosk, case)
    file = tmp_path / "paper.pdf"
    file.write_bytes(pdf)
    hub_keys = keys_of_the_hub(tmp_path)
    assert without_the_hub(str(file), hub_keys)[0] == GENUINE
    assert pages(kiosk, case) == pdf
    file.write_bytes(pdf.replace(b"/Title", b"/Titel", 1))
    assert without_the_hub(str(file), hub_keys)[0] == FORGED
    file.write_bytes(pdf + b"\n%%EOF\n")
    assert without_the_hub(str(file), hub_keys)[0] == FORGED


def test_the_worker_draws_the_paper_before_it_is_asked_for(kiosk: Kiosk, case: Case) -> None:
    assert draw() == "made"
    drawn = base64.b64decode(str(Certificate.objects.get(case=case).pdf))
    assert is_signed_pdf(drawn, certificates_of_the_hub())
    assert draw() == "not needed"
    assert pages(kiosk, case) == drawn


def test_where_the_worker_cannot_draw_it_is_drawn_when_it_is_asked_for(
    kiosk: Kiosk, case: Case, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with monkeypatch.context() as patch:
        fonts._open_face.cache_clear()
        patch.setattr(fonts, "_COLLECTIONS", tmp_path)
        assert draw() == "FontMissing"
        fonts._open_face.cache_clear()
    assert is_signed_pdf(pages(kiosk, case), certificates_of_the_hub())


@pytest.mark.parametrize("length", [2, 60])
def test_the_code_on_the_paper_says_whose_it_is_and_hides_the_number(kiosk: Kiosk, case: Case, length: int) -> None:
    row = Certificate.objects.get(case=case)
    rows = [{"label": f"{month}月", "value": "缴存 1,200.00 元"} for month in range(length)]
    content = CertificateContent.model_validate(a_result(rows=rows, valid_until=date(2027, 1, 1)))
    words = certificate_words(row, content, a_person(), timezone.now()).decode()
    assert {TITLE, "赵㐂䶮", case.code, "valid until 2027-01-01"} <= set(words.splitlines())
    assert a_number() not in words
    assert ("sha256" in words) == (length > 50)


def test_a_signature_by_finger_stands_on_the_paper(kiosk: Kiosk, sender: Sender) -> None:
    """As lines, signed over with all the rest."""
    case = accepted(kiosk)
    with_a_signature(case, "10,20 400,30;500,1 510,9")
    assert sender.send(done(case)).status_code == 200
    assert sender.send(decided(case), "m2").status_code == 200
    pdf = pages(kiosk, case)
    assert is_signed_pdf(pdf, certificates_of_the_hub())
    signed = a_paper(signature=parse_strokes("10,20 400,30"), signature_words="申请人签名")
    assert drawn_lines(draw_paper(signed)) == drawn_lines(draw_paper(a_paper())) + 2  # one, and its round end


def decided_by_staff(kiosk: Kiosk) -> tuple[Case, Desk]:
    """Returns a case whose department has no system of its own, and the desk of its clerk."""
    case = accepted(kiosk)
    desk = Desk(staff(Role.HEAD))
    early = desk.post(f"casework/{case.code}/result", {"title": TITLE, "statement": "兹证明。"})
    assert early[0] == 409
    moved = desk.post(f"casework/{case.code}/move", {"move": "decide", "words": {"zh": "同意"}})
    assert moved[0] == 200
    return case, desk


def test_staff_make_a_result_out_themselves_once(kiosk: Kiosk) -> None:
    case, desk = decided_by_staff(kiosk)
    path = f"casework/{case.code}/result"
    assert desk.post(path, {"title": TITLE})[0] == 422  # it says nothing
    row = {"label": "等级", "value": "一级"}
    assert desk.post(path, {"title": TITLE, "rows": [row]})[1]["stage"] == "ready"
    assert desk.post(path, {"title": TITLE, "rows": [row]})[0] == 409
    assert notes(case) == ["办理结果已出具：参保证明。"]
    assert is_signed_pdf(pages(kiosk, case), certificates_of_the_hub())


def test_in_the_console_the_lines_of_the_paper_are_written(kiosk: Kiosk) -> None:
    case, desk = decided_by_staff(kiosk)
    clerk, here = Reader(desk.user), f"cases/{case.code}/"
    assert 'id="issue"' in clerk.page(here)
    assert "请填写纸面内容" in clerk.send(f"{here}result/issue/", {"title": TITLE})
    page = clerk.send(
        f"{here}result/issue/", {"title": TITLE, "rows": "等级：一级\n\n时间: 9:00", "statement": "特此告知。"}
    )
    assert ('id="issue"' in page, 'id="result"' in page) == (False, True)
    content = CertificateContent.model_validate(Certificate.objects.get(case=case).content)
    assert [(row.label, row.value) for row in content.rows] == [("等级", "一级"), ("时间", "9:00")]


def test_a_card_that_the_department_makes_is_posted_or_collected_and_printed_nowhere(kiosk: Kiosk) -> None:
    case, desk = decided_by_staff(kiosk)
    desk.post(f"casework/{case.code}/result", {"title": "优待证", "made_elsewhere": True})
    assert kiosk.post("certificates/own", mine(case)).json()["made_elsewhere"]
    assert kiosk.post("certificates/choose", mine(case, way="print")).status_code == 404
    assert kiosk.post("certificates/pages", mine(case)).status_code == 404
    assert kiosk.post("certificates/choose", mine(case, way="post", address="某市某街道9号")).status_code == 200
    page = Reader(desk.user).page(f"cases/{case.code}/")
    assert ("打开已签名的文书" in page, "由部门制作" in page) == (False, True)


def test_for_who_showed_no_card_no_result_is_made_out(kiosk: Kiosk) -> None:
    report = a_submission(item=REPORT, applicant=None, answers={"what": "路灯不亮"})
    kiosk.post("submissions", report)
    case, desk = Case.objects.get(pk=report.id), Desk(staff(Role.HEAD))
    for move in ({"move": "accept"}, {"move": "decide", "words": {"zh": "已修好"}}):
        assert desk.post(f"casework/{case.code}/move", move)[0] == 200
    assert desk.post(f"casework/{case.code}/result", {"title": TITLE, "statement": "已修好。"})[0] == 409
    assert 'id="issue"' not in Reader(desk.user).page(f"cases/{case.code}/")


def a_paper(**more: Any) -> PaperText:
    return PaperText(TITLE, [("险种", "养老")], "兹证明。", ["民政", "2026-11-30"], ["验证"], "code", **more)


def drawn_lines(pdf: bytes) -> int:
    """Returns the lines in its pages."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return sum(zlib.decompress(stream).count(b" l") for stream in streams if stream[:1] == b"\x78")


def test_the_page_knows_the_code_of_a_certificate(kiosk: Kiosk, case: Case) -> None:
    row = Certificate.objects.get(case=case)
    words = certificate_words(row, CertificateContent.model_validate(row.content), a_person(), timezone.now())
    assert "Genuine" in on_the_page(build_code(words, sign_publicly(words)))
    forged = words.replace("正常参保".encode(), "提前退休".encode())
    assert "Not genuine" in on_the_page(build_code(forged, sign_publicly(words)))


def test_the_resident_collects_it_at_a_window_and_staff_see_that(kiosk: Kiosk, case: Case) -> None:
    state = kiosk.post("certificates/choose", mine(case, way="window")).json()
    assert (state["stage"], state["way"]) == ("ready", "window")
    kiosk.post("certificates/choose", mine(case, way="window"))
    assert notes(case) == ["办理结果将凭证件到窗口领取。"]
    clerk = browser_of(staff(Role.HEAD))
    assert TITLE in clerk.get(f"/console/cases/{case.code}/").content.decode()
    paper = clerk.post(f"/console/cases/{case.code}/result/")
    assert paper["Content-Type"] == "application/pdf"
    assert is_signed_pdf(paper.content, certificates_of_the_hub())


def test_what_is_posted_needs_an_address_that_only_staff_read(kiosk: Kiosk, case: Case) -> None:
    assert kiosk.post("certificates/choose", mine(case, way="post")).status_code == 422
    chosen = kiosk.post("certificates/choose", mine(case, way="post", address=" 某市某街道9号 "))
    assert "某街道" not in chosen.content.decode()
    clerk = browser_of(staff(Role.HEAD))
    assert "某市某街道9号" not in clerk.get(f"/console/cases/{case.code}/").content.decode()
    assert "某市某街道9号" in clerk.post(f"/console/cases/{case.code}/reveal/").content.decode()


def test_what_was_printed_is_handed_out_once(kiosk: Kiosk, case: Case) -> None:
    kiosk.post("certificates/choose", mine(case, way="print"))
    pages(kiosk, case)
    for _ in range(2):
        assert kiosk.post("certificates/printed", mine(case)).json()["stage"] == "handed_out"
    case.refresh_from_db()
    assert case.state == "delivered"
    assert case.timeline.filter(state="delivered").count() == 1
    assert kiosk.post("certificates/pages", mine(case)).status_code == 409
    assert kiosk.post("certificates/choose", mine(case, way="window")).status_code == 409


@pytest.mark.parametrize("operation", ["own", "choose", "pages", "printed"])
def test_nobody_else_gets_it(kiosk: Kiosk, case: Case, operation: str) -> None:
    other = {**mine(case, number=a_number(900)), **({"way": "print"} if operation == "choose" else {})}
    assert kiosk.post(f"certificates/{operation}", other).status_code == 404
    case.refresh_from_db()
    assert case.state == "decided"


LIES = {
    "another person's": a_result(number=a_number(900)),
    "nobody's": a_result(number=""),
    "nothing": a_result(rows=[], statement=""),
    "a line that passes for another": a_result(title="参保证明\n赵㐂䶮"),
    "a line in a value": a_result(rows=[{"label": "险种", "value": "养老\u2028证件号码: 1"}]),
    "what cannot be read": a_result(rows=[{"label": "险种", "value": "养\ufffd"}]),
    "no end": a_result(rows=[{"label": "险种", "value": "养老"}] * 1000),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_department_that_lies_moves_nothing(kiosk: Kiosk, sender: Sender, lie: str) -> None:
    case = accepted(kiosk)
    sender.send(done(case))
    answer = sender.send(decided(case, result=LIES[lie]), "m2")
    assert answer.status_code == 422
    assert a_number() not in answer.content.decode()
    case.refresh_from_db()
    assert (case.state, Certificate.objects.filter(case=case).count()) == ("in_progress", 0)
    assert sender.send(decided(case), "m3").status_code == 200


def test_a_department_that_answers_twice_gives_one_result(kiosk: Kiosk, sender: Sender, case: Case) -> None:
    assert sender.send(decided(case), "m2").status_code == 200
    other = decided(case, result=a_result(title="另一份"))
    assert sender.send(other, "m3").status_code == 409
    assert kiosk.post("certificates/own", mine(case)).json()["title"] == {"zh-Hans": TITLE}


def test_a_department_that_answers_after_the_case_is_over_gives_none(kiosk: Kiosk, sender: Sender) -> None:
    case = accepted(kiosk)
    sender.send(done(case))
    kiosk.post("cases/withdraw", mine(case))
    assert sender.send(decided(case), "m2").status_code == 409
    assert kiosk.post("certificates/own", mine(case)).status_code == 404


def test_without_a_font_the_resident_is_sent_to_a_window(
    kiosk: Kiosk, case: Case, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fonts._open_face.cache_clear()
    monkeypatch.setattr(fonts, "_COLLECTIONS", tmp_path)
    answer = kiosk.post("certificates/pages", mine(case))
    fonts._open_face.cache_clear()
    assert answer.status_code == 409
    assert kiosk.post("certificates/own", mine(case)).json()["stage"] == "ready"


def at_once() -> None:
    AtOnceItem.objects.create(item=Item.objects.get(code=GRANT))


def test_what_is_answered_at_once_is_accepted_when_it_is_handed_in(kiosk: Kiosk) -> None:
    at_once()
    submission = a_submission()
    kiosk.post("submissions", submission)
    case = Case.objects.get(pk=submission.id)
    assert case.state == "accepted"
    assert case.tasks.count() == 1
    assert kiosk.post("certificates/own", mine(case)).json()["stage"] == "awaited"
    assert kiosk.post("submissions", submission).status_code == 200
    assert case.tasks.count() == 1


def test_other_items_wait_for_staff(kiosk: Kiosk) -> None:
    submission = a_submission()
    kiosk.post("submissions", submission)
    case = Case.objects.get(pk=submission.id)
    assert case.state == "submitted"
    assert kiosk.post("certificates/own", mine(case)).status_code == 404


def test_a_hub_with_a_key_of_an_authority_signs_by_that(
    kiosk: Kiosk, case: Case, settings: Any, tmp_path: Path
) -> None:
    before = document_key().certificates
    other = _own_key("1f" * 32)
    private = load_der_private_key(other.private_key, None)
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + other.certificates[0]
    settings.HUB_DOCUMENT_KEY = tmp_path / "documents.pem"
    settings.HUB_DOCUMENT_KEY.write_bytes(pem)
    settings.HUB_DOCUMENT_KEY.chmod(0o644)
    assert kiosk.post("certificates/pages", mine(case)).status_code == 409
    settings.HUB_DOCUMENT_KEY.chmod(0o640)
    pdf = pages(kiosk, case)
    assert is_signed_pdf(pdf, other.certificates[0].decode())
    assert not is_signed_pdf(pdf, before[0].decode())


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_from_the_card_to_a_signed_paper_with_real_processes(
    database_url: str, keys_path: Path, tmp_path: Path
) -> None:
    """Kiosk, hub, worker and the department's own system, each by itself."""
    at_once()
    hub_keys = Path(
        shutil.copy(keys_path, tmp_path)
    )  # beside them the worker notes how far this database's audit log is
    token = kiosk_services.add(f"kiosk {time.time_ns()}")
    key = keys.add(f"key {time.time_ns()}", Department.objects.get(code="civil"), Scope, timezone.now())
    secret = signing.new_secret()
    with ExitStack() as stack:
        port = stack.enter_context(hub_process(database_url, hub_keys))
        stack.enter_context(worker_process(database_url, hub_keys))
        answers_to = (f"http://127.0.0.1:{port}/api/v1/departments/answers", key.key, key.secret)
        system = stack.enter_context(department_process(secret, answers_to=answers_to))
        System.objects.create(
            department=Department.objects.get(code="civil"), address=f"http://127.0.0.1:{system}/", secret=secret
        )
        wire = Wire(port, token)
        submission = a_submission(submitted_at=timezone.now(), stated_at=timezone.now())
        code = wire.post("submissions", submission)[1]["code"]
        search = {"code": code, "number": a_number()}
        assert _wait_for_result(wire, search)["title"]["zh-Hans"] == "临时补助"
        answer = _fetch_pages(wire, search)
    file = tmp_path / "paper.pdf"
    file.write_bytes(base64.b64decode(answer["pdf"]))
    assert without_the_hub(str(file), keys_of_the_hub(tmp_path))[0] == GENUINE


def _fetch_pages(wire: Wire, search: dict[str, str]) -> dict[str, Any]:
    """As a kiosk asks: again, where a busy hub did not come to an end in time."""
    for _try in range(3):
        status, answer = wire.post("certificates/pages", search)
        if status != 503:
            break
    assert status == 200
    return dict(answer)


@contextmanager
def worker_process(database_url: str, keys_path: Path) -> Iterator[None]:
    command = [sys.executable, "-m", "hub", "work"]
    with subprocess.Popen(command, cwd=ROOT, env=environment(database_url, keys_path)) as worker:
        try:
            yield
        finally:
            worker.terminate()


def _wait_for_result(wire: Wire, search: dict[str, str]) -> Any:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        status, state = wire.post("certificates/own", search)
        if (status, state.get("stage")) == (200, "ready"):
            return state
        time.sleep(0.2)
    raise TimeoutError("no result")


def draw() -> str:
    """As the worker does, once for each task in the queue."""
    queued = DBTaskResult.objects.filter(task_path=prepare_paper.module_path)
    return "; ".join(prepare_paper.call(*result.task_result.args) for result in queued)


def test_papers_drawn_at_one_moment_do_not_disturb_one_another(tmp_path: Path) -> None:
    """By a kiosk that asks again and by the worker, in threads of one process."""
    fonts._open_face.cache_clear()
    fonts._glyph_set.cache_clear()
    fonts._outline.cache_clear()
    texts = ["".join(map(chr, range(start, start + 150))) for start in range(0x4E00, 0x4E00 + 600, 150)]
    with ThreadPoolExecutor(len(texts)) as pool:
        files = [tmp_path / f"{number}.otf" for number in range(len(texts))]
        list(pool.map(fonts.write_small_font, ["Regular"] * len(texts), texts, files))
    for text, file in zip(texts, files, strict=True):
        assert set(TTFont(file).getBestCmap()) == set(map(ord, text))


def test_a_rare_character_of_a_name_stands_on_the_paper(tmp_path: Path) -> None:
    """Of extension F, which only the rare faces have; what no face has is its code point, never a hole."""
    if not all((fonts._RARE_FOLDER / f"{face}.ttf").exists() for face in fonts._RARE):
        pytest.skip("fonts-hanazono is not installed")
    fonts.write_small_font("Bold", "王\U0002ceb0", tmp_path / "small.otf")
    with TTFont(tmp_path / "small.otf") as font:
        names = font.getBestCmap()
        assert names.keys() == {ord("王"), 0x2CEB0}
        rare, usual = (font["glyf"][names[code]] for code in (0x2CEB0, ord("王")))
        assert rare.numberOfContours > 0
        assert 0.7 < (rare.yMax - rare.yMin) / (usual.yMax - usual.yMin) < 1.5


def test_what_no_face_has_is_on_the_paper_and_on_record_by_its_code_point(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert fonts.spell_out("王\U000e0fff 1\n") == "王〔U+E0FFF〕 1\n"
    assert "U+E0FFF" in caplog.text
    assert "\U000e0fff" not in caplog.text
    fonts._characters.cache_clear()
    fonts._open_face.cache_clear()
    monkeypatch.setattr(fonts, "_RARE_FOLDER", tmp_path)  # a hub without the rare faces still writes papers
    assert fonts.spell_out("王\U0002ceb0") == "王〔U+2CEB0〕"
    fonts._characters.cache_clear()
    fonts._open_face.cache_clear()
