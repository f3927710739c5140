"""Papers from the telephone, at the kiosk: the QR, what comes, and the case that has it."""

import io
import json
import sqlite3
from base64 import b64encode
from pathlib import Path

import pytest
from PIL import Image

from kiosk.hub_link.paper_file import PIECE
from kiosk.pages.kinds import (
    BrowsePage,
    CardPage,
    FormPage,
    GuidePage,
    ListPage,
    MenuPage,
    MessagePage,
    OutcomePage,
    ReviewPage,
    TakePage,
    TimelinePage,
)
from kiosk.pages.paper_kinds import PapersPage
from tests.kiosk.conftest import Lobby
from tests.kiosk.item_robot import answers_to, photographs
from tests.kiosk.resident import Resident
from tests.kiosk.steps import URGENT_AID, entry_named, filled, goes_to_form, reads_through
from tests.kiosk.test_life_event import goes_to_choice


@pytest.fixture
def lobby(lobby_for_telephones: Lobby) -> Lobby:
    return lobby_for_telephones


def goes_to_papers(lobby: Lobby) -> PapersPage:
    lobby.resident.begins("en")
    lobby.reader.do("place", card="li")
    form = goes_to_form(lobby.resident, URGENT_AID)
    lobby.resident.answers(filled(form))
    return lobby.resident.sees(PapersPage)


def received(page: PapersPage) -> list[str]:
    return [row.badge for row in page.rows if row.badge.startswith("received")]


def sees_received(resident: Resident, count: int) -> PapersPage:
    page = resident.sees(PapersPage)
    while len(received(page)) < count:
        page = resident.sees(PapersPage)
    return page


def first_paper(lobby: Lobby, page: PapersPage) -> int:
    """Returns the position of the first paper on the page that the hub takes."""
    for position in range(20):
        if photographs(page.qr, position).status_code == 200:
            return position
    raise AssertionError("no paper is taken")


def test_what_the_telephone_sends_is_shown_at_once_and_goes_into_the_case(lobby: Lobby) -> None:
    page = goes_to_papers(lobby)
    resident = lobby.resident
    assert page.qr.startswith(lobby.hub.url)
    assert page.rows
    assert not received(page)
    first_paper(lobby, page)
    assert received(sees_received(resident, 1)) == ["received: 1 page"]
    resident.answers("")
    resident.sees(ReviewPage, after=PapersPage)
    reads_through(resident)
    outcome = resident.sees(OutcomePage)
    timeline = lobby.hub.get(f"cases/{outcome.code}").json()["timeline"]
    assert len(timeline) == 2  # handed in, and papers with it
    assert photographs(page.qr).status_code == 410  # the visit has ended, and the link with it


def test_back_from_the_papers_is_the_form_and_what_came_is_still_there(lobby: Lobby) -> None:
    page = goes_to_papers(lobby)
    resident = lobby.resident
    first_paper(lobby, page)
    sees_received(resident, 1)
    resident.goes_back()
    form = resident.sees(FormPage, after=PapersPage)
    resident.answers(filled(form))
    again = resident.sees(PapersPage)
    assert again.qr == page.qr
    assert received(again) == ["received: 1 page"]


def test_who_leaves_ends_the_link(lobby: Lobby) -> None:
    page = goes_to_papers(lobby)
    position = first_paper(lobby, page)
    lobby.resident.cancels()
    lobby.wait_until(lambda: photographs(page.qr, position).status_code == 410)


def test_while_the_hub_is_away_the_application_goes_on_without(lobby: Lobby) -> None:
    lobby.resident.begins("en")
    lobby.reader.do("place", card="li")
    form = goes_to_form(lobby.resident, URGENT_AID)
    lobby.hub.stop()
    lobby.resident.answers(filled(form))
    lobby.resident.sees(ReviewPage)
    reads_through(lobby.resident)
    lobby.resident.sees(OutcomePage)


def drops(scans: Path, name: str, content: bytes) -> None:
    (scans / f"{name}.part").write_bytes(content)
    (scans / f"{name}.part").rename(scans / name)


def a_scan(shade: int = 0) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 500), (255, 255, shade)).save(out, "PDF")
    return out.getvalue()


def test_a_paper_comes_from_the_scanner_beside_the_kiosk(scans: Path, lobby: Lobby) -> None:
    drops(scans, "0001.pdf", a_scan(99))  # somebody else's, from before
    page, resident = goes_to_papers(lobby), lobby.resident
    paper = page.rows[0]
    resident.answers(paper.key)
    assert resident.sees(MessagePage, after=PapersPage).title == paper.value
    drops(scans, "0002.pdf", a_scan())
    assert resident.sees(MessagePage).tone == "good"
    drops(scans, "0003.pdf", a_scan())  # the same once more
    assert resident.sees(MessagePage).tone == "good"
    drops(scans, "0004.docx", b"PK\x03\x04 not a paper")
    refused = resident.sees(MessagePage)
    assert (refused.tone, "JPEG" in refused.text) == ("trouble", True)
    resident.answers("done")
    assert received(sees_received(resident, 1)) == ["received: 1 page"]
    assert [path.name for path in scans.iterdir()] == ["0001.pdf"]
    resident.answers("")
    resident.sees(ReviewPage, after=PapersPage)
    reads_through(resident)
    code = resident.sees(OutcomePage).code
    assert len(lobby.hub.get(f"cases/{code}").json()["timeline"]) == 2


