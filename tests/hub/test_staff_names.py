"""Staff are called as the language of their names does it, on every page and in every file."""

import re

import pytest
from django.contrib.auth.models import User

from hub.staff.models import Role
from hub.staff.names import full_name
from tests.hub.console.reader import Reader
from tests.hub.console.test_intake import a_paper
from tests.hub.halls import a_window
from tests.hub.people import staff
from tests.hub.sample import GRANT


@pytest.mark.parametrize(
    ("family", "given", "written"),
    [
        ("周", "强", "周强"),
        ("欧阳", " 㐂䶮 ", "欧阳㐂䶮"),
        ("", "买买提·艾力", "买买提·艾力"),
        ("练习一", "", "练习一"),
        ("Schmidt", "Anna", "Anna Schmidt"),
        ("ئەلى", "مەمەت", "مەمەت ئەلى"),
        ("Zhou", "强", "强 Zhou"),
        (" ", "", "zhou"),
        ("·", "", "·"),
    ],
)
def test_a_name_is_written_as_its_script_does(family: str, given: str, written: str) -> None:
    assert full_name(User(username="zhou", last_name=family, first_name=given)) == written


@pytest.mark.usefixtures("database")
def test_a_clerk_is_called_by_the_same_name_everywhere() -> None:
    head, clerk = staff(Role.HEAD), staff(Role.WINDOW)
    for user, given in ((head, "强"), (clerk, "敏")):
        user.last_name, user.first_name = "周", given
        user.save(update_fields=["last_name", "first_name"])
    a_window(["advice"], clerk=clerk)
    Reader(clerk).send(f"intake/{GRANT}/hand-in/", a_paper())
    reader = Reader(head)
    for path in ("windows/?all", "cases/?list=department", "figures/", "figures/csv/"):
        page = re.sub('value="[^"]*"', "", reader.page(path))
        assert "周敏" in page, path
        assert clerk.username not in page, path
        assert "敏 周" not in page, path
    assert "周强" in reader.page("")
    administrator = staff(Role.ADMINISTRATOR)
    administrator.last_name, administrator.first_name = "欧阳", "强"
    administrator.save(update_fields=["last_name", "first_name"])
    page = Reader(administrator).client.get("/admin/").content.decode()
    assert "欧阳强" in page
