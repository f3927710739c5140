"""Papers that a kiosk kept follow their case piece by piece: each page once, whatever comes twice or out of order."""

from base64 import b64encode
from typing import Any
from uuid import UUID, uuid4

import pytest

from contract.problems import REFUSED
from contract.uploads import make_kept_file_id, make_piece_id
from hub.cases.models import Case, Event
from hub.files.kept_papers import list_received
from hub.files.models import PaperPage
from hub.kiosks import services as kiosks
from tests.hub.caller import Kiosk
from tests.hub.telephone import a_pdf, a_photograph
from tests.hub.uploads import HOUSEHOLD, clerk, hands_in, opens

pytestmark = pytest.mark.usefixtures("telephones")
PIECE = 4096  # bytes


def pieces_of(upload: UUID, content: bytes) -> list[dict[str, Any]]:
    file = make_kept_file_id()
    return [
        {
            "id": str(make_piece_id(file, offset)),
            "upload": str(upload),
            "file": str(file),
            "position": HOUSEHOLD,
            "size": len(content),
            "offset": offset,
            "content": b64encode(content[offset : offset + PIECE]).decode(),
        }
        for offset in range(0, len(content), PIECE)
    ]


def follows(kiosk: Kiosk, pieces: list[dict[str, Any]]) -> list[int]:
    """Returns the status of each answer."""
    return [kiosk.post("kept-papers", piece).status_code for piece in pieces]


def notes(case: Case, *, public: bool) -> list[str]:
    return [
        entry.note.in_locale("zh-Hans")
        for entry in case.timeline.filter(event=Event.PAPER_RECEIVED, public=public)
        if entry.note
    ]


def test_what_a_kiosk_kept_while_it_was_cut_off_follows_its_case(kiosk: Kiosk) -> None:
    upload = uuid4()
    case = hands_in(kiosk, upload, kept=1)
    assert notes(case, public=False) == ["还有材料保存在自助终端上，稍后自动送达：1 份。"]
    pieces = pieces_of(upload, a_photograph(size=(900, 1200)))
    assert len(pieces) > 2
    assert follows(kiosk, pieces) == [200] * len(pieces)
    page = PaperPage.objects.get(session__case=case)
    assert notes(case, public=True) == ["自助终端又送来 1 页材料。"]
    assert clerk().client.get(f"/console/cases/{case.code}/papers/{page.pk}/").status_code == 200


def test_what_comes_again_changes_nothing(kiosk: Kiosk) -> None:
    upload = uuid4()
    case = hands_in(kiosk, upload, kept=1)
    pieces = pieces_of(upload, a_pdf(3))
    twice = [piece for piece in pieces for _ in range(2)]
    assert set(follows(kiosk, [*twice, *pieces])) == {200}
    assert PaperPage.objects.filter(session__case=case).count() == 3
    assert len(notes(case, public=True)) == 1


def test_what_was_begun_during_the_visit_goes_on_after_it(kiosk: Kiosk) -> None:
    upload = uuid4()
    opens(kiosk, upload)
    pieces = pieces_of(upload, a_photograph(size=(900, 1200)))
    begun = {name: value for name, value in pieces[0].items() if name not in ("id", "upload")}
    assert kiosk.post(f"uploads/{upload}/pieces", begun).json() == {"offset": PIECE, "done": False}
    case = hands_in(kiosk, upload, kept=1)
    assert kiosk.post(f"uploads/{upload}/pieces", begun).status_code == 410
    assert set(follows(kiosk, pieces)) == {200}
    assert PaperPage.objects.filter(session__case=case).count() == 1


def test_what_comes_before_its_case_or_its_beginning_is_asked_for_again(kiosk: Kiosk) -> None:
    upload = uuid4()
    pieces = pieces_of(upload, a_photograph(size=(900, 1200)))
    early = kiosk.post("kept-papers", pieces[0])
    hands_in(kiosk, upload, kept=1)
    unordered = kiosk.post("kept-papers", pieces[1])
    for answer in (early, unordered):
        assert (answer.status_code, answer.json()["type"] == REFUSED) == (409, False)
    assert set(follows(kiosk, pieces)) == {200}


def test_another_kiosk_adds_nothing_to_a_case(kiosk: Kiosk) -> None:
    upload = uuid4()
    case = hands_in(kiosk, upload, kept=1)
    other = Kiosk(kiosk.client, kiosks.add(f"other {uuid4()}"))
    assert follows(other, pieces_of(upload, a_photograph()))[:1] == [404]
    assert not PaperPage.objects.filter(session__case=case).exists()


def test_staff_hear_of_one_that_cannot_be_read(kiosk: Kiosk) -> None:
    upload = uuid4()
    case = hands_in(kiosk, upload, kept=1)
    assert follows(kiosk, pieces_of(upload, b"no picture at all")) == [422]
    assert "无法读取" in notes(case, public=False)[-1]


def test_a_hub_that_went_back_in_time_knows_which_pieces_it_lacks(kiosk: Kiosk) -> None:
    upload = uuid4()
    hands_in(kiosk, upload, kept=3)
    whole, begun, lost = (pieces_of(upload, a_photograph(words=words, size=(900, 1200))) for words in "abc")
    follows(kiosk, [*whole, *begun[:2]])
    ids = [UUID(piece["id"]) for piece in (*whole, *begun, *lost)]
    assert list_received(ids) == {UUID(piece["id"]) for piece in (*whole, *begun[:2])}
