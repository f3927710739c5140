"""Every operation of the interface that reads personal data or writes leaves an entry in the audit log."""

import base64
import json
from dataclasses import dataclass, field
from datetime import time, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils import timezone

from contract.people import PersonKind
from contract.uploads import make_kept_file_id, make_piece_id
from hub.audit.models import AuditEntry
from hub.audit.wording import render_event
from hub.cases.models import Case, MissingPaper, Task
from hub.catalogue.models import Area, Department, Service
from hub.channels.models import Entry as Offer
from hub.core import signing
from hub.departments import keys
from hub.departments.models import Scope
from hub.kiosks.models import Alarm, Site
from hub.kiosks.models import Kiosk as KioskRow
from hub.kiosks.tokens import token_hash
from hub.openapi import schema
from hub.queues.models import Appointment, OfficeHours, Window
from hub.residents.models import ResidentFact
from hub.staff.models import Role
from tests.hub.assessed import a_sampled_visit
from tests.hub.base_registers import RECORDS, a_licence, a_register
from tests.hub.caller import Kiosk, as_json
from tests.hub.halls import queue_up
from tests.hub.office import Desk
from tests.hub.people import a_department, a_street, staff
from tests.hub.register_process import base_registers
from tests.hub.rows import write_rows
from tests.hub.sample import GRANT, a_number, a_person, a_submission
from tests.hub.telephone import Telephone, a_photograph
from tests.hub.uploads import ask_for_papers
from tests.hub.workflows import with_a_grant, with_a_notice

V1 = "/api/v1/"
# Neither personal data nor a write that no row of its own tells of; docs/decisions/0041 says why of each kind.
NOT_ON_TRAIL = {
    "get catalogue": "published to all",
    "get directory": "published to all",
    "get directory/entries": "published to all",
    "get notices": "published to all",
    "get places": "houses, shops and facilities, nobody's",
    "get places/map": "a picture of the neighbourhood",
    "get boards/{site}": "hangs in the hall",
    "get cases/{code}": "no personal data: state and dates of a code",
    "get appointments/offer": "free places, nobody's",
    "get appointments/slots": "free places, nobody's",
    "get casework/list/{which}": "codes, items and limits, nobody's data",
    "get casework/counts": "how many, nobody's data",
    "get calls": "who took a call and when; what was said is in the question",
    "get notices/list": "published to all",
    "get kiosks": "machines",
    "get sites/{site}/queue": "numbers, nobody's name",
    "get sites/{site}/windows": "numbers, nobody's name",
    "get waits": "how many wait, nobody's name",
    "get tickets/{ticket_id}": "a number, nobody's name",
    "post tickets": "a number, nobody's name; its row says which kiosk gave it, and when",
    "post tickets/{ticket_id}/confirm": "as above",
    "post tickets/{ticket_id}/void": "as above",
    "post kiosks/heartbeat": "how a machine is, in its own row",
    "post messages/reports/{channel}": "what became of a message, in its own row; signed by the gateway",
    "post paper-checks": "papers that were missing, nobody's name; its row says at which kiosk, and when",
    "get uploads/{upload}": "how many pages have come; each that came is in the audit log",
    "post uploads/{upload}/end": "when a link ended, in its own row",
    "post questions/answered": "answers for everybody; what is typed is not kept",
    "post searches": "words, nobody's, and the day",
}


