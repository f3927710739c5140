"""The pages of a real kiosk in the active language, each with the most that it may have to show."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from contract.cases import Accepted, CaseDetail, CaseState, CaseSummary, TimelineEntry, case_code
from contract.catalogue import CardRule, Item, RequiredPaper
from contract.channels import Acknowledgement, Entry, EntryKind, Grade, Reply
from contract.forms import Field, FieldKind
from contract.kiosks import Lobby, OpenHours
from contract.people import SENSITIVE_FACTS, Person, PersonKind
from contract.queues import Appointment, AppointmentState, ServiceWait, Slot
from contract.text import Text
from contract.tickets import Priority, Ticket, TicketState
from contract.uploads import UploadLink, UploadPaper
from contract.wording import too_long
from devices.base import Condition, Fault, PaperLevel, Status
from hub.catalogue.starter import starter_catalogue
from kiosk.app import first_pages
from kiosk.app.first_pages import attract_page
from kiosk.pages import fault_text, holder, item_guide, kinds, technician_kinds
from kiosk.pages.form_filling import form_fields
from kiosk.pages.kinds import Page
from kiosk.pages.known_facts import FactWithOrigin
from kiosk.pages.language import _, language
from kiosk.pages.next_step import after_application
from kiosk.pages.page_parts import Choice, Tone
from kiosk.pages.printed import HandedIn
from kiosk.technician import devices
from kiosk.visits import (
    act_for,
    answers,
    apply,
    appointments,
    booking,
    consult,
    directory,
    find,
    held_number,
    no_card,
    outcome,
    own_cases,
    papers,
    queueing,
    rate,
    reuse,
    take_number,
)
from kiosk.visits.questions import ApplicationDraft
from screens.sample_attract import draw_poster
from tests.screens.event_pages import event_pages
from tests.screens.paper_pages import paper_pages, with_places
from tests.screens.record_pages import record_pages
from tests.screens.saved_pages import saved_pages

SITE = "幸福里街道阳光社区党群服务中心（便民服务大厅）"
NOW = datetime(2026, 11, 22, 10, 43, tzinfo=UTC)
CASE = UUID(int=7**40)
STORY = "丈夫十一月初突发脑梗住院，自费部分较多，孩子还在上学，家里暂时没有收入。" * 8
ENTRY = Entry(
    id=1,
    kind=EntryKind.CONVENIENCE,
    name=Text(
        {
            "zh-Hans": "家电维修、开锁、疏通管道、搬运和上门理发",
            "en": "Repairs, locks, drains, carrying and hairdressing at home",
        }
    ),
    about=Text({"zh-Hans": STORY, "en": "Workers registered with the community come to your home. " * 6}),
    place=Text({"zh-Hans": "上门服务", "en": "At your home"}),
    hours=Text({"zh-Hans": "每天 8:00—20:00，法定节假日照常", "en": "Daily 8:00–20:00, public holidays too"}),
    phone="0551-60001234",
    illustrative=True,
)
CATALOGUE = starter_catalogue()
_LOBBY = Lobby(
    hours=(OpenHours(opens=time(8, 30), closes=time(12)), OpenHours(opens=time(13, 30), closes=time(17))),
    waits=tuple(ServiceWait(service=service.code, people=128, minutes=375) for service in CATALOGUE.services),
    others=28,
)
FORMS = [item for item in CATALOGUE.items if item.form.fields]
ANSWERS: dict[FieldKind, str] = {
    FieldKind.TEXT: "幸福里街道阳光社区梧桐北路一百八十八号金桂花园三期二十三幢二单元一千五百零二室",
    FieldKind.LONG_TEXT: STORY,
    FieldKind.INTEGER: "12",
    FieldKind.MONEY: "123456789.50",
    FieldKind.DATE: "2026-11-02",
    FieldKind.YES_NO: "yes",
    FieldKind.PHONE: "13800001234",
    FieldKind.IDENTITY_NUMBER: "11010519491231002X",
    FieldKind.BANK_CARD: "6222021234567890128",
    FieldKind.FILES: "later",
    FieldKind.ADDRESS: "某市青石街道幸福里社区 幸福里南区3号楼 2单元1501室",
    FieldKind.FILES: "later",
    FieldKind.HOUSEHOLD: "欧阳娜娜 配偶 11010519491231002X\n示例乙 儿子",
}


def real_pages() -> dict[str, Page[Any]]:
    """By a name of its own, each page; long ones stand for their like."""
    return dict(_pages_in(language()))


@cache
def _pages_in(tag: str) -> dict[str, Page[Any]]:
    """The same, while that language is active."""
    found: dict[str, Page[Any]] = {
        **_first_pages(),
        **_reading(),
        **event_pages(CATALOGUE, case_code(CASE)),
        **_card_pages(),
        **_last_pages(),
        **_tracking(),
        **_new_states(),
        **_beside(),
        **_appointments(),
        **record_pages(),
        **saved_pages(CATALOGUE.items, case_code(CASE), NOW),
        **paper_pages(longest_form(), an_upload(longest_form())),
    }
    for kind in FieldKind:
        found[f"form {kind}"] = form_of_kind(kind)
    found["form address"] = with_places(form_of_kind(FieldKind.ADDRESS))
    found["form overview"] = replace(form_of_kind(FieldKind.TEXT), overview=True)
    found["form at its first question"] = form_page(longest_form(), {}, "")
    return found | {f"{name} with a problem": with_problem(found[name]) for name in list(found) if "form" in name}


def _beside() -> dict[str, Page[Any]]:
    """Rating, questions, the directory, what was answered, and the technician's list of devices."""
    entries = [ENTRY.model_copy(update={"id": at, "kind": kind}) for at, kind in enumerate([*EntryKind] * 4)]
    reply = Reply(code=case_code(CASE), asked=STORY, asked_at=NOW, answer=STORY)
    faulty = [Status(Condition.FAULT, fault, PaperLevel.OUT, "status 0x60") for fault in Fault]
    return {
        "grades": rate.grades_page(),
        "thanks": rate.thanks(Grade.DISSATISFIED, Acknowledgement(id=CASE, code=case_code(CASE))),
        "consult": consult.consult_page(),
        "directory": directory.directory_page(entries),
        "no directory": directory.directory_page(()),
        "entry": directory.entry_page(ENTRY),
        "entry without requests": directory.entry_page(ENTRY.model_copy(update={"requests": False})),
        "answer": answers.reply_page(reply),
        "no answer": answers.reply_page(reply.model_copy(update={"answer": None})),
        "find an answer form": answers.code_page("7K4M-Q9XT-2VBC", _("This is not such a number.")),
        "technician's devices": devices.devices_page({f"device-{at}": ("printer", s) for at, s in enumerate(faulty)}),
    }


