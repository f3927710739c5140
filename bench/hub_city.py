"""A city to be filled, invented: areas, centres, staff, and of each thing the one that all others are copied from.

Run within the hub's own Django.
"""

from datetime import date
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.utils import timezone

from contract.cases import Submission
from contract.channels import Grade
from contract.channels import Review as GivenReview
from contract.forms import Answer
from contract.numbers import identity_check_digit
from contract.people import Person, PersonKind
from contract.text import Text
from contract.tickets import TicketRequest
from hub.cases import handling, tasks
from hub.cases.actors import Actor
from hub.cases.models import Case, TaskState
from hub.cases.services import submit
from hub.catalogue.models import Area, Department, Item, Service
from hub.channels import reviews
from hub.core.text_field import wording_lookup
from hub.kiosks import services as kiosks
from hub.kiosks.models import Kiosk, Site
from hub.queues import services as queues
from hub.queues import windows
from hub.queues.models import Window
from hub.staff.models import Role, StaffProfile
from hub.staff.sessions import SessionStore

KIOSKS = 8  # that ask; what one of them may ask in an hour is limited
MEASURED = 40  # residents whose numbers are real
_STREETS, _COMMUNITIES, _WINDOWS = 20, 10, 5  # windows: in each street's centre, each with somebody of its own


def begin() -> dict[str, Any]:
    """Creates areas, staff, a kiosk, one case that the others are copied from, and the residents to be asked for."""
    city = Area.objects.get(code="city")
    for s in range(_STREETS):
        street = Area.objects.create(code=f"s{s}", name=f"街道{s}", level="street", parent=city)
        for c in range(_COMMUNITIES):
            Area.objects.create(code=f"s{s}c{c}", name=f"社区{s}-{c}", level="community", parent=street)
        _centre(street)
    tokens = [kiosks.add("bench"), *(kiosks.add(f"bench {place}") for place in range(KIOSKS))]
    clerk = _staff(Role.CLERK, [Department.objects.get(code="civil_affairs")])
    head = _staff(Role.HEAD, [])
    case = _template(clerk)
    _visit(Window.objects.all()[0], User.objects.get(username="s0w0"))
    reviews.give(
        GivenReview(id=uuid4(), case=case.code, number=number(499), grade=Grade.SATISFIED, given_at=timezone.now()),
        Kiosk.objects.get(name="bench"),
        timezone.now(),
    )
    sessions = {user.username: session_of(user) for user in (clerk, head)}
    names = {"session": settings.SESSION_COOKIE_NAME, "csrf": settings.CSRF_COOKIE_NAME}
    return {"tokens": tokens[1:], "sessions": sessions, "numbers": [number(i) for i in range(MEASURED)], **names}


def _centre(street: Area) -> None:
    """Creates a street's centre, its windows, and who works there."""
    site = Site.objects.create(code=street.code, name=street.name, area=street)
    for place in range(_WINDOWS):
        window = Window.objects.create(site=site, name=f"{place + 1}号窗口")
        window.services.set(Service.objects.all())
        user = User.objects.create_user(f"{street.code}w{place}")
        StaffProfile.objects.create(user=user, role=Role.WINDOW).areas.set([street])
        windows.open_window(window, user, timezone.now())


def _visit(window: Window, user: User) -> None:
    """Creates one queue number, called and served."""
    now, kiosk = timezone.now(), Kiosk.objects.get(name="bench")
    Kiosk.objects.filter(pk=kiosk.pk).update(site_id=window.site_id)
    kiosk.refresh_from_db()
    request = TicketRequest(id=uuid4(), service=Service.objects.all()[0].code)
    ticket = queues.confirm(queues.reserve(request, kiosk, now).pk, now)
    windows.call_this(window, ticket.pk, user, now)
    windows.finish(window, ticket.pk, user, now)


def _staff(role: Role, departments: list[Department]) -> User:
    user = User.objects.create_user(role.value)
    profile = StaffProfile.objects.create(user=user, role=role)
    profile.areas.set([Area.objects.get(code="city")])
    profile.departments.set(departments)
    return user


def session_of(user: User) -> str:
    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), "hub.staff.backends.HubBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return str(store.session_key)


def number(i: int) -> str:
    first17 = f"1101011979030{i // 500 + 1}{i % 500 + 1:03d}"
    return first17 + identity_check_digit(first17)


def _template(clerk: User) -> Case:
    item = Item.objects.get(**{wording_lookup("name"): "网格事件、诉求"})
    person = Person(kind=PersonKind.CITIZEN, name="赵某某", number=number(499), sex="男", birth=date(1979, 3, 1))
    at = timezone.now()
    answers: dict[str, Answer] = {
        "category": "facility",
        "place": "某街道9号",
        "description": "井盖损坏",
        "phone": "13912345678",
    }
    submission = Submission(
        id=uuid4(), item=item.code, item_version=1, applicant=person, answers=answers, stated_at=at, submitted_at=at
    )
    submit(submission, Kiosk.objects.get(name="bench"), at)
    case = handling.accept(Case.objects.get(), Actor(staff=clerk), at)
    for task in iter(lambda: case.tasks.filter(state=TaskState.OPEN).first(), None):
        tasks.finish(task, Text.plain("已处置。"), Actor(staff=clerk), at)
    return handling.decide(case, Text.plain("已办理。"), Actor(staff=clerk), at)
