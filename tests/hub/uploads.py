"""Uploads, as a kiosk opens them: the sample's grant asks for papers, of which the second is the card itself."""

from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from hub.cases.models import Case
from hub.catalogue.models import Department, ItemVersion
from hub.staff.models import Role
from tests.hub.caller import Kiosk
from tests.hub.console.reader import Reader
from tests.hub.people import staff
from tests.hub.sample import GRANT, a_submission
from tests.hub.telephone import Telephone

HOUSEHOLD, BILL = 0, 2  # the second is the card itself
PAPERS = (("户口簿", "Household book"), ("身份证", "Identity card"), ("住院费用清单", "Hospital bill"))


def opens(kiosk: Kiosk, key: UUID, locale: str = "zh-Hans") -> Telephone:
    answer = kiosk.post("uploads", {"id": str(key), "item": GRANT, "item_version": 1, "locale": locale})
    assert answer.status_code == 200
    return Telephone(answer.json()["url"])


def progress(kiosk: Kiosk, key: UUID) -> Any:
    return kiosk.get(f"uploads/{key}").json()


def pages(kiosk: Kiosk, key: UUID) -> dict[int, int]:
    return {paper["position"]: paper["pages"] for paper in progress(kiosk, key)["papers"]}


def hands_in(kiosk: Kiosk, key: UUID, **changes: Any) -> Case:
    submission = a_submission(upload=key, **changes)
    assert kiosk.post("submissions", submission).status_code == 200
    return Case.objects.get(pk=submission.id)


def clerk() -> Reader:
    return Reader(staff(Role.CLERK, departments=[Department.objects.get(code="civil")]))


def list_objects() -> list[Path]:
    """Returns the files in the storage."""
    return [path for path in Path(str(settings.HUB_FILES)).rglob("*") if path.is_file()]


def ask_for_papers() -> None:
    """The grant asks for them."""
    version = ItemVersion.objects.get(item__code=GRANT)
    version.content["papers"] = [{"name": {"zh-Hans": zh, "en": en}, "on_card": zh == "身份证"} for zh, en in PAPERS]
    version.save()
