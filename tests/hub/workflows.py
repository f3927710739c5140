"""Items with a workflow."""

from hub.cases.models import Case


def with_a_notice(case: Case) -> None:
    """The case's item has a check first, then a public notice of seven days."""
    version = case.item_version
    version.content["steps"] = [{"name": {"zh": "审核"}}, {"name": {"zh": "公示"}, "days": 7, "public_notice": True}]
    version.save()