def _appointments() -> dict[str, Page[Any]]:
    service = max(CATALOGUE.services, key=lambda s: len(s.name.in_locale(language())))
    rows = [
        Appointment(code=case_code(UUID(int=at + 7**40)), service=service.code, starts_at=NOW, state=state)
        for at, state in enumerate([*AppointmentState] * 3)
    ]
    slots = {str(at): Slot(starts_at=NOW + timedelta(minutes=30 * at), free=12) for at in range(16)}
    return {
        "appointments": appointments.first_page(),
        "appointments and phones": appointments.first_page("https://hub.example.org/web/"),
        "appointment days": booking.days_page([NOW.date() + timedelta(days=at) for at in range(23)]),
        "appointment times": booking.times_page(slots),
        "no appointment times": booking.times_page({}),
        "booked": booking.booked_page(rows[0], service, by_card=True),
        "my appointments": kinds.ListPage(
            _("My appointments"), rows=tuple(appointments.appointment_row(row, service) for row in rows)
        ),
        "appointment": appointments.appointment_page(rows[0], service, fault_text.printer_out()),
        "appointment code form": appointments.code_page(
            "7K4M-Q9XT-2VBC", _("No appointment was found with this code.")
        ),
    }


def _first_pages() -> dict[str, Page[Any]]:
    catalogue, today = CATALOGUE, NOW.date()
    attract = attract_page(
        SITE, catalogue.notices, _("The network is down. What you hand in is kept, and sent on by itself."), today
    )
    waits = {service.code: ServiceWait(service=service.code, people=128, minutes=375) for service in CATALOGUE.services}
    notices = tuple(replace(notice, body=notice.body + STORY[:90]) for notice in attract.notices)
    return {
        "attract": attract,
        "attract waiting": first_pages.with_lobby(
            replace(attract, trouble="", notices=tuple(replace(n, picture=draw_poster()) for n in attract.notices)),
            _LOBBY, CATALOGUE.services,
        ),
        "attract quiet": replace(attract, trouble="", notices=attract.notices[:1]),
        "attract long": replace(attract, notices=notices),
        "menu": menu(),
        "menu in order": first_pages.menu_page("", "", ""),
        "services": queueing.services_page(CATALOGUE.services, None, waits),
        "many services": queueing.services_page(CATALOGUE.services * 2, Priority.SOLDIER),
        "priorities": queueing.priorities_page(),
        "several matters form": queueing.several_page(CATALOGUE.services, ""),
        "browse": find.browse_page(catalogue, _("Apply for a service"), waits=waits),
        "out of service": kinds.OutOfServicePage(SITE, fault_text.reader_out(), back=False, cancel=False),
        "busy": kinds.BusyPage(_("One moment, please"), text=_("Your number is being printed.")),
        "pin": technician_kinds.PinPage(
            SITE[:12], _("Place your identity card on the reader to see your cases."), _("Continue"),
                             problem=fault_text.reader_out()),
    }  # fmt: skip