@dataclass
class Walk:
    """A kiosk, staff, and what they have called so far."""

    kiosk: Kiosk
    head: Desk
    technician: Desk
    called: set[str] = field(default_factory=set)

    def at_kiosk(self, operation: str, body: Any = None, **parts: Any) -> Any:
        return self.call(operation, parts, lambda path: self._from_kiosk(operation, path, body))

    def by_staff(self, operation: str, body: Any = None, query: str = "", by: Desk | None = None, **parts: Any) -> Any:
        desk = by or self.head
        method = operation.partition(" ")[0]
        ask = (lambda path: desk.get(path + query)) if method == "get" else (lambda path: desk.post(path + query, body))
        return self.call(operation, parts, ask)

    def _from_kiosk(self, operation: str, path: str, body: Any) -> tuple[int, Any]:
        response = self.kiosk.get(path) if operation.startswith("get ") else self.kiosk.post(path, body)
        return response.status_code, json.loads(response.content)

    def call(self, operation: str, parts: dict[str, Any], ask: Any) -> Any:
        """Returns the answer. It has to be a good one, and to have left its entry."""
        before = AuditEntry.objects.count()
        status, answer = ask(operation.partition(" ")[2].format(**parts))
        assert status == 200, (operation, answer)
        assert AuditEntry.objects.count() > before or operation in NOT_ON_TRAIL, operation
        self.called.add(operation)
        return answer


def all_operations() -> set[str]:
    paths = json.loads(schema())["paths"]
    return {f"{method} {path.removeprefix(V1)}" for path, methods in paths.items() for method in methods}


def test_whatever_reads_personal_data_or_writes_is_on_the_trail(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "HUB_ORIGIN", "http://testserver")
    monkeypatch.setattr(settings, "HUB_FILES", tmp_path)
    walk = Walk(kiosk, Desk(staff(Role.HEAD)), Desk(staff(Role.TECHNICIAN)))
    for chapter in (residents, cases, casework, queues, appointments, channels, kiosks, departments, certificates):
        chapter(walk)
    assert all_operations() - walk.called - NOT_ON_TRAIL.keys() == set()
    assert NOT_ON_TRAIL.keys() - all_operations() == set()
    assert {
        action for action in AuditEntry.objects.values_list("action", flat=True) if render_event(action) == action
    } == set()


def person(**changes: Any) -> Any:
    return json.loads(a_person(**changes).model_dump_json())


def now() -> str:
    return timezone.now().isoformat()


def residents(walk: Walk) -> None:
    by_another_card = a_person(kind=PersonKind.SOCIAL_SECURITY, card_number="A12345678")
    walk.at_kiosk("post submissions", a_submission(applicant=by_another_card))
    walk.at_kiosk("post residents/token", {"kind": "social_security_card", "content": "A12345678"})
    mine = {"number": a_number()}
    walk.at_kiosk("post residents/facts", mine)
    purpose = walk.at_kiosk("post residents/consents/search", mine)["consents"][0]["purpose"]
    choice = {"id": str(uuid4()), "person": person(), "purpose": purpose, "given": True}
    walk.at_kiosk("post residents/consents", choice)
    walk.by_staff("post people/consents", {**choice, "id": str(uuid4())})
    wrong = {"id": str(uuid4()), "person": person(), "key": "phone", "value": "13900000001", "reason": "换号"}
    ResidentFact.objects.filter(key="phone").update(checked_at=timezone.now() - timedelta(days=2000))
    still = {"person": person(), "key": "phone", "value": "13912345678"}
    walk.at_kiosk("post residents/facts/checked", still)
    walk.at_kiosk("post residents/corrections", wrong)
    walk.at_kiosk("post residents/corrections/search", mine)
    agent, until = person(number=a_number(777), name="钱某"), str(timezone.localdate() + timedelta(days=30))
    given = {"id": str(uuid4()), "principal": person(), "agent": agent, "items": ["000111222333"], "until": until}
    mandate = walk.at_kiosk("post residents/mandates", given)["id"]
    walk.at_kiosk("post residents/mandates/search", mine)
    walk.at_kiosk("post residents/mandates/{mandate}/revoke", mine, mandate=mandate)
    why = {"ground": {"kind": "words", "value": "居民当面询问"}}
    walk.by_staff("post people/search", {**mine, **why})
    walk.by_staff("post people/callers", {"phone": "13912345678", **why})
    shown = {
        **given,
        "id": str(uuid4()),
        "principal": None,
        "organisation": {"code": "91110000600037341L", "name": "某社"},
    }
    mandate = walk.by_staff("post mandates/taken", shown)["id"]
    walk.by_staff("post people/organisations/search", {"code": "91110000600037341L", **why})
    walk.by_staff("post mandates/{mandate}/end", mandate=mandate)
    taken = {**wrong, "id": str(uuid4()), "area": "city", "value": "13900000002"}
    correction = walk.by_staff("post corrections/taken", taken)["id"]
    walk.by_staff("get corrections/list")
    decision = {"accepted": True}
    walk.by_staff("post corrections/{correction}/decide", decision, correction=correction)


