"""Items with a workflow, and with a signature."""

from contract.forms import Field, FieldKind
from contract.text import Text
from hub.cases.models import Case


def with_a_notice(case: Case) -> None:
    """The case's item has a check first, then a public notice of seven days."""
    version = case.item_version
    version.content["steps"] = [{"name": {"zh": "审核"}}, {"name": {"zh": "公示"}, "days": 7, "public_notice": True}]
    version.save()


def with_a_signature(case: Case, answer: str) -> None:
    """The case's item asks for a signature, and this was given."""
    version = case.item_version
    field = Field(key="signature", label=Text.plain("本人签名"), kind=FieldKind.SIGNATURE)
    version.content["form"]["fields"].append(field.model_dump(mode="json"))
    version.save()
    case.answers = {**case.answers, "signature": answer}
    case.save(update_fields=["answers"])


def with_a_grant(case: Case, months: int | None = 12, renew_days: int = 30) -> Case:
    """The case's item entitles to an allowance."""
    version = case.item_version
    name = {"zh-Hans": "高龄津贴", "en": "Old-age allowance"}
    version.content["grants"] = {"name": name, "months": months, "renew_days": renew_days}
    version.save()
    return case
