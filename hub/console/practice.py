"""Invented people, queues and cases, for a hub that staff practise with: as `python -m hub practice` serves it."""

import random
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import product
from pathlib import Path
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from contract import channels as c
from contract import desk
from contract.cases import Submission
from contract.catalogue import CardRule, Item
from contract.field_kinds import get_kind
from contract.kiosks import DeviceReport, Heartbeat
from contract.numbers import identity_check_digit
from contract.people import Person, PersonKind
from contract.queues import CounterTicket
from contract.residents import CorrectionWanted
from contract.text import text
from contract.tickets import Priority, TicketState
from hub.cases import handling, tasks
from hub.cases.actors import Actor
from hub.cases.entitlements import propose
from hub.cases.models import Case, TaskState
from hub.cases.services import submit
from hub.catalogue.models import Area, Department, ItemVersion, Level, Service
from hub.catalogue.seeding import seed
from hub.catalogue.starter import starter_catalogue
from hub.catalogue.starter.wordings import starter_text
from hub.channels import calls, directory, notices, questions, reviews
from hub.channels.starter import seed_directory
from hub.core.clock import local_day
from hub.core.private_files import write_private
from hub.core.problems import RequestRefused
from hub.kiosks import services as kiosks
from hub.kiosks.models import MAIN, Kiosk, Site
from hub.operations import heartbeat
from hub.operations.server import serve
from hub.queues import services as queues
from hub.queues import windows
from hub.queues.models import OfficeHours, QueueThreshold, Ticket, Window
from hub.registers.practice import practice_registers
from hub.residents import corrections
from hub.residents.services import get_registered
from hub.staff.models import Role, StaffProfile
from hub.staff.owners import assign_owners

STAFF = {
    "window1": (Role.WINDOW, "练习一"),
    "window2": (Role.WINDOW, "练习二"),
    "clerk": (Role.CLERK, "练习三"),
    "head": (Role.HEAD, "练习四"),
    "technician": (Role.TECHNICIAN, "练习五"),
    "administrator": (Role.ADMINISTRATOR, "练习六"),
    "assessor": (Role.ASSESSOR, "练习七"),
    "security": (Role.SECURITY, "练习八"),
    "auditor": (Role.AUDITOR, "练习九"),
}
_DAYS, _A_DAY = 6, 5  # of the past, and people a day
_CASES = 30
_WAITING = 12
_POSITION = Decimal("39.9042"), Decimal("116.4074")  # invented: that of no centre
_NAMES = ("甲", "乙", "丙", "丁", "戊", "己", "庚", "辛")


def serve_practice(bind: str, token_file: Path | None = None) -> None:
    """Makes the hub that the environment names, tells its address, names and password, and serves it until SIGTERM."""
    call_command("migrate", verbosity=0, interactive=False)
    seed(starter_catalogue())
    password = fill()
    if token_file is not None:
        write_private(token_file, kiosks.add("practice"), over=True)
    print(f"http://{bind}/  {' '.join(STAFF)}  {password}", flush=True)
    with practice_registers():
        serve(bind, on_sqlite=True)


@transaction.atomic
def fill(luck: int = 7) -> str:
    """Fills an empty, migrated and seeded hub; returns everybody's password, which is new each time."""
    chance, now = random.Random(luck), timezone.now()  # noqa: S311 (nothing here is secret)
    password = get_random_string(10)
    site = _places()
    hashed = make_password(password)
    staff = {name: _member(name, role, written, hashed) for name, (role, written) in STAFF.items()}
    halls = _create_windows(site)
    _create_queue(site, halls, staff, chance, now)
    kiosk = _kiosks(now)
    assign_owners()
    _create_cases(kiosk, staff["clerk"], chance, now)
    _fill_channels(kiosk, staff["head"], chance, now)
    return password


def _places() -> Site:
    city = Area.objects.get(level=Level.CITY)
    street = Area.objects.create(code="practice_street", name=starter_text("练习街道"), level=Level.STREET, parent=city)
    Area.objects.create(
        code="practice_community",
        name=starter_text("练习社区"),
        level=Level.COMMUNITY,
        parent=street,
    )
    site = Site.objects.get(pk=MAIN)
    site.latitude, site.longitude = _POSITION
    site.check_in_distance = 300
    site.save()
    return site


