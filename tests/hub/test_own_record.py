"""My record: all that is kept of a resident, read with the card, taken along, and erased where no law keeps it."""

import base64
import json
from datetime import time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils import timezone

from contract.cases import case_code
from contract.signed_pdf import is_signed_pdf
from hub.audit.models import AuditEntry
from hub.cases import supplements
from hub.cases.actors import Actor
from hub.cases.models import Case
from hub.catalogue.models import Department, Service
from hub.certificates import fonts
from hub.certificates.document_key import document_key
from hub.core.sealing import fingerprint
from hub.kiosks.models import Site
from hub.queues.models import Appointment, OfficeHours
from hub.residents.models import NUMBER, Consent, Mandate, ResidentFact
from hub.residents.selectors import find
from hub.staff.models import Role
from tests.hub.caller import Kiosk
from tests.hub.people import staff
from tests.hub.sample import GRANT, a_number, a_person, a_submission, both
from tests.hub.signed_in import browser_of
from tests.hub.test_residents import choose, wants

MINE = {"number": a_number()}


def read(kiosk: Kiosk) -> Any:
    response = kiosk.post("residents/record", MINE)
    assert response.status_code == 200, response.content
    return response.json()


@pytest.fixture
def case(kiosk: Kiosk) -> Case:
    submission = a_submission()
    kiosk.post("submissions", submission)
    return Case.objects.get(pk=submission.id)


def an_appointment(ahead: timedelta) -> Appointment:
    hours = OfficeHours.objects.create(
        site=Site.objects.get(code="centre"),
        service=Service.objects.get(code="advice"),
        weekday=0,
        starts=time(0),
        ends=time(23),
    )
    key, now = uuid4(), timezone.now()
    values = {"number": a_number(), "number_hash": fingerprint(a_number(), NUMBER), "phone": "13912345678"}
    return Appointment.objects.create(
        id=key, code=case_code(key), hours=hours, starts_at=now + ahead, state="booked", made_at=now, **values
    )


def a_mandate(kiosk: Kiosk) -> str:
    agent = a_person(number=a_number(777), name="钱某").model_dump(mode="json")
    until = str(timezone.localdate() + timedelta(days=30))
    given = {"id": str(uuid4()), "principal": a_person().model_dump(mode="json"), "agent": agent, "items": [GRANT]}
    return str(kiosk.post("residents/mandates", {**given, "until": until}).json()["id"])


def test_one_answer_holds_all_that_is_kept(kiosk: Kiosk, case: Case) -> None:
    supplements.want(case, [both("收入证明")], Actor(staff=staff(Role.HEAD)), timezone.now())
    wants(kiosk, "phone", "13700000000", reason="换了号码")
    choose(kiosk, "reuse", True)
    an_appointment(timedelta(days=2))
    mandate = a_mandate(kiosk)
    record = read(kiosk)
    assert (record["name"], record["number"]) == ("赵㐂䶮", a_number())
    (own,) = record["cases"]
    assert (own["code"], own["missing"], own["may_withdraw"]) == (case.code, [{"zh-Hans": "收入证明"}], True)
    facts = {fact["key"]: fact for fact in record["facts"]}
    assert facts["address"]["source"]["en"] == "From the card"
    assert facts["phone"]["value"] == "13912345678"
    assert facts["phone"]["name"]["zh-Hans"] == "联系电话"
    assert [each["value"] for each in record["corrections"]] == ["13700000000"]
    assert [each["purpose"] for each in record["consents"] if each["given"]] == ["reuse"]
    assert [each["id"] for each in record["mandates"]["given"]] == [mandate]
    assert record["item_names"][GRANT]["en"] == "Grant"
    (appointment,) = record["appointments"]
    assert record["service_names"][appointment["service"]]["zh-Hans"] == "综合"


