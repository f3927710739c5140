# ruff: noqa: E402
"""Runs within the code of commit 0a15b02, on a migrated and seeded hub: something invented in every table that matters.

Prints as JSON what that release says of it: rows of each table, the texts of the catalogue, sealed contents.
"""

import json
import os
import sys
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
django.setup()

from django.apps import apps
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from contract import desk
from contract.catalogue import Item as ItemMessage
from contract.numbers import identity_check_digit
from contract.people import Person, PersonKind
from contract.queues import Booking, CounterTicket
from contract.residents import ConsentChoice
from contract.text import Text
from contract.tickets import TicketRequest
from hub.cases import calendar, handling, supplements, tasks
from hub.cases.actors import By
from hub.cases.models import Case, SpecialDay, Task
from hub.catalogue.models import Area, Department, Item, Release, Service
from hub.catalogue.services import publish
from hub.channels import questions
from hub.channels.models import AreaNotice, Entry, Question
from hub.console.practice import fill
from hub.departments import keys
from hub.departments.models import Scope, System
from hub.kiosks import alarms
from hub.kiosks import services as kiosks
from hub.kiosks.models import Alarm, Command, Kiosk, Site
from hub.kiosks.series import letters_for
from hub.queues import appointments, windows
from hub.queues import services as queues
from hub.queues.models import Ticket, Window
from hub.residents import importing, mandates
from hub.residents.consents import choose
from hub.residents.models import Resident
from hub.residents.services import know_organisation, must_know

NOW = timezone.now()
PASSWORD = "a long pass phrase"
RESIDENTS = """number,name,phone,checked_at
{first},王东海,13911112222,2026-01-05
{second},李小溪,13933334444,2026-01-06
"""


def an_id(place: int) -> UUID:
    return UUID(int=0x0A15B02 << 96 | place, version=4)


def number(order: int, birth: str = "19790305") -> str:
    first17 = f"110101{birth}{order:03d}"
    return first17 + identity_check_digit(first17)


def person(name: str, order: int) -> Person:
    return Person(kind=PersonKind.CITIZEN, name=name, number=number(order), birth=date(1979, 3, 5))


def fill_all(folder: Path) -> None:
    fill()
    for user in User.objects.all():
        user.set_password(PASSWORD)
        user.save()
    token = kiosks.add("hall-3")
    (folder / "token").write_text(token)
    fill_texts()
    head, clerk = User.objects.get(username="head"), User.objects.get(username="clerk")
    fill_departments()
    fill_cases(By(staff=clerk))
    fill_calendar()
    fill_residents(folder, head)
    fill_queues(head)
    fill_channels(head)
    fill_kiosks(head)


def fill_texts() -> None:
    """English beside the Chinese where the starter catalogue has none, and texts that only this town has."""
    Item.objects.filter(code=Item.objects.order_by("pk").first().code).update(
        name_zh="本市的名称", name_en="This town's name"
    )
    publish()


def fill_departments() -> None:
    for place, department in enumerate(Department.objects.order_by("pk")[:2]):
        System.objects.create(
            department=department, address=f"http://127.0.0.1:{9 + place}/cases", secret="whsec_" + "QUJD" * 11
        )
        keys.add(f"system {place}", department, list(Scope), NOW)


def fill_cases(by: By) -> None:
    """Besides those of the practice: papers wanted, one of them here; another department asked; one withdrawn."""
    fresh = list(Case.objects.filter(state="submitted").order_by("pk"))
    at = timezone.now()
    with transaction.atomic():
        case = handling.accept(fresh[0], by, at)
        case = supplements.want(case, [Text(zh="户口簿", en="Household register"), Text(zh="照片", en="")], by, at)
        supplements.receive(case, [case.supplement.papers.order_by("pk").first()], by, at)
        case = handling.begin(handling.accept(fresh[1], by, at), by, at, Text(zh="已联系", en="Rang them"))
        other = Department.objects.exclude(pk=case.department_id).order_by("pk").first()
        task = tasks.ask_department(case, other, Text(zh="核实情况", en="Verify"), by, at, None)
        tasks.finish(task, Text(zh="属实", en=""), by, at)
        handling.withdraw(fresh[2], by, at)
    refused = next(case for case in fresh[3:] if case.state == "submitted")
    handling.refuse(refused, Text(zh="不符合条件。", en="The conditions are not met."), by, at)
    decided = Case.objects.filter(state="decided").order_by("pk").first()
    handling.deliver(decided, by, at)