def _member(name: str, role: Role, written: str, hashed: str) -> User:
    user = User.objects.create(username=name, password=hashed, last_name=written[0], first_name=written[1:])
    profile = StaffProfile.objects.create(user=user, role=role)
    profile.areas.set([Area.objects.get(level=Level.CITY)])
    if role is Role.CLERK:
        profile.departments.set(Department.objects.all())
    return user


def _create_windows(site: Site) -> list[Window]:
    windows = []
    for number in (1, 2, 3):
        window = Window.objects.create(site=site, name=starter_text("{number}号窗口", number=number), position=number)
        window.services.set(Service.objects.all())
        windows.append(window)
    QueueThreshold.objects.create(site=site, people=5, minutes=30)
    for service, weekday in product(Service.objects.all(), range(5)):
        OfficeHours.objects.create(
            site=site, service=service, weekday=weekday, starts=time(9), ends=time(17), minutes=30, places=2
        )
    return windows


def _create_queue(
    site: Site, halls: list[Window], staff: dict[str, User], chance: random.Random, now: datetime
) -> None:
    """Creates a week of people served, and a queue that waits now."""
    at_work = [(halls[0], staff["window1"]), (halls[1], staff["window2"])]
    for back in range(_DAYS, 0, -1):
        morning = (now - timedelta(days=back)).replace(hour=1, minute=0)
        for window, user in at_work:
            windows.open_window(window, user, morning)
        for place in range(_A_DAY + chance.randrange(6)):
            came = morning + timedelta(minutes=7 * place)
            _take(site, staff["head"], chance, came)
            window, user = at_work[place % 2]
            called = came + timedelta(minutes=chance.randrange(1, 16))
            ticket = windows.call_next(window, user, called)
            if ticket is not None:
                windows.finish(window, ticket.pk, user, called + timedelta(minutes=chance.randrange(2, 9)))
    for place in range(_WAITING):
        _take(site, staff["head"], chance, now - timedelta(minutes=3 * (_WAITING - place)))
    for window, user in at_work:
        windows.close_window(window, user)


def _take(site: Site, by: User, chance: random.Random, at: datetime) -> None:
    services = list(Service.objects.filter(offered=True))
    priority = chance.choice([None, None, None, None, Priority.ELDERLY])
    request = CounterTicket(id=_id(chance), service=chance.choice(services).code, priority=priority)
    queues.issue(request, site, by, at)


def _id(chance: random.Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)


def _kiosks(now: datetime) -> Kiosk:
    for name in ("hall-1", "hall-2"):
        kiosks.add(name)
    well = _device("card", "card_reader"), _device("printer", "printer", paper="full")
    short = _device("card", "card_reader"), _device("printer", "printer", paper="low")
    first, second = Kiosk.objects.get(name="hall-1"), Kiosk.objects.get(name="hall-2")
    for kiosk, devices in ((first, well), (second, short)):
        report = Heartbeat(at=now, version="practice", outbox=0, refused=0, devices=devices)
        heartbeat.take_heartbeat(kiosk, report, now)
    return first


def _device(name: str, kind: str, paper: str | None = None) -> DeviceReport:
    return DeviceReport(name=name, kind=kind, condition="ok", paper=paper)


def _create_cases(kiosk: Kiosk, clerk: User, chance: random.Random, now: datetime) -> None:
    """Creates cases handed in over the last weeks: some answered, some worked on, some waiting; the oldest overdue."""
    versions = [row for row in ItemVersion.objects.order_by("pk") if Item.model_validate(row.content).card]
    ages = sorted((chance.triangular(0, 30, 4) for _case in range(_CASES)), reverse=True)
    for age in ages:
        at = now - timedelta(days=age)
        try:
            case = _hand_in(chance.choice(versions), kiosk, chance, at)
        except RequestRefused:  # an item that wants more than an invented person has
            continue
        _work_on(case, Actor(staff=clerk), chance, at)


