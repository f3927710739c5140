"""Files that are the answer to a field: by a kiosk's upload, at a window, and on the web without a script."""

from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from contract.forms import Field, FieldKind, Form
from contract.text import Text
from hub.cases.models import Case, TimelineEntry
from hub.catalogue import writing
from hub.catalogue.models import ItemVersion
from hub.catalogue.services import publish
from hub.files.models import PaperPage, UploadSession
from hub.files.selectors import papers_in
from hub.staff.models import Role
from tests.hub.caller import Kiosk
from tests.hub.console.reader import Reader
from tests.hub.console.test_intake import a_paper
from tests.hub.pages.phone import Phone, input_of, text_of
from tests.hub.people import staff
from tests.hub.sample import CATALOGUE, GRANT, REPORT, a_submission
from tests.hub.telephone import a_photograph
from tests.hub.test_bad_papers import a_picture_of
from tests.hub.uploads import clerk, opens, progress

pytestmark = pytest.mark.usefixtures("telephones")

PROOF = Field(key="proof", label=Text({"zh-Hans": "受灾照片", "en": "Photographs"}), kind=FieldKind.FILES)
PLACE = 3  # behind the three papers of the grant


@pytest.fixture(autouse=True)
def _form_with_files(telephones: None) -> None:
    version = ItemVersion.objects.get(item__code=GRANT)
    fields = (*Form.model_validate(version.content["form"]).fields, PROOF)
    version.content["form"] = Form(fields=fields).model_dump(mode="json")
    version.save()


@pytest.fixture
def phone(monkeypatch: pytest.MonkeyPatch) -> Phone:
    monkeypatch.setattr(settings, "HUB_WEB", True)
    report = next(item for item in CATALOGUE.items if item.code == REPORT)
    writing.write_item(report.model_copy(update={"form": Form(fields=(*report.form.fields, PROOF))}), 0)
    publish()
    return Phone()


