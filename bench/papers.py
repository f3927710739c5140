"""10 MB of papers from the scanner beside the kiosk, over a line of 2 Mbit/s: what the resident waits, for each paper
and for the case number, and how long the rest takes in the background."""

import io
from functools import partial
from pathlib import Path
from time import perf_counter

from PIL import Image

from bench.bare_kiosk import bare_kiosk
from bench.measure import Row, Samples
from bench.slow_line import slow_line
from kiosk.pages.kinds import MessagePage, OutcomePage, ReviewPage
from kiosk.pages.paper_kinds import PapersPage
from tests.kiosk.conftest import Lobby
from tests.kiosk.item_robot import LANGUAGE, leaves
from tests.kiosk.steps import URGENT_AID, filled, goes_to_form
from tests.together import wait_until

MEGABITS = 2.0
VISITS, FILES, SIZE = 2, 5, 2_000_000  # bytes of each file
BAR = 2.0  # seconds
_PATIENCE = 300.0  # seconds until all is at the hub
_PAGES = """
    SELECT count(*) FROM files_paperpage AS page JOIN files_uploadsession AS upload ON upload.id = page.session_id
    JOIN cases_case AS one ON one.id = upload.case_id WHERE one.code = '{code}'
"""


def rows() -> list[Row]:
    waits: list[float] = []
    behind: list[float] = []
    with bare_kiosk(partial(slow_line, megabits=MEGABITS)) as (lobby, scans):
        for visit in range(VISITS):
            waits += _hand_in(lobby, scans, visit, behind)
    took = Samples(tuple(waits))
    name = f"10 MB of papers on 2 Mbit/s: a wait of the resident ({max(behind):.0f} s more in the background)"
    return [Row(name, "s", took, f"p95 ≤ {BAR:g}, all at the hub", took.p95 <= BAR)]


def _hand_in(lobby: Lobby, scans: Path, visit: int, behind: list[float]) -> list[float]:
    """Returns the seconds that the resident waited for each file and for the number; adds how long the rest took."""
    resident = lobby.resident
    resident.begins(LANGUAGE)
    lobby.reader.do("place", card="li")
    resident.answers(filled(goes_to_form(resident, URGENT_AID)))
    papers = resident.sees(PapersPage)
    resident.answers(papers.rows[0].key)
    resident.sees(MessagePage, after=PapersPage)
    waits = [_scan(lobby, scans, f"{visit}-{number}") for number in range(FILES)]
    resident.answers("done")
    resident.sees(PapersPage, after=MessagePage)
    resident.answers("")
    resident.sees(ReviewPage, after=PapersPage)
    began = perf_counter()
    resident.answers("")
    while not isinstance(page := resident.sees_any(), OutcomePage):
        if isinstance(page, MessagePage):
            began = perf_counter()  # they are asked whether their details may be kept
            resident.answers("no")
    waits.append(perf_counter() - began)
    began = perf_counter()
    code = page.code
    leaves(lobby)
    query = _PAGES.format(code=code)
    wait_until(lambda: lobby.hub.query(query)[0][0] == FILES, within=_PATIENCE)
    behind.append(perf_counter() - began)
    return waits


def _scan(lobby: Lobby, scans: Path, name: str) -> float:
    """Returns the seconds from the file in the scanner's folder to the word that it is taken."""
    (scans / f"{name}.part").write_bytes(_page())
    began = perf_counter()
    (scans / f"{name}.part").rename(scans / f"{name}.jpg")
    if lobby.resident.sees(MessagePage).tone != "good":
        raise RuntimeError("a paper was not taken")
    return perf_counter() - began


def _page() -> bytes:
    """Returns a page of about SIZE bytes; another each time."""
    out = io.BytesIO()
    Image.effect_noise((1650, 1650), 90).save(out, "JPEG", quality=95)
    return out.getvalue()