def cases(walk: Walk) -> None:
    submission = a_submission()
    walk.at_kiosk("post submissions", submission)
    code = Case.objects.get(pk=submission.id).code
    walk.at_kiosk("post cases/search", {"number": a_number()})
    walk.at_kiosk("get cases/{code}", code=code)
    walk.at_kiosk("post cases/own", {"code": code, "last_four": a_number()[-4:]})
    walk.at_kiosk("post cases/receipt", {"code": code, "number": a_number()})
    complaint = {"id": str(uuid4()), "code": code, "number": a_number(), "text": "一直没有答复"}
    walk.at_kiosk("post cases/complaints", complaint)
    draft = {"id": str(uuid4()), "item": GRANT, "item_version": 1, "number": a_number(), "answers": {"reason": "漏水"}}
    own = {"code": walk.at_kiosk("post drafts", draft)["code"], "number": a_number()}
    walk.at_kiosk("post drafts/search", {"number": a_number()})
    for part in ("own", "delete"):
        walk.at_kiosk(f"post drafts/{part}", own)
    for part in ("", "/link", "/copy", "/erase"):
        walk.at_kiosk(f"post residents/record{part}", {"number": a_number()})
    walk.at_kiosk("post cases/withdraw", {"code": code, "number": a_number()})


def casework(walk: Walk) -> None:
    area, other = a_street(), a_department()
    taken_in = json.loads(a_submission().model_dump_json())
    walk.by_staff("post casework/submissions", taken_in, "?area=city")
    code = Case.objects.get(pk=taken_in["id"]).code
    walk.by_staff("get casework/list/{which}", which="department")
    walk.by_staff("post casework/{code}/hand-over", {"area": area.code}, code=code)
    walk.by_staff("get casework/{code}", code=code)
    walk.by_staff("post casework/{code}/supplement", {"papers": [{"zh": "户口簿"}, {"zh": "收入证明"}]}, code=code)
    papers_by_telephone(walk, code)
    paper = MissingPaper.objects.get(supplement__case__code=code, received_at=None).pk
    walk.by_staff("post casework/{code}/papers", {"papers": [paper]}, code=code)
    walk.by_staff("post casework/{code}/move", {"move": "accept"}, code=code)
    wanted = {"department": other.code, "name": {"zh": "核对"}}
    walk.by_staff("post casework/{code}/tasks", wanted, code=code)
    task = Task.objects.get(case__code=code, department=other).pk
    clerk = staff(Role.CLERK, [area], [other])
    walk.by_staff("post casework/{code}/tasks/{task_id}/assign", {"to": clerk.username}, code=code, task_id=task)
    walk.by_staff("post casework/{code}/tasks/{task_id}/done", {"finding": {"zh": "属实"}}, code=code, task_id=task)
    wanted = {"department": other.code, "name": {"zh": "复核"}}
    walk.by_staff("post casework/{code}/tasks", wanted, code=code)
    own = Task.objects.filter(case__code=code, department__code="civil").exclude(state="done").first()
    skip = {"reason": {"zh": "另案已查"}}
    if own is not None:
        walk.by_staff("post casework/{code}/tasks/{task_id}/leave-out", skip, code=code, task_id=own.pk)
    with_a_notice(Case.objects.get(code=code))
    until = str(timezone.localdate() + timedelta(days=8))
    walk.by_staff("post casework/{code}/notice", {"until": until}, code=code)
    entitlements(walk, code)
    colleague = staff(Role.CLERK, [area], [Department.objects.get(code="civil")])
    walk.by_staff("post casework/{code}/hand-on", {"to": colleague.username}, code=code)