def a_file(words: str = "照片", content: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{words}.jpg", content or a_photograph(words), "image/jpeg")


def answer(kiosk: Kiosk, key: UUID) -> str:
    """Returns the ids of what has come for the field."""
    (paper,) = (paper for paper in progress(kiosk, key)["papers"] if paper["position"] == PLACE)
    return " ".join(paper["files"])


def submits(kiosk: Kiosk, key: UUID | None, proof: str) -> tuple[int, Case | None]:
    submission = a_submission(upload=key)
    changed = submission.model_copy(update={"answers": {**submission.answers, "proof": proof}})
    status = kiosk.post("submissions", changed).status_code
    return status, Case.objects.filter(pk=submission.id).first()


def test_files_of_a_field_come_like_papers_and_their_ids_are_the_answer(kiosk: Kiosk) -> None:
    key = uuid4()
    phone = opens(kiosk, key)
    assert phone.sends(PLACE, a_photograph()).json()["pages"] == 1
    files = answer(kiosk, key)
    status, case = submits(kiosk, key, files)
    assert (status, case and case.answers["proof"]) == (200, files)
    assert case is not None
    assert [(paper.name.in_locale("en"), len(paper.pages)) for paper in papers_in(case)] == [("Photographs", 1)]
    page = clerk().page(f"cases/{case.code}/")
    assert "1个文件" in page
    assert "受灾照片" in page


def test_what_is_brought_later_is_an_answer_and_nothing_is_none(kiosk: Kiosk) -> None:
    assert submits(kiosk, None, "later")[0] == 200
    assert submits(kiosk, None, "")[0] == 422
    assert submits(kiosk, None, "my cat")[0] == 422


def test_files_of_another_visit_paper_or_case_are_refused_and_nothing_is_kept(kiosk: Kiosk) -> None:
    theirs, mine = uuid4(), uuid4()
    phone = opens(kiosk, theirs)
    phone.sends(PLACE, a_photograph())
    phone.sends(0, a_photograph("另一份"))
    files, other_paper = answer(kiosk, theirs), PaperPage.objects.get(position=0).pk
    opens(kiosk, mine)
    assert submits(kiosk, mine, files) == (422, None)
    assert submits(kiosk, theirs, str(other_paper)) == (422, None)
    assert submits(kiosk, theirs, files)[0] == 200
    assert submits(kiosk, None, files) == (422, None)  # they are a case's by now


def test_a_file_that_a_kiosk_keeps_may_follow(kiosk: Kiosk) -> None:
    status, case = submits(kiosk, uuid4(), str(uuid4()))
    assert status == 200
    assert case is not None


def fills(phone: Phone, **changes: object) -> dict[str, object]:
    page = phone.page(f"guides/{REPORT}/apply/")
    drawn = {name: input_of(page, name) for name in ("id", "at", "site")}
    return {**drawn, "a_what": "路灯不亮", "a_phone": "13912345678", "true": "on", **changes}


def test_on_the_web_files_are_sent_with_the_form(phone: Phone) -> None:
    form = fills(phone, a_proof=[a_file("一"), a_file("二"), a_file("一")])
    code = text_of(phone.send(f"guides/{REPORT}/apply/", form), "case-code")
    case = Case.objects.get(code=code)
    assert [len(paper.pages) for paper in papers_in(case)] == [2]  # the same once
    assert len(str(case.answers["proof"]).split()) == 2
    again = {**form, "a_proof": [a_file("一"), a_file("二")]}
    assert text_of(phone.send(f"guides/{REPORT}/apply/", again), "case-code") == code
    assert Case.objects.count() == 1


def test_a_form_with_a_mistake_keeps_the_files_that_came(phone: Phone) -> None:
    form = fills(phone, a_proof=[a_file()], a_what="")
    page = phone.send(f"guides/{REPORT}/apply/", form, 422)
    assert "已收到1页" in page
    code = text_of(phone.send(f"guides/{REPORT}/apply/", {**form, "a_what": "路灯不亮", "a_proof": []}), "case-code")
    assert [len(paper.pages) for paper in papers_in(Case.objects.get(code=code))] == [1]


def test_on_the_web_it_may_be_brought_later(phone: Phone) -> None:
    form = fills(phone, **{"a_proof.later": "on"})
    code = text_of(phone.send(f"guides/{REPORT}/apply/", form), "case-code")
    assert Case.objects.get(code=code).answers["proof"] == "later"
    assert not UploadSession.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [(a_picture_of(60_000, 60_000), "像素太多"), (b"<script>", "只能接收照片"), (b"\0" * 20_000_001, "20MB")],
    ids=["60,000 by 60,000", "a web page", "too large"],
)
def test_a_bad_file_is_told_at_its_field(phone: Phone, content: bytes, words: str) -> None:
    page = phone.send(f"guides/{REPORT}/apply/", fills(phone, a_proof=[a_file(content=content)]), 422)
    assert words in page.replace(" ", "")
    assert not Case.objects.exists()
    assert not PaperPage.objects.exists()


def test_another_id_of_a_form_has_none_of_its_files(phone: Phone) -> None:
    phone.send(f"guides/{REPORT}/apply/", fills(phone, a_proof=[a_file()], a_what=""), 422)
    page = phone.send(f"guides/{REPORT}/apply/", fills(phone), 422)
    assert "已收到" not in page


def test_at_a_window_files_are_taken_in_with_the_form() -> None:
    window = Reader(staff(Role.WINDOW))
    assert 'type="file"' in window.page(f"intake/{GRANT}/")
    sent = {**a_paper(), "a_proof": [a_file()]}
    del sent["true"]
    assert "已收到1页" in window.send(f"intake/{GRANT}/hand-in/", sent)
    window.send(f"intake/{GRANT}/hand-in/", {**sent, "true": "on", "a_proof": []})
    case = Case.objects.get()
    assert [len(paper.pages) for paper in papers_in(case)] == [1]
    assert TimelineEntry.objects.filter(case=case, event="paper_received").count() == 1