def menu() -> kinds.MenuPage:
    """As it is where everything is out of order."""
    return first_pages.menu_page("", fault_text.printer_out(), fault_text.hub_away_briefly())


def _reading() -> dict[str, Page[Any]]:
    guides = [item_guide.guide_page(item, CATALOGUE, _("Apply now")) for item in CATALOGUE.items]
    longest = max(guides, key=lambda guide: sum(len(line) for part in guide.sections for line in part.lines))
    most = max(map(item_guide.legal_page, CATALOGUE.items), key=lambda guide: len(guide.sections))
    longest_title = max(guides, key=lambda guide: len(guide.title))
    return {
        "guide": longest,
        "guide title": longest_title,
        "guide refused": replace(longest, why_not=fault_text.reader_out()),
        "guide more": most,
    }


def _card_pages() -> dict[str, Page[Any]]:
    ask = kinds.CardPage(
        _("Your identity card"),
        text=_("Place your identity card on the reader to see your cases."),
        alternatives=(Choice("number", _("Enter a case number instead")),),
    )
    again = (Choice("", _("Use another card")), Choice("menu", _("Back to the menu")))
    why = fault_text.printer_fault(Fault.COVER_OPEN)
    return {
        "card": ask,
        "no card": no_card.ways_page([item for item in CATALOGUE.items if item.card is CardRule.NONE], away=True),
        "card problem": replace(ask, problem=fault_text.card_fault(Fault.CARD_UNREADABLE)),
        "refused card": kinds.MessagePage(
            _("This card cannot be used here"), fault_text.no_id_number(), again, Tone.TROUBLE, back=False
        ),
        "message": kinds.MessagePage(
            _("No number could be given"), f"{why} {outcome.kept_here()}", again[:1], Tone.TROUBLE, back=False
        ),
        "long message": kinds.MessagePage(SITE, STORY, (*again, Choice("c", _("Finish"))), Tone.TROUBLE),
        "take card": kinds.TakePage(
            _("Please take your card"), _("Thank you. Do not forget your card."), "card", back=False, cancel=False
        ),
        "take ticket": take_number.at_mouth(),
    }  # fmt: skip