def entitlements(walk: Walk, code: str) -> None:
    """Granted after the decision, and ended."""
    case = with_a_grant(Case.objects.get(code=code))
    write_rows(Case.objects.filter(pk=case.pk), state="decided", pause="", answer={"zh-Hans": "同意"})
    day = str(timezone.localdate())
    granted = walk.by_staff("post casework/{code}/entitlement", {"first_day": day}, code=code)
    end = {"last_day": day, "reason": "户口迁出"}
    walk.by_staff("post casework/entitlements/{entitlement_id}/end", end, entitlement_id=granted["id"])


def papers_by_telephone(walk: Walk, code: str) -> None:
    """One of those that the case lacks."""
    ask_for_papers()
    item = {"id": str(uuid4()), "item": GRANT, "item_version": 1, "locale": "en"}
    walk.at_kiosk("post uploads", item)
    licence_by_register(walk, str(item["id"]))
    walk.at_kiosk("post uploads/{upload}/end", upload=item["id"])
    mine = {"id": str(uuid4()), "locale": "en", "code": code, "number": a_number()}
    Telephone(walk.at_kiosk("post uploads/supplement", mine)["url"]).sends(0, a_photograph())
    scan = a_photograph("scanned")
    piece = {"file": str(uuid4()), "position": 0, "size": len(scan), "offset": 0}
    content = base64.b64encode(scan).decode()
    walk.at_kiosk("post uploads/{upload}/pieces", {**piece, "content": content}, upload=mine["id"])
    file = make_kept_file_id()
    late = {**piece, "content": content, "id": str(make_piece_id(file, 0)), "file": str(file), "upload": item["id"]}
    walk.at_kiosk("post kept-papers", late)
    walk.at_kiosk("get uploads/{upload}", upload=mine["id"])
    walk.at_kiosk("post uploads/{upload}/hand-in", upload=mine["id"])


def licence_by_register(walk: Walk, upload: str) -> None:
    """The item's first paper has one."""
    with base_registers(Path(str(settings.HUB_FILES)), RECORDS) as start:
        a_register("licence", start())
        a_licence(papers="户口簿")
        body = {"id": str(uuid4()), "person": person(), "position": 0}
        walk.at_kiosk("post uploads/{upload}/licences", body, upload=upload)


def queues(walk: Walk) -> None:
    site = Site.objects.get(code="centre")
    window = Window.objects.create(site=site, name="1号窗口")
    other = Window.objects.create(site=site, name="2号窗口")
    window.services.set(Service.objects.all())
    for end in ("confirm", "void"):
        ticket = walk.at_kiosk("post tickets", {"id": str(uuid4()), "service": "advice"})["id"]
        walk.at_kiosk(f"post tickets/{{ticket_id}}/{end}", ticket_id=ticket)
        walk.at_kiosk("get tickets/{ticket_id}", ticket_id=ticket)
    held = {"service": "advice", "holder": a_number()}
    mine = walk.at_kiosk("post tickets", {"id": str(uuid4()), **held})["id"]
    assert walk.at_kiosk("post tickets/held", held)["id"] == mine
    walk.at_kiosk("post tickets/{ticket_id}/give-back", {"holder": a_number()}, ticket_id=mine)
    for _ in range(4):
        walk.by_staff("post sites/{site}/tickets", {"id": str(uuid4()), "service": "advice"}, site="centre")
    at: dict[str, Any] = {"window_id": window.pk}
    walk.by_staff("get sites/{site}/windows", site="centre")
    walk.by_staff("get sites/{site}/queue", site="centre")
    walk.by_staff("post windows/{window_id}/open", **at)
    one = {"ticket": walk.by_staff("post windows/{window_id}/next", **at)["current"]["id"]}
    for _ in range(2):
        walk.by_staff("post windows/{window_id}/recall", one, **at)
    walk.by_staff("post windows/{window_id}/miss", one, **at)
    walk.by_staff("post sites/{site}/tickets/{ticket_id}/return", site="centre", ticket_id=one["ticket"])
    walk.by_staff("post windows/{window_id}/call", one, **at)
    walk.by_staff("post windows/{window_id}/hold", one, **at)
    walk.by_staff("post windows/{window_id}/call", one, **at)
    walk.by_staff("post windows/{window_id}/return", one, **at)
    walk.by_staff("post windows/{window_id}/call", one, **at)
    walk.by_staff("post windows/{window_id}/transfer", {**one, "window": other.pk}, **at)
    two = {"ticket": walk.by_staff("post windows/{window_id}/next", **at)["current"]["id"]}
    walk.by_staff("post windows/{window_id}/finish", two, **at)
    walk.by_staff("post windows/{window_id}/close", **at)
    walk.at_kiosk("get boards/{site}", site="centre")


