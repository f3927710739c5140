"""The first contact before a case: what somebody was told that they lack, once and completely."""

from contract.cases import case_code
from contract.catalogue import Item
from contract.channels import Acknowledgement
from contract.paper_checks import PaperCheck as Message
from contract.text import Text
from hub.core.clock import check_moment
from hub.core.problems import RequestRefused
from hub.files.models import PaperCheck
from hub.files.sessions import find_version
from hub.kiosks.models import Kiosk


def record_check(message: Message, kiosk: Kiosk) -> Acknowledgement:
    """Records a check of papers. The same again counts once. Raises Refused."""
    check_moment(message.checked_at, "checked_at")
    version = find_version(message.item, message.item_version)
    values = {
        "code": case_code(message.id),
        "kiosk": kiosk,
        "item_version": version,
        "missing": list(message.missing),
        "checked_at": message.checked_at,
    }
    if PaperCheck.objects.filter(code=values["code"]).exclude(pk=message.id).exists():  # an id made to have its code
        raise RequestRefused(409)
    PaperCheck.objects.get_or_create(pk=message.id, defaults=values)
    return Acknowledgement(id=message.id, code=case_code(message.id))


def find_check(code: str) -> PaperCheck | None:
    return PaperCheck.objects.filter(code=code).select_related("item_version", "kiosk").first()


def missing_in(check: PaperCheck) -> list[Text]:
    papers = Item.model_validate(check.item_version.content).papers
    return [papers[at].name for at in check.missing if 0 <= at < len(papers)]