def fill_calendar() -> None:
    calendar.set_day(SpecialDay(day=date(2027, 1, 1), working=False, name="元旦"))
    calendar.set_day(SpecialDay(day=date(2027, 1, 3), working=True, name="调休"))


def fill_residents(folder: Path, head: User) -> None:
    file = folder / "residents.csv"
    file.write_text(RESIDENTS.format(first=number(101), second=number(102)), "utf-8")
    importing.import_residents(file, print_mistake, NOW)
    first = must_know(person("王东海", 101), "person", NOW)
    second = must_know(person("李小溪", 102), "person", NOW)
    choose(first, ConsentChoice(id=an_id(1), person=person("王东海", 101), purpose="reuse", given=True), None, NOW)
    choose(second, ConsentChoice(id=an_id(2), person=person("李小溪", 102), purpose="notices", given=False), None, NOW)
    codes = list(Item.objects.order_by("pk").values_list("code", flat=True)[:2])
    until = NOW.date() + timedelta(days=300)
    mandates.give(an_id(3), first, second, codes, until, actor=head, now=NOW)
    company = know_organisation("91350100M000100Y43", "某某有限公司", NOW)
    mandates.give(an_id(4), company, first, codes[:1], until, actor=head, now=NOW)
    mandates.revoke(mandates.Mandate.objects.get(pk=an_id(4)), head, NOW)


def print_mistake(mistake: object) -> None:
    sys.exit(str(mistake))


def fill_queues(head: User) -> None:
    site = Site.objects.get()
    first, second = Service.objects.order_by("pk")[:2]
    queues.issue(CounterTicket(id=an_id(10), service=first.code, further=(second.code,)), site, head, NOW)
    clerk, window = User.objects.get(username="window1"), Window.objects.order_by("pk").first()
    windows.open_window(window, clerk, NOW)
    ticket = windows.call_next(window, clerk, NOW)
    for minutes in (1, 2):
        windows.recall(window, ticket.pk, clerk, NOW + timedelta(minutes=minutes))
    windows.miss(window, ticket.pk, clerk, NOW + timedelta(minutes=3))
    ticket = windows.call_next(window, clerk, NOW)
    windows.hold(window, ticket.pk, "去复印", clerk, NOW)
    day = appointments.offer(site, NOW).services[0]
    slot = appointments.free_slots(site, day.service, day.days[-1], NOW)[0]
    wanted = Booking(
        id=an_id(11), service=day.service, starts_at=slot.starts_at, number=number(101), phone="13911112222"
    )
    appointments.book(wanted, site, NOW, head)


def fill_channels(head: User) -> None:
    city = Area.objects.get(code="city")
    call = desk.PhoneCall(id=an_id(20), area="city", text="几点开门？", minutes=3)
    questions.log_call(call, city, head, NOW)
    questions.answer(Question.objects.order_by("made_at").first(), "全年都可以办理。", head, NOW)
    Entry.objects.filter(pk=Entry.objects.order_by("pk").first().pk).update(name_zh="本市食堂", name_en="Town canteen")
    AreaNotice.objects.filter(title_zh="练习通知").update(title_en="Practice notice", body_en="This is practice.")


