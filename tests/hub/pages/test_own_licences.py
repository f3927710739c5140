"""Electronic licences for what a case lacks: for the applicant, logged in at the city, with a yes to the copy."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.utils import timezone

from contract.catalogue import RequiredPaper
from contract.text import Text
from hub.cases import handling, supplements
from hub.cases.actors import Actor
from hub.cases.models import Case
from hub.catalogue import writing
from hub.catalogue.services import publish
from hub.files.models import PaperPage
from hub.residents.models import Consent
from hub.web.passes import CITY, give_pass
from tests.hub.base_registers import RECORDS, a_licence, a_register
from tests.hub.caller import Kiosk
from tests.hub.pages.phone import Phone, input_of, text_of
from tests.hub.register_process import StartRegisters, base_registers, questions_at
from tests.hub.sample import CATALOGUE, GRANT, a_number, a_person, a_submission

CASE, FETCH, FORM = "case/", "case/papers/licence/", f"guides/{GRANT}/apply/"


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartRegisters]:
    with base_registers(Path(tmp_path_factory.mktemp("registers")), RECORDS) as start_registers:
        yield start_registers


@pytest.fixture
def case(phone: Phone, kiosk: Kiosk, telephones: None) -> Case:
    """Lacks two papers, of which the first is an electronic licence, and is open in the phone."""
    kiosk.post("submissions", a_submission())
    case, by = Case.objects.get(), Actor(staff=User.objects.create(username="wants"))
    handling.accept(case, by, timezone.now())
    supplements.want(case, [Text.plain("户口簿"), Text.plain("住院费用清单")], by, timezone.now())
    phone.send(CASE, {"code": case.code, "last_four": a_number()[-4:]})
    return case


def logs_in(phone: Phone, resident: int | None) -> None:
    response = HttpResponse()
    give_pass(response, CITY, str(resident))
    phone.client.cookies[CITY] = response.cookies[CITY].value


def test_the_applicant_fetches_it_and_hands_it_in(phone: Phone, case: Case, start: StartRegisters) -> None:
    port = start()
    a_register("licence", port)
    a_licence()
    assert "licence-0" not in phone.page(CASE)  # nobody has logged in
    logs_in(phone, case.resident_id)
    page = phone.page(CASE)
    assert ("licence-0" in page, "licence-1" in page) == (True, False)
    assert "licence-0" not in phone.send(FETCH, {"position": "0"})
    assert questions_at(port)[0]["number"] == a_number()
    assert Consent.objects.get(purpose__code="licences").given
    phone.send("case/papers/hand-in/")
    assert PaperPage.objects.get().origin["issuer"] == "练习市公安局"
    (missing,) = case.supplement.papers.filter(received_at=None)
    assert missing.name.in_locale("zh-Hans") == "住院费用清单"


def test_with_an_application_what_is_ticked_is_fetched_and_handed_in(
    phone: Phone, case: Case, start: StartRegisters, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "HUB_CITY_ISSUER", "http://localhost:9")
    papers = (RequiredPaper(name=Text.plain("户口簿")), RequiredPaper(name=Text.plain("住院费用清单")))
    writing.write_item(CATALOGUE.items[0].model_copy(update={"papers": papers}), 0)
    publish()
    port = start()
    a_register("licence", port)
    a_licence()
    logs_in(phone, case.resident_id)
    page = phone.page(FORM)
    form = {name: input_of(page, name) for name in ("id", "at", "site")}
    form |= {"a_phone": "13912345678", "true": "on", "licence": "0"}
    assert ('value="0"' in page, 'value="1"' in page) == (True, False)
    assert "没有电子证照" in phone.send(FORM, {**form, "licence": "1"}, 422)
    code = text_of(phone.send(FORM, form), "case-code")
    phone.send(FORM, form)  # once more: one case, and nothing is asked for again
    assert [question["number"] for question in questions_at(port)] == [a_number()]
    assert PaperPage.objects.get(session__case__code=code).origin["issuer"] == "练习市公安局"


def test_nobody_else_fetches_it(phone: Phone, kiosk: Kiosk, case: Case, start: StartRegisters) -> None:
    port = start()
    a_register("licence", port)
    a_licence()
    phone.send(FETCH, {"position": "0"}, 403)
    kiosk.post("submissions", a_submission(applicant=a_person(number=a_number(431), name="钱某")))
    logs_in(phone, Case.objects.exclude(pk=case.pk).get().resident_id)
    phone.send(FETCH, {"position": "0"}, 403)
    assert questions_at(port) == []


@pytest.mark.parametrize(("position", "status"), [("1", 422), ("9", 422), ("", 400), ("-1", 400), ("1" * 9, 400)])
def test_a_paper_that_is_none_is_refused(
    phone: Phone, case: Case, start: StartRegisters, position: str, status: int
) -> None:
    a_register("licence", start())
    a_licence()
    logs_in(phone, case.resident_id)
    phone.send(FETCH, {"position": position}, status)
    assert not PaperPage.objects.exists()


def test_a_service_that_is_away_is_said(phone: Phone, case: Case, start: StartRegisters) -> None:
    a_register("licence", start("busy"))
    a_licence()
    logs_in(phone, case.resident_id)
    assert "电子证照" in phone.send(FETCH, {"position": "0"}, 503)