def handed_in(item: Item, accepted: Accepted | None, missing: tuple[RequiredPaper, ...] = ()) -> HandedIn:
    services = {service.code: service for service in CATALOGUE.services}
    step = after_application(item, services, [paper.name for paper in missing], accepted)
    return HandedIn(item, case_code(CASE), NOW, accepted, step)


def _last_pages() -> dict[str, Page[Any]]:
    item, form = longest_form(), longest_form().form
    answers = {field.key: answer_to(field) for field in form.fields}
    accepted = Accepted(id=CASE, code=case_code(CASE), accepted_at=NOW, promised_by=date(2026, 12, 28))
    service = max(CATALOGUE.services, key=lambda s: len(s.name.in_locale(language())))
    ticket = Ticket(
        id=CASE, number="A138", service=service.code, zone=service.zone, state=TicketState.WAITING, issued_at=NOW,
        people_ahead=128, wait_minutes=375,
    )  # fmt: skip
    note = outcome.paper_note(Fault.PAPER_OUT)
    person = a_long_name()
    return {
        "mandate": act_for.mandate_page(item, person, person, NOW.date()),
        "mandate until": act_for.until_page(),
        "review": apply.review_page(ApplicationDraft(item, person=a_resident(), known=known(item), answers=answers)),
        "outcome": outcome.outcome_page(handed_in(item, accepted, item.papers), note),
        "outcome kept": outcome.outcome_page(handed_in(item, None), note),
        "papers": papers.papers_page(an_upload(item), _("Continue")),
        "papers of a scanner": papers.papers_page(
            papers.PhoneUpload(item_papers=papers.papers_of(item)), _("Continue"), ("scanner",)
        ),
        "ticket": take_number.outcome_page(CATALOGUE.services[:5], ticket, True),
        "ticket away": take_number.outcome_page((service,), ticket.model_copy(update={"number": "Z0138"}), False),
    }


def _new_states() -> dict[str, Page[Any]]:
    """Returns a card that is away, questions about one's data, a number that is held, a disk that is full, a start."""
    sensitive = [field for item in FORMS for field in item.form.fields if field.fact in SENSITIVE_FACTS][:3]
    ticket = Ticket(
        id=CASE, number="A003", service="general", zone=CATALOGUE.services[0].zone, state=TicketState.WAITING,
        issued_at=NOW, people_ahead=4,
    )  # fmt: skip
    incidents = ("touch-screen", "queue-numbers")
    return {
        "covered": holder.cover_page(),
        "covered agent": holder.cover_page(agent=True),
        "reuse": reuse.reuse_page(None),
        "reuse sensitive": reuse.sensitive_page(None, sensitive),
        "held number": held_number.held_page(ticket),
        "menu full": first_pages.menu_page("", "", "", first_pages.no_room()),
        "starting": kinds.AttractPage(SITE, starting=12, back=False, cancel=False),
        "technician's incidents": devices.devices_page({"printer": ("printer", Status(Condition.OK))}, incidents),
    }


def an_upload(item: Item) -> papers.PhoneUpload:
    """Returns every paper of an item, with some pages of every other one."""
    rows = tuple(UploadPaper(position=at, name=paper.name, pages=(at % 2) * 12) for at, paper in enumerate(item.papers))
    url = "https://hub.example.org/papers/PySgg0ZbN3cY1xQmW8rT5uKvJ2dLhEoA/"
    return papers.PhoneUpload(link=UploadLink(url=url, until=NOW, papers=rows))


def a_resident() -> Person:
    return a_long_name().model_copy(update={"number": "911124198108030024"})


