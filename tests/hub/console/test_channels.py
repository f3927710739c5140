"""Questions, reviews and notices on their pages."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from contract import channels as c
from hub.audit.models import AuditEntry
from hub.channels import reviews
from hub.channels.models import AreaNotice, Question, Review
from hub.kiosks.models import Kiosk
from hub.staff.models import Role
from tests.hub.console.reader import Reader
from tests.hub.halls import served
from tests.hub.people import a_street, staff

pytestmark = pytest.mark.usefixtures("database")


def ask(reader: Reader, text: str = "几点开门？", **more: object) -> Question:
    key = str(uuid4())
    reader.send("questions/take/", {"id": key, "area": "city", "text": text, "phone": "13912345678"} | more)
    return Question.objects.get(pk=key)


def test_a_question_is_written_down_and_answered() -> None:
    window, clerk = Reader(staff(Role.WINDOW)), Reader(staff(Role.CLERK))
    row = ask(window)
    assert "几点开门？" in clerk.page("questions/")
    assert 'role="alert"' in clerk.send(f"questions/{row.code}/", {"text": " "})
    clerk.send(f"questions/{row.code}/", {"text": "八点半"})
    assert "几点开门？" not in clerk.page("questions/")
    assert "八点半" in clerk.page("questions/?all")


def test_a_telephone_number_is_masked_until_it_is_asked_for_on_record() -> None:
    reader = Reader(staff(Role.WINDOW))
    ask(reader)
    assert "13912345678" not in reader.page("questions/")
    assert "13912345678" in reader.send("questions/reveal/")
    assert AuditEntry.objects.filter(action="read telephone numbers").count() == 1


def test_a_bad_review_is_answered_without_telling_whose_it_is() -> None:
    now = timezone.now()
    ticket = served(now)
    kiosk = Kiosk.objects.latest("pk")
    reviews.give(c.Review(id=uuid4(), ticket=ticket.pk, grade=c.Grade.DISSATISFIED, given_at=now), kiosk, now)
    head, row = Reader(staff(Role.HEAD)), Review.objects.get()
    page = head.page("reviews/")
    assert "不满意" in page
    assert ticket.number not in page
    head.send(f"reviews/{row.code}/", {"text": "已改进"})
    assert "不满意" not in head.page("reviews/").split("<main", 1)[1]
    assert "已改进" in head.page("reviews/?all")
    assert "评价,不满意,1" in head.client.get("/console/figures/csv/").content.decode()


def test_a_notice_is_published_and_withdrawn() -> None:
    reader = Reader(staff(Role.HEAD))
    today = timezone.localdate()
    form = {
        "area": "city",
        "group": "elderly",
        "title[zh-Hans]": "体检",
        "body[zh-Hans]": "周三免费体检",
        "since": today.isoformat(),
    }
    early = {**form, "until": (today - timedelta(days=1)).isoformat()}
    assert 'role="alert"' in reader.send("notices/publish/", early)
    noise = SimpleUploadedFile("poster.png", b"none", "image/png")
    assert 'role="alert"' in reader.send("notices/publish/", {**form, "picture": noise})
    poster = io.BytesIO()
    Image.new("RGB", (1400, 700), "red").save(poster, "PNG")
    sent = SimpleUploadedFile("poster.png", poster.getvalue(), "image/png")
    assert "体检" in reader.send("notices/publish/", {**form, "picture": sent})
    row = AreaNotice.objects.get()
    assert Image.open(io.BytesIO(row.picture), formats=("JPEG",)).size == (900, 450)
    assert (row.group, row.made_by) == ("elderly", reader.user)
    reader.send(f"notices/{row.pk}/withdraw/")
    assert AreaNotice.objects.get().withdrawn_at is not None


def test_what_is_elsewhere_is_not_there() -> None:
    row, far = ask(Reader(staff(Role.WINDOW))), Reader(staff(Role.HEAD, [a_street()]))
    assert "几点开门？" not in far.page("questions/?all")
    far.send(f"questions/{row.code}/", {"text": "x"}, 404)
    far.send("questions/take/", {"id": str(uuid4()), "area": "city", "text": "x"}, 404)
    far.send("notices/publish/", {"area": "city"}, 404)
    far.send("notices/1/withdraw/", status=404)
    far.send("reviews/ABCD-ABCD-ABCD/", {"text": "x"}, 404)


def test_who_is_reviewed_reads_no_reviews() -> None:
    Reader(staff(Role.WINDOW)).page("reviews/", 403)
    Reader(staff(Role.WINDOW)).page("notices/", 403)
    Reader(staff(Role.HEAD)).page("reviews/?all")


def test_an_assessor_takes_the_reviews_with_him_and_nothing_else() -> None:
    now = timezone.now()
    ticket = served(now)
    kiosk = Kiosk.objects.latest("pk")
    reviews.give(c.Review(id=uuid4(), ticket=ticket.pk, grade=c.Grade.DISSATISFIED, given_at=now), kiosk, now)
    assessor = Reader(staff(Role.ASSESSOR))
    assert "reviews/export/" in assessor.page("figures/")
    assert "不满意" in assessor.page("reviews/export/")
    assert "不满意" not in assessor.page("reviews/export/?since=2020-01-01&until=2020-12-31")
    for day in ("never", "0001-01-01", "9999-12-31"):
        assessor.page(f"reviews/export/?since={day}", status=404)
    assessor.page("reviews/", status=403)
    Reader(staff(Role.HEAD)).page("reviews/export/", status=403)