def appointments(walk: Walk) -> None:
    site, advice, today = Site.objects.get(code="centre"), Service.objects.get(code="advice"), timezone.localdate()
    for weekday in range(7):
        OfficeHours.objects.create(site=site, service=advice, weekday=weekday, starts=time(0), ends=time(23, 30))
    free: list[dict[str, Any]] = []
    for ahead in range(1, 20):  # on the next working days
        query = f"?service=advice&day={today + timedelta(days=ahead)}&site=centre"
        free += walk.by_staff("get appointments/slots", query=query)["slots"]
    booking = {"id": str(uuid4()), "service": "advice", "starts_at": free[0]["starts_at"], "number": a_number()}
    walk.at_kiosk("post appointments", booking)
    walk.at_kiosk("post appointments/search", {"number": a_number()})
    walk.at_kiosk("post appointments/cancel", {"number": a_number()})
    coming = Appointment.objects.get(pk=booking["id"])
    coming.state, coming.starts_at = "booked", timezone.now()
    coming.save()
    walk.at_kiosk("post appointments/check_in", {"code": coming.code, "ticket": str(uuid4())})


def channels(walk: Walk) -> None:
    asked = {"id": str(uuid4()), "text": "几点开门？", "phone": "13912345678", "number": a_number(), "asked_at": now()}
    question = walk.at_kiosk("post questions", asked)["code"]
    walk.at_kiosk("post questions/search", {"number": a_number()})
    walk.by_staff("get questions/list")
    walk.by_staff("post questions/{code}/answer", {"text": "九点。"}, code=question)
    for way, more in (("questions/taken", {}), ("calls", {"phone": "13912345678", "minutes": 3})):
        walk.by_staff(f"post {way}", {"id": str(uuid4()), "area": "city", "text": "在哪里？", **more})
    walk.by_staff("get calls")
    visit = queue_up(timezone.now())
    visit.state, visit.served_at = "served", timezone.now()
    visit.kiosk = KioskRow.objects.get(token_hash=token_hash(walk.kiosk.token))
    visit.save()
    given = {"id": str(uuid4()), "ticket": str(visit.pk), "grade": 2, "given_at": now()}
    review = walk.at_kiosk("post reviews", given)["code"]
    matter = a_sampled_visit(visit)
    survey = walk.at_kiosk("post surveys/own", {"ticket": str(visit.pk)})["surveys"][0]
    assert survey["id"] == str(matter.pk)
    walk.at_kiosk("post surveys", {"id": survey["id"], "answers": {"q1": "good"}, "given_at": now()})
    walk.by_staff("get reviews/list")
    walk.by_staff("post reviews/{code}/answer", {"text": "我们会改进。"}, code=review)
    days = f"?since={timezone.localdate()}&until={timezone.localdate()}"
    walk.by_staff("get reviews/export", query=days, by=Desk(staff(Role.ASSESSOR)))
    walk.at_kiosk("get notices")
    walk.at_kiosk("post notices/mine", {"number": a_number()})
    told = {
        "area": "city",
        "title": {"zh-Hans": "停电"},
        "body": {"zh-Hans": "明日停电。"},
        "since": str(timezone.localdate()),
    }
    notice = walk.by_staff("post notices/publish", told)["id"]
    walk.by_staff("get notices/list")
    walk.by_staff("post notices/{notice_id}/withdraw", notice_id=notice)
    city = Area.objects.get(code="city")
    offer = Offer.objects.create(area=city, kind="convenience", name="助餐", about="x", place="x", hours="x")
    walk.at_kiosk("get directory")
    texts = {name: {"zh-Hans": "助浴"} for name in ("name", "about", "place", "hours")}
    entry = walk.by_staff("post directory/entries", {"area": "city", "kind": "convenience", **texts})["id"]
    changed = {"area": "city", "kind": "convenience", **texts, "offered": False}
    walk.by_staff("post directory/entries/{entry_id}", changed, entry_id=entry)
    walk.by_staff("get directory/entries")
    wish = {"entry": offer.pk, "name": "孙某", "phone": "13912345678", "wish": "午餐", "asked_at": now()}
    request = walk.at_kiosk("post directory/requests", {"id": str(uuid4()), **wish})["code"]
    walk.by_staff("get directory/requests/list")
    walk.by_staff("post directory/requests/{code}", {"state": "taken"}, code=request)