def test_who_read_it_is_named_by_role_with_the_ground(kiosk: Kiosk, case: Case) -> None:
    clerk = staff(Role.CLERK, departments=[Department.objects.get(code="civil")])
    browser = browser_of(clerk)
    browser.post(f"/console/cases/{case.code}/reveal/")
    ground = {"ground": "words", "ground_value": "居民当面询问"}
    browser.post("/console/people/find/", {"by": "number", "wanted": a_number(), **ground})
    read(kiosk)
    readings = read(kiosk)["readings"]
    said = [(each["who"]["en"], each["what"]["en"], each["ground"].get("en", ""), each["times"]) for each in readings]
    assert ("A department's clerk, Civil affairs", "Read personal data of case", "", 1) in said
    assert ("A department's clerk, Civil affairs", "Look up resident", "Explanation 居民当面询问", 1) in said
    assert any(who.startswith("At the kiosk") and what == "Read one's own record" for who, what, *_ in said)
    assert clerk.username not in json.dumps(readings)


def test_of_somebody_never_seen_here_there_is_nothing(kiosk: Kiosk, case: Case) -> None:
    record = kiosk.post("residents/record", {"number": a_number(900)}).json()
    assert (record["name"], record["cases"], record["facts"]) == ("", [], [])
    assert kiosk.post("residents/record/copy", {"number": a_number(900)}).status_code == 404
    assert kiosk.post("residents/record/erase", {"number": "nobody's"}).status_code == 404


def test_a_copy_is_a_signed_paper(kiosk: Kiosk, case: Case) -> None:
    pdf = base64.b64decode(kiosk.post("residents/record/copy", MINE).json()["pdf"])
    assert is_signed_pdf(pdf, b"".join(document_key().certificates).decode())


def test_without_a_font_one_is_sent_to_a_window(kiosk: Kiosk, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    fonts._open_face.cache_clear()
    monkeypatch.setattr(fonts, "_COLLECTIONS", fonts._COLLECTIONS / "absent")
    status = kiosk.post("residents/record/copy", MINE).status_code
    fonts._open_face.cache_clear()
    assert status == 409


def test_what_no_law_keeps_is_erased_and_the_rest_is_named(kiosk: Kiosk, case: Case) -> None:
    choose(kiosk, "reuse", True)
    a_mandate(kiosk)
    past, coming = an_appointment(-timedelta(days=2)), an_appointment(timedelta(days=2))
    answer = kiosk.post("residents/record/erase", MINE).json()
    assert answer["erased"] > 0
    kept = [each["what"]["en"] for each in answer["kept"]]
    assert kept == ["Cases, with their papers and results", "What you agreed to and refused", "Mandates", "The log"]
    assert not ResidentFact.objects.filter(resident=find(a_number())).exists()
    assert not Consent.objects.filter(purpose__code="reuse").order_by("-at")[0].given
    past.refresh_from_db()
    coming.refresh_from_db()
    assert (past.number, coming.number) == (None, a_number())
    assert (Case.objects.count(), Mandate.objects.count()) == (1, 1)
    kiosk.post("submissions", a_submission())  # nothing is learned again without a new yes
    assert read(kiosk)["facts"] == []
    assert kiosk.post("residents/record/erase", MINE).json()["erased"] == 0


def test_the_erasure_is_on_record_without_a_word_of_what_was_erased(kiosk: Kiosk, case: Case) -> None:
    kiosk.post("residents/record/erase", MINE)
    entry = AuditEntry.objects.get(action="erase own record")
    assert "13912345678" not in entry.detail
    assert json.loads(entry.detail)["facts"] > 0


def test_without_pages_for_telephones_there_is_no_link(kiosk: Kiosk, case: Case) -> None:
    assert kiosk.post("residents/record/link", MINE).json()["url"] == ""


def test_a_link_names_nobody(kiosk: Kiosk, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HUB_PAGES", "https://hub.example.org/web/")
    url = kiosk.post("residents/record/link", MINE).json()["url"]
    assert url.startswith("https://hub.example.org/web/record/open/")
    assert a_number() not in url
    assert a_number()[-4:] not in url
