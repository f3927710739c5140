"""Every page of the console speaks the reader's language: none shows a sentence of ours in another."""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from uuid import uuid4

import pytest
from babel.messages.pofile import read_po
from django.utils import timezone

from contract import desk
from hub.catalogue.areas import Area
from hub.catalogue.draft_model import ItemDraft
from hub.catalogue.item_parts import SECTIONS
from hub.catalogue.models import Item
from hub.channels import calls
from hub.console.urls import urlpatterns
from hub.queues.models import Window
from hub.staff.models import Role
from languages.registry import DEFAULT, LOCALES, SOURCE
from tests.hub.caller import Kiosk
from tests.hub.console.reader import Reader
from tests.hub.halls import a_window, queue_up
from tests.hub.people import staff
from tests.hub.sample import GRANT, a_submission

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ROOT = Path(__file__).resolve().parents[3]
SHORTEST = 4  # characters: "OK" and "AES" are the same in every language
_NO_TEXT = {"script", "style"}
_READ_OUT = ("title", "aria-label", "placeholder", "alt", "content")


class Sentences(HTMLParser):
    """What a page shows or has read out, piece by piece; but for the names of languages, which are their own."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.pieces: set[str] = set()
        self._within = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self._within = "language" if "lang" in named and tag != "html" else tag
        self.pieces |= {value for name in _READ_OUT if (value := named.get(name))}

    def handle_data(self, data: str) -> None:
        if self._within not in _NO_TEXT | {"language"}:
            self.pieces.add(" ".join(data.split()))


def wordings() -> Iterator[tuple[str, str]]:
    """Yields each sentence of ours with its Chinese, where they differ."""
    folder = LOCALES[DEFAULT].folder
    for path in (f"hub/locale/{folder}/LC_MESSAGES/django.po", f"locale/{folder}/LC_MESSAGES/contract.po"):
        with (ROOT / path).open("rb") as opened:
            for entry in read_po(opened):
                ids = entry.id if isinstance(entry.id, tuple) else (entry.id,)
                said = entry.string if isinstance(entry.string, tuple) else (entry.string,)
                if entry.id and len(ids[0]) >= SHORTEST and ids[0] != said[0]:
                    yield str(ids[0]), str(said[0])


def addresses(case: str) -> Iterator[str]:
    yield from (str(pattern.pattern) for pattern in urlpatterns if "<" not in str(pattern.pattern))
    yield from (f"{name}/?all" for name in ("windows", "questions", "calls", "reviews", "requests"))
    yield from (f"upkeep/{tab}/" for tab in ("retention", "consents", "keys", "kiosks", "channels"))
    window = Window.objects.get()
    yield from (f"windows/{window.pk}/", f"cases/{case}/", f"intake/{GRANT}/", f"items/versions/{GRANT}/")
    draft = f"items/drafts/{ItemDraft.objects.get().pk}"
    yield from (
        f"{draft}/{page}/" for page in (*(section.name for section in SECTIONS), "preview", "trial", "fields/0")
    )


def test_no_page_shows_a_sentence_of_ours_in_another_language(kiosk: Kiosk) -> None:
    case = str(kiosk.post("submissions", a_submission()).json()["code"])
    _window, clerk = a_window(["advice"])
    queue_up(timezone.now())
    head = staff(Role.HEAD)
    call = desk.PhoneCall(id=uuid4(), area="city", text="？", phone="13912345678", minutes=1)
    calls.log_call(call, Area.objects.get(code="city"), head, timezone.now())
    administrator = Reader(staff(Role.ADMINISTRATOR))
    administrator.send("items/start/", {"item": Item.objects.get(code=GRANT).code})
    in_chinese = dict(wordings())
    in_english = {said: sentence for sentence, said in in_chinese.items()}
    seen: set[str] = set()
    wrong: list[tuple[str, str]] = []
    for reader in (administrator, Reader(head), Reader(clerk), Reader(staff(Role.ASSESSOR))):
        for address in [one for one in addresses(case) if one not in seen]:
            for language, foreign in ((SOURCE, in_english), (DEFAULT, in_chinese)):
                reader.client.cookies["django_language"] = language.lower()
                response = reader.client.get(f"/console/{address}")
                if response.status_code != 200 or "html" not in response.headers["Content-Type"]:
                    break
                seen.add(address)
                wrong += [(address, piece) for piece in Sentences(response.content.decode()).pieces & foreign.keys()]
    assert len(seen) > 50
    assert wrong == []