def kiosks(walk: Walk) -> None:
    made = walk.by_staff("post kiosks/codes", {"kiosk": "lobby-1", "site": "centre"}, by=walk.technician)
    walk.at_kiosk("post kiosks/enrol", {"code": made["code"]})
    report = {"at": now(), "version": "1", "outbox": 0, "refused": 0, "devices": []}
    health = {"instance": "first run", "clock_at": now()}
    marks = walk.at_kiosk("post kiosks/heartbeat", {**report, "health": health})["marks"]
    walk.at_kiosk("post kiosks/reconcile", {"epoch": marks["epoch"]})
    walk.by_staff("get kiosks", by=walk.technician)
    walk.by_staff("post kiosks/{name}/commands", {"kind": "refresh"}, by=walk.technician, name="lobby-1")
    row = KioskRow.objects.get(name="lobby-1")
    alarm = Alarm.objects.create(kiosk=row, kind="silent", raised_at=timezone.now())
    walk.by_staff("post alarms/{alarm_id}/acknowledge", by=walk.technician, alarm_id=alarm.pk)
    walk.by_staff("post kiosks/{name}/revoke", by=walk.technician, name="lobby-1")
    walk.at_kiosk("get catalogue")


def departments(walk: Walk) -> None:
    """A department's system refuses a case: signed, as it has to be."""
    civil, submission = Department.objects.get(code="civil"), a_submission()
    walk.at_kiosk("post submissions", submission)
    key = keys.add("civil", civil, Scope, timezone.now())
    said = {"case": Case.objects.get(pk=submission.id).code, "said": "refused", "note": {"zh": "不符合条件。"}}
    signed = signing.sign(key.secret, str(uuid4()), as_json(said), timezone.now())

    def send(path: str) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {key.key}", **signed}
        answer = walk.kiosk.client.post(f"{V1}{path}", as_json(said), "application/json", headers=headers)
        return answer.status_code, answer.json()

    walk.call("post departments/answers", {}, send)


def certificates(walk: Walk) -> None:
    submission = a_submission()
    walk.at_kiosk("post submissions", submission)
    case = Case.objects.get(pk=submission.id)
    write_rows(
        Case.objects.filter(pk=case.pk), state="decided", answer={"zh-Hans": "已出具"}, answered_at=timezone.now()
    )
    result = {"title": "参保证明", "rows": [{"label": "险种", "value": "养老保险"}]}
    walk.by_staff("post casework/{code}/result", result, code=case.code)
    mine = {"code": case.code, "number": a_number()}
    walk.at_kiosk("post certificates/own", mine)
    walk.at_kiosk("post certificates/choose", {**mine, "way": "print"})
    walk.at_kiosk("post certificates/pages", mine)
    walk.at_kiosk("post certificates/printed", mine)