def test_a_scanner_whose_folder_is_gone_is_told_and_the_telephone_remains(scans: Path, lobby: Lobby) -> None:
    page, resident = goes_to_papers(lobby), lobby.resident
    resident.answers(page.rows[0].key)
    resident.sees(MessagePage, after=PapersPage)
    scans.rmdir()
    told = resident.sees(MessagePage)
    assert (told.tone, "telephone" in told.text) == ("trouble", True)
    resident.answers("")
    assert resident.sees(PapersPage).qr == page.qr


def test_without_a_scanner_no_paper_can_be_tapped(lobby: Lobby) -> None:
    assert {row.key for row in goes_to_papers(lobby).rows} == {""}


WANT = """
from django.contrib.auth.models import User
from django.utils import timezone
from contract.text import Text
from hub.cases import handling, supplements
from hub.cases.actors import Actor
from hub.cases.models import Case
by, now = Actor(staff=User.objects.get_or_create(username="wants")[0]), timezone.now()
case = handling.accept(Case.objects.get(code={code!r}), by, now)
supplements.want(case, [Text.plain("收入证明"), Text.plain("住院费用清单")], by, now)
"""


def hands_in_and_lacks(lobby: Lobby, want: str) -> str:
    """Hands in without papers, which staff want by this program; returns the case's code. The menu is shown."""
    goes_to_papers(lobby)
    resident = lobby.resident
    resident.answers("")
    resident.sees(ReviewPage, after=PapersPage)
    reads_through(resident)
    resident.sees(OutcomePage)
    code = resident.sees(OutcomePage).code  # with the receipt in hand
    lobby.hub.shell(want.format(code=code))
    resident.answers("more")
    resident.sees(MenuPage, after=OutcomePage)
    return code


def test_missing_papers_are_sent_from_any_kiosk_each_by_name(lobby: Lobby) -> None:
    code, resident = hands_in_and_lacks(lobby, WANT), lobby.resident

    for position, name in enumerate(("收入证明", "住院费用清单")):
        resident.answers("track")
        resident.sees(ListPage, after=CardPage)
        resident.answers(code)
        timeline = resident.sees(TimelinePage)
        assert timeline.action == "Send the missing papers"
        resident.answers(None)
        page = resident.sees(PapersPage)
        assert name in [row.value for row in page.rows]
        resident.answers("")  # nothing was sent yet
        assert resident.sees(MessagePage, after=PapersPage).title == "No page has come yet"
        resident.answers("")
        page = resident.sees(PapersPage, after=MessagePage)
        assert photographs(page.qr, position).status_code == 200
        sees_received(resident, 1)
        resident.answers("")
        outcome = resident.sees(OutcomePage, after=PapersPage)
        assert (outcome.title, outcome.code) == ("Your papers have been received", code)
        assert any("住院费用清单" in row.value for row in outcome.steps) == (position == 0)
        resident.answers("")
        resident.sees(TimelinePage)
        resident.answers(None)
        resident.sees(MenuPage)
    assert lobby.hub.get(f"cases/{code}").json()["state"] == "accepted"


ELDER = "gao ling jin tie"
CHECKS = """
import json
from hub.files.models import PaperCheck
print(json.dumps(list(PaperCheck.objects.values_list("code", "missing"))))
"""


def read_guide(resident: Resident) -> tuple[GuidePage, str]:
    """Returns a guide, and the key of its way to the check of papers."""
    resident.begins("zh-Hans")
    resident.answers("guide")
    resident.answers(entry_named(resident.sees(BrowsePage), ELDER))
    guide = resident.sees(GuidePage)
    assert guide.beside
    return guide, guide.beside.key


def test_the_guide_says_exactly_what_is_missing_and_where_it_comes_from(lobby: Lobby) -> None:
    resident = lobby.resident
    guide, check = read_guide(resident)
    resident.answers(check)
    options = resident.sees(FormPage).fields[0].options
    resident.answers({"here": tuple(option.key for option in options[1:])})
    told = resident.sees(GuidePage)
    assert told.sections[0].lines == (options[0].label, "办理处：户籍地公安派出所")
    code = told.sections[-1].lines[0]
    lobby.wait_until(
        lambda: json.loads(lobby.hub.shell(CHECKS)) == [[code, [int(options[0].key.removeprefix("paper_"))]]]
    )
    assert "请取走清单。" in [line for section in resident.sees(GuidePage).sections for line in section.lines]
    printed = "".join(lobby.printed())
    assert "户籍地公安派出所" in printed
    assert code in printed
    assert options[1].label not in printed

    resident.answers(None)
    assert resident.sees(GuidePage).action == guide.action
    resident.answers(check)
    resident.sees(FormPage)
    resident.answers({"here": tuple(option.key for option in options)})
    assert "材料齐全" in resident.sees(GuidePage).sections[0].lines[0]