def fill_kiosks(head: User) -> None:
    site = Site.objects.get()
    Site.objects.filter(pk=site.pk).update(name_zh="幸福里社区服务中心", name_en="Xingfuli Centre")
    kiosks.make_code("hall-4", site, head, NOW)
    hall = Kiosk.objects.get(name="hall-2")
    Command.objects.create(
        kiosk=hall, kind="lock", reason_zh="正在清洁", reason_en="Being cleaned", made_by=head, made_at=NOW
    )
    alarms.acknowledge(Alarm.objects.first(), head, NOW)
    service = Service.objects.order_by("pk").first().code
    mine = Kiosk.objects.get(name="hall-3")
    for place in (30, 31):  # the kiosk's outbox says what became of them
        queues.reserve(TicketRequest(id=an_id(place), service=service), mine, NOW)
    kiosks.revoke("hall-1", head)


def wordings(row: object, *names: str) -> list[str]:
    return [getattr(row, f"{name}_{tongue}") for name in names for tongue in ("zh", "en")]


def of_each(model: str, key: str, *names: str) -> dict[str, list[str]]:
    return {str(getattr(row, key)): wordings(row, *names) for row in rows_of(model)}


def rows_of(model: str) -> list[object]:
    return list(apps.get_model(*model.split(".")).objects.all())


def state() -> dict[str, object]:
    """Returns what this release says of its data."""
    return texts() | {
        "tables": {
            model._meta.db_table: model.objects.count() for model in apps.get_models() if model._meta.app_label in OWN
        },
        "cases": {row.code: [row.state, row.answers] for row in Case.objects.all()},
        "answers": {row.code: row.answer for row in Case.objects.exclude(answered_at=None)},
        "findings": {row.pk: row.finding for row in Task.objects.exclude(done_at=None)},
        "residents": {row.number: row.name for row in Resident.objects.all()},
        "facts": sorted([row.resident.number, row.key, row.value] for row in rows_of("residents.ResidentFact")),
        "questions": {row.code: [row.text, row.answer] for row in Question.objects.all()},
        "tickets": {str(row.pk): [row.number, row.state] for row in Ticket.objects.all()},
    }


def texts() -> dict[str, object]:
    return {
        "items": of_each("catalogue.Item", "code", "name"),
        "fields": {f"{row.item.code}/{row.key}": wordings(row, "label") for row in rows_of("catalogue.FormField")},
        "departments": of_each("catalogue.Department", "code", "name"),
        "areas": of_each("catalogue.Area", "code", "name"),
        "services": of_each("catalogue.Service", "code", "name", "zone"),
        "purposes": of_each("residents.Purpose", "code", "name", "wording"),
        "notices": of_each("channels.Notice", "pk", "title", "body"),
        "directory": of_each("channels.Entry", "pk", "name", "about", "place", "hours"),
        "windows": of_each("queues.Window", "pk", "name"),
        "sites": of_each("kiosks.Site", "code", "name"),
        "commands": of_each("kiosks.Command", "pk", "reason"),
        "tasks": of_each("cases.Task", "pk", "name"),
        "papers": of_each("cases.MissingPaper", "pk", "name"),
        "timeline": of_each("cases.TimelineEntry", "pk", "note"),
    }


def for_the_kiosk() -> dict[str, object]:
    """Returns what its outbox can speak of."""
    case = Case.objects.filter(item_version__item__code="992200200000").order_by("pk").first()
    return {
        "catalogue": json.loads(Release.objects.get().document),
        "letters": letters_for(Kiosk.objects.get(name="hall-3"), ""),
        "item": [ItemMessage.model_validate(case.item_version.content).code, case.item_version.version],
        "applicant": case.applicant,
        "answers": case.answers,
        "service": Service.objects.order_by("pk").first().code,
        "entry": Entry.objects.filter(requests=True).order_by("pk").first().pk,
        "ticket": str(Ticket.objects.filter(state="served", review=None).first().pk),
    }


OWN = ("audit", "catalogue", "residents", "cases", "departments", "queues", "kiosks", "channels", "staff", "auth")

if __name__ == "__main__":
    fill_all(Path(sys.argv[1]))
    (Path(sys.argv[1]) / "kiosk.json").write_text(json.dumps(for_the_kiosk(), ensure_ascii=False, default=str), "utf-8")
    print(json.dumps(state(), ensure_ascii=False, sort_keys=True, default=str))
