"""What a desk's day needs, invented: run within the hub's own Django."""

from csv import writer
from datetime import date, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone

from bench.hub_city import session_of
from bench.hub_copies import copy, sql
from contract.numbers import identity_check_digit
from contract.queues import CounterTicket
from hub.catalogue.areas import Area
from hub.catalogue.drafting import start_draft
from hub.catalogue.models import Item, Service
from hub.kiosks.models import MAIN, Site
from hub.queues import services as queues
from hub.queues.models import Window
from hub.residents.importing import import_residents
from hub.residents.models import Resident
from hub.staff.models import Role, StaffProfile

PEOPLE = 20  # who come to the desk, each three times
NAMESAKES = 300  # of the name that is searched for: as many as the most common one has in a million
COMMON_NAME = "王常名"
_DAYS = 7300  # twenty years of births, from 1940 on: all are older than sixty


def number(i: int) -> str:
    first17 = f"110101{date(1940, 1, 1) + timedelta(days=i % _DAYS):%Y%m%d}{i // _DAYS % 1000:03d}"
    return first17 + identity_check_digit(first17)


def birth(i: int) -> str:
    return (date(1940, 1, 1) + timedelta(days=i % _DAYS)).isoformat()


def write_residents(path: Path, first: int, last: int, mistake_every: int = 0) -> None:
    """Writes a file of residents; in some rows the number is wrong by its last digit."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = writer(file)
        rows.writerow(["身份证号", "姓名", "出生日期", "手机号", "家庭住址", "民族"])
        for i in range(first, last):
            spoilt = mistake_every and i % mistake_every == 0
            name = COMMON_NAME if i < NAMESAKES else f"张{chr(0x4E00 + i % 2000)}{chr(0x4E00 + i // 2000 % 2000)}"
            rows.writerow(
                [
                    number(i)[:17] + "x" if spoilt else number(i),
                    name,
                    birth(i),
                    f"139{i % 10**8:08}",
                    f"幸福路{i}号",
                    "汉族",
                ]
            )


def begin() -> dict[str, Any]:
    """Creates who works at the desk, those who come, their queue numbers, and a draft of every item."""
    now, site, city = timezone.now(), Site.objects.get(pk=MAIN), Area.objects.get(level="city")
    head = _staff(Role.HEAD, "head", city)
    administrator = _staff(Role.ADMINISTRATOR, "administrator", city)
    window = Window.objects.create(site=site, name="1号窗口")
    window.services.set(Service.objects.all())
    with NamedTemporaryFile(suffix=".csv") as file:
        write_residents(Path(file.name), 0, max(PEOPLE, NAMESAKES))
        import_residents(Path(file.name), print, now)
    service = Service.objects.filter(offered=True)[0].code
    for _visit in range(3 * PEOPLE):
        queues.issue(CounterTicket(id=uuid4(), service=service), site, head, timezone.now())
    drafts = [start_draft(item, administrator, now).pk for item in Item.objects.filter(offered=True)]
    return {
        "window": window.pk,
        "drafts": drafts,
        "numbers": [number(i) for i in range(PEOPLE)],
        "name": COMMON_NAME,
        "birth": birth(0),
        "sessions": {head.username: session_of(head)},
        "session": settings.SESSION_COOKIE_NAME,
        "csrf": settings.CSRF_COOKIE_NAME,
    }


def fill_residents(count: int) -> int:
    """Returns how many residents there are once that many were added by copying one."""
    hash_ = sql("md5(n.i::text) || md5('x' || n.i)", "printf('%064x', n.i)")
    names = sql("md5('n' || n.i) || md5('m' || n.i)", "printf('%064x', n.i + 100000000)")
    copy(Resident, "id <> 0", 1, count, {"id": "100000000 + n.i", "number_hash": hash_, "name_hash": names})
    return Resident.objects.count()


def _staff(role: Role, name: str, area: Area) -> User:
    user = User.objects.create_user(name, last_name="练", first_name="习")
    StaffProfile.objects.create(user=user, role=role).areas.set([area])
    return user