def test_without_a_hub_the_list_is_told_all_the_same_and_the_record_follows(lobby: Lobby) -> None:
    resident = lobby.resident
    _guide, check = read_guide(resident)
    lobby.hub.stop()
    before = lobby.hub.shell(CHECKS)
    resident.answers(check)
    resident.sees(FormPage)
    resident.answers({"here": ()})
    code = resident.sees(GuidePage).sections[-1].lines[0]
    assert code not in before
    lobby.hub.start(HUB_ORIGIN=lobby.hub.url)
    lobby.wait_until(lambda: code in lobby.hub.shell(CHECKS))


def a_large_scan() -> bytes:
    """Returns one of several pieces."""
    out = io.BytesIO()
    Image.effect_noise((900, 700), 90).save(out, "PDF", quality=95)
    return out.getvalue()


def scans_while_the_hub_is_away(lobby: Lobby, scans: Path, content: bytes) -> PapersPage:
    """The page of papers, after one was scanned."""
    lobby.resident.begins("en")
    lobby.reader.do("place", card="li")
    form = goes_to_form(lobby.resident, URGENT_AID)
    lobby.hub.stop()
    lobby.resident.answers(filled(form))
    page = lobby.resident.sees(PapersPage)
    assert (page.qr, page.rows[0].key) != ("", "")
    lobby.resident.answers(page.rows[0].key)
    lobby.resident.sees(MessagePage, after=PapersPage)
    drops(scans, "0001.pdf", content)
    kept = lobby.resident.sees(MessagePage)
    assert (kept.tone, "kept here" in kept.text) == ("good", True)
    lobby.resident.answers("done")
    return lobby.resident.sees(PapersPage, after=MessagePage)


def hands_it_in(resident: Resident) -> str:
    """Returns the code."""
    resident.answers("")
    resident.sees(ReviewPage, after=PapersPage)
    reads_through(resident)
    return resident.sees(OutcomePage).code


def pages_at_the_hub(lobby: Lobby, code: str) -> int:
    query = f"""
        SELECT count(*) FROM files_paperpage AS page JOIN files_uploadsession AS upload ON upload.id = page.session_id
        JOIN cases_case AS one ON one.id = upload.case_id WHERE one.code = '{code}'
    """
    return int(lobby.hub.query(query)[0][0])


def test_a_paper_that_is_scanned_while_the_hub_is_away_follows_its_case(scans: Path, lobby: Lobby) -> None:
    content = a_large_scan()
    assert len(content) > PIECE
    page = scans_while_the_hub_is_away(lobby, scans, content)
    assert [row.badge for row in page.rows][:1] == ["kept here: 1 file"]
    code = hands_it_in(lobby.resident)
    lobby.hub.start(HUB_ORIGIN=lobby.hub.url)
    lobby.wait_until(lambda: pages_at_the_hub(lobby, code) == 1)
    handed_in_and_paper = 2
    lobby.wait_until(lambda: len(lobby.hub.get(f"cases/{code}").json()["timeline"]) == handed_in_and_paper)


def test_a_kept_paper_rests_sealed(scans: Path, lobby: Lobby) -> None:
    content = a_large_scan()
    scans_while_the_hub_is_away(lobby, scans, content)
    hands_it_in(lobby.resident)
    files = b"".join(path.read_bytes() for path in lobby.data_dir.iterdir() if path.is_file())
    assert len(files) > len(content)
    assert content[200:260] not in files
    assert b64encode(content[:300])[:200] not in files


def test_who_leaves_without_handing_in_leaves_no_paper_behind(scans: Path, lobby: Lobby) -> None:
    scans_while_the_hub_is_away(lobby, scans, a_scan())
    lobby.resident.cancels()
    lobby.resident.sees(TakePage, after=PapersPage)
    with sqlite3.connect(lobby.data_dir / "kiosk.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM outbox WHERE kind = 'paper_piece'").fetchone() == (0,)


def test_each_item_of_an_event_of_life_has_its_papers_sent_to_its_own_case(lobby: Lobby) -> None:
    resident = lobby.resident
    choice = goes_to_choice(lobby, "bereavement")
    resident.answers({"items": choice.fields[0].value})
    resident.sees(CardPage)
    lobby.reader.do("place", card="li")
    resident.answers(answers_to(resident.sees(FormPage)))
    sent = dict[str, str]()
    while isinstance(page := resident.sees_any(), PapersPage):
        first_paper(lobby, page)
        sees_received(resident, 1)
        sent[page.qr] = page.title
        resident.answers("")
    assert isinstance(page, ReviewPage)
    reads_through(resident)
    outcome = resident.sees(OutcomePage)
    with_papers = [row.label for row in outcome.rows if len(lobby.hub.get(f"cases/{row.value}").json()["timeline"]) > 1]
    assert with_papers
    assert {f"Papers for: {name}" for name in with_papers} == set(sent.values())
    assert [photographs(url).status_code for url in sent] == [410] * len(sent)