def _hand_in(version: ItemVersion, kiosk: Kiosk, chance: random.Random, at: datetime) -> Case:
    """Hands in a case. Raises Refused."""
    item = Item.model_validate(version.content)
    person = None if item.card is CardRule.NONE else _person(chance)
    on_card = {"name": person.name, "number": person.number, "address": person.address or ""} if person else {}
    fields = [field for field in item.form.fields if field.required]
    samples = {field.key: get_kind(field.kind).sample(field, at.date()) for field in fields}
    answers = {field.key: on_card.get(field.fact or "") or samples[field.key] for field in fields}
    submission = Submission(
        id=_id(chance),
        item=item.code,
        item_version=item.version,
        applicant=person,
        answers={key: answer for key, answer in answers.items() if answer},
        stated_at=at,
        submitted_at=at,
    )
    submit(submission, kiosk, at)
    return Case.objects.get(pk=submission.id)


def _work_on(case: Case, by: Actor, chance: random.Random, at: datetime) -> None:
    luck = chance.random()
    if luck < 0.3:
        return
    case = handling.accept(case, by, at + timedelta(hours=3))
    if luck < 0.6:
        return
    try:
        for task in iter(lambda: case.tasks.filter(state=TaskState.OPEN).first(), None):
            tasks.finish(task, text("In order."), by, at + timedelta(days=1))
        decided = at + timedelta(days=2)
        granted = propose(case, local_day(decided))
        handling.decide(case, text("Done; please collect the result."), by, decided, granted)
    except RequestRefused:  # a public notice has begun
        return


def _fill_channels(kiosk: Kiosk, head: User, chance: random.Random, now: datetime) -> None:
    """Creates questions, a wish and a correction that wait, reviews of last week's visits, and a notice."""
    for question in ("养老资格认证每年几月办理？", "残疾人证丢失了怎么补办？"):
        questions.ask(c.Question(id=_id(chance), text=question, phone="13900000000", asked_at=now), kiosk, now)
    city = Area.objects.get(level=Level.CITY)
    materials, phone = "低保复审要带什么材料？", "13900000000"
    call = desk.PhoneCall(id=_id(chance), area=city.code, text=materials, phone=phone, minutes=2)
    calls.log_call(call, city, head, now)
    seed_directory()
    meals, wish = directory.entries(kiosk)[0], "每天午餐，送到家。"
    request = c.EntryRequest(id=_id(chance), entry=meals.id, name="练习", phone="13900000000", wish=wish, asked_at=now)
    directory.ask(request, kiosk, now)
    grades = [c.Grade.VERY_SATISFIED, c.Grade.VERY_SATISFIED, c.Grade.SATISFIED, c.Grade.DISSATISFIED]
    for ticket in Ticket.objects.filter(state=TicketState.SERVED.value)[:12]:
        review = c.Review(id=_id(chance), ticket=ticket.pk, grade=chance.choice(grades), given_at=now)
        reviews.give(review, kiosk, now)
    notice = desk.NewNotice(
        area=city.code,
        title=desk.ShortText(starter_text("练习通知").root),
        body=desk.Paragraph(starter_text("这是练习。").root),
        since=local_day(now),
    )
    notices.publish(notice, city, head)
    moved = _person(chance)
    wrong = CorrectionWanted(id=_id(chance), person=moved, key="address", value="练习街道2号", reason="搬家了。")
    corrections.ask(get_registered(moved, "person", now), wrong, city, kiosk, now)


def _person(chance: random.Random) -> Person:
    birth = date(1950, 1, 1) + timedelta(days=chance.randrange(20000))
    first17 = f"110101{birth:%Y%m%d}{chance.randrange(1000):03d}"
    return Person(
        kind=PersonKind.CITIZEN,
        name="练" + chance.choice(_NAMES) + chance.choice(_NAMES),
        number=first17 + identity_check_digit(first17),
        birth=birth,
        address="练习街道1号",
        valid_from=date(2020, 1, 1),
        valid_to=date(2040, 1, 1),
    )
