"""The departments that work on an item, by their names."""

from contract.catalogue import Catalogue, Item
from kiosk.pages.language import _, language


def list_departments(item: Item) -> tuple[str, ...]:
    """Returns the codes of the departments that have a part in it, its own first."""
    return tuple(dict.fromkeys((item.department, *(step.department for step in item.steps if step.department))))


def name_departments(item: Item, catalogue: Catalogue) -> str:
    names = {department.code: department.name.in_locale(language()) for department in catalogue.departments}
    return _(", ").join(names[code] for code in list_departments(item) if code in names)
