"""The departments' clerks, who bring cases to their ends by the staff's interface, as the rules of each item say.

Runs within the hub's own Django. Public notices last their days: the clerks' clock goes on a day where one still runs.
"""

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from hub.cases.models import Case
from hub.catalogue.models import Department, Item
from hub.staff.models import Role
from tests.hub.people import staff
from tests.hub.signed_in import browser_of

MADE_ELSEWHERE = ("居住证", "残疾人证", "老年优待证", "社保卡换领", "退役军人优待证")
_LONGEST_NOTICE = 15  # days
_now = timezone.now


class Clerks:
    """One of each department, signed in. `days`: by how much their clock is ahead."""

    def __init__(self) -> None:
        self._users: dict[str, User] = {}
        self._browsers: dict[tuple[str, int], Client] = {}
        self.days = 0

    def decide(self, code: str) -> None:
        """Accepts the case, has each step done by its department, answers, and makes the result out."""
        case = Case.objects.select_related("department", "item_version__item").get(code=code)
        department = str(case.department and case.department.code)
        self._own(case.item_version.item, department)
        self.days = 0
        self.post(department, f"{code}/move", {"move": "accept"})
        while open_tasks := self._list_open(department, code):
            for task in open_tasks:
                self._finish(task["department"], f"{code}/tasks/{task['id']}/done")
        self.post(department, f"{code}/move", {"move": "decide", "words": {"zh-Hans": "审核通过。"}})
        if case.applicant is not None:
            self.post(department, f"{code}/result", _result(case))

    def deliver(self, code: str) -> None:
        """Puts what is to be posted into the post."""
        case = Case.objects.select_related("department").get(code=code)
        self.post(str(case.department and case.department.code), f"{code}/move", {"move": "deliver"})

    def post(self, department: str, path: str, body: object, allowed: tuple[int, ...] = (200,)) -> int:
        content = json.dumps(body).encode()
        with patch("django.utils.timezone.now", self.now):
            address = f"/api/v1/casework/{path}"
            status = self._browser(department).post(address, content, "application/json").status_code
        assert status in allowed, (path, status)
        return int(status)

    def now(self) -> Any:
        return _now() + timedelta(days=self.days)

    def _list_open(self, department: str, code: str) -> list[Any]:
        with patch("django.utils.timezone.now", self.now):
            answer = self._browser(department).get(f"/api/v1/casework/{code}")
        assert answer.status_code == 200, (code, answer.status_code)
        return [task for task in answer.json()["tasks"] if task["state"] == "open"]

    def _finish(self, department: str, path: str) -> None:
        finding = {"finding": {"zh-Hans": "属实。"}}
        while self.post(department, path, finding, allowed=(200, 409)) == 409:
            self.days += 1
            assert self.days < _LONGEST_NOTICE, path

    def _user(self, department: str) -> User:
        """Returns the department's clerk, engaged where it has none."""
        if department not in self._users:
            there = User.objects.filter(staff_profile__role=Role.CLERK, staff_profile__departments__code=department)
            self._users[department] = there.first() or self._engage(department)
        return self._users[department]

    def _engage(self, department: str) -> User:
        return staff(Role.CLERK, departments=[Department.objects.get(code=department)])

    def _browser(self, department: str) -> Client:
        """Signed in on that day: who has not been there for long is signed out."""
        key = (department, self.days)
        if key not in self._browsers:
            self._browsers[key] = browser_of(self._user(department), Client(SERVER_NAME="localhost"))
        return self._browsers[key]

    def _own(self, item: Item, department: str) -> None:
        """Makes the clerk the item's owner, who may open its cases where they are confidential."""
        Item.objects.filter(pk=item.pk).update(owner=self._user(department))


def _result(case: Case) -> dict[str, object]:
    name = case.item_version.item.name.in_locale("zh-Hans")
    if name in MADE_ELSEWHERE:
        return {"title": name, "made_elsewhere": True}
    return {"title": f"{name}结果", "rows": [{"label": "事项", "value": name}], "statement": "审核通过，特此告知。"}


def decide_all(codes: Iterable[str]) -> None:
    clerks = Clerks()
    for code in codes:
        clerks.decide(code)


def deliver_all(codes: Iterable[str]) -> None:
    clerks = Clerks()
    for code in codes:
        clerks.deliver(code)