def a_long_name() -> Person:
    return Person(
        kind=PersonKind.FOREIGNER_2023, name="ALEXANDRINA CONSTANTINOPOLITAN WOLFESCHLEGELSTEINHAUSEN", number=""
    )


def _tracking() -> dict[str, Page[Any]]:
    cases = tuple(a_case(item, state) for item in CATALOGUE.items for state in CaseState)
    rows = tuple(own_cases.case_row(case) for case in cases[:40])
    return {
        "cases": kinds.ListPage(_("My cases"), rows=rows),
        "one case": kinds.ListPage(_("My cases"), rows=rows[:1]),
        "no case": kinds.ListPage(_("My cases"), rows=(), empty=_("There is no case yet.")),
        "timeline": own_cases.timeline_page(a_long_case()),
        "case number form": own_cases.number_page({}, {}),
    }


def a_case(item: Item, state: CaseState) -> CaseSummary:
    return CaseSummary(code=case_code(CASE), item=item.name, state=state, submitted_at=NOW)


def a_long_case() -> CaseDetail:
    item = max(CATALOGUE.items, key=lambda i: len(i.name.in_locale("zh-Hans")))
    department = max(CATALOGUE.departments, key=lambda d: len(d.name.in_locale(language())))
    note = Text(
        {"zh-Hans": STORY[:110], "en": "Please bring the bill of the hospital and the statement of your bank. " * 4}
    )
    steps = [
        TimelineEntry(at=NOW + timedelta(days=day), state=state, note=note if day % 2 else None)
        for day, state in enumerate(list(CaseState) * 3)
    ]
    return CaseDetail(
        code=case_code(CASE), item=item.name, state=CaseState.IN_PROGRESS, submitted_at=NOW,
        promised_by=date(2026, 12, 28), department=department.name, timeline=tuple(steps),
    )  # fmt: skip


def longest_form() -> Item:
    return max(FORMS, key=lambda item: len(item.form.fields))


def form_of_kind(kind: FieldKind) -> kinds.FormPage:
    """Returns a form of the catalogue, open at that one of its fields of this kind which has the most words."""
    at_once = [(item, field) for item in FORMS for field in item.form.asked({}) if field.kind is kind]
    item, field = max(
        at_once, key=lambda pair: words_of(pair[1]), default=(longest_form(), longest_form().form.fields[0])
    )
    answers = {field.key: answer_to(field) for field in item.form.fields}
    return form_page(item, answers, field.key)


def form_page(item: Item, answers: dict[str, Any], start_at: str) -> kinds.FormPage:
    fields = form_fields(item.form, answers, known(item))
    return kinds.FormPage(
        item.name.in_locale(language()), fields=fields, action=_("Continue"), start_at=start_at,
        aside=_("Save for later"),
    )  # fmt: skip


def words_of(field: Field) -> int:
    texts = [field.label, *([field.help] if field.help else []), *(option.label for option in field.options)]
    return sum(len(text.in_locale(language())) for text in texts)


def answer_to(field: Field) -> str | tuple[str, ...]:
    if field.kind is FieldKind.CHOICE:
        return field.options[0].value
    if field.kind is FieldKind.CHOICES:
        return tuple(option.value for option in field.options)
    return ANSWERS[field.kind][: field.max_length]


def known(item: Item) -> dict[str, FactWithOrigin]:
    """Returns all from the card, as where an item asks for one."""
    if item.card is CardRule.NONE:
        return {}
    return {f.fact: FactWithOrigin(str(answer_to(f)), _("From your card"), True) for f in item.form.fields if f.fact}


def with_problem(page: Page[Any]) -> Page[Any]:
    """Returns the same form, sent back."""
    if not isinstance(page, kinds.FormPage):
        return page
    at = page.start_at or page.fields[0].field.key
    label = next(f.field.label for f in page.fields if f.field.key == at)
    return replace(page, problems={at: too_long(label, 300, 328).in_locale(language())})
