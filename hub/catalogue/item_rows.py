"""The buttons of an editor's lists: `add:papers`, `up:papers:2`, `remove:form.fields.2.options:0`."""

from typing import Any

from hub.catalogue.item_json import Content
from hub.catalogue.item_parts import all_parts
from hub.catalogue.parts import ItemPart, Rows, change_rows


def press_button(typed: Content, button: str) -> str:
    """Does what the button says to what was typed, a part of an item; returns the list's path, "" for no such list."""
    verb, path, place, *_more = *button.split(":"), "", ""
    target = _find_rows(typed, path)
    if target is None or not (place == "" or (place.isascii() and place.isdigit() and len(place) < 4)):
        return ""
    part, holder, name = target
    holder[name] = change_rows(part, holder[name], verb, int(place or 0))
    return path


def _find_rows(typed: Content, path: str) -> tuple[Rows, Any, Any] | None:
    """Returns the list of that path: what it is, what holds it, and by what name."""
    parts: Any = [part for part in all_parts() if part.name in typed]
    holder: Any = typed
    names = path.split(".")
    for name, following in zip(names, [*names[1:], None], strict=True):
        if name.isascii() and name.isdigit():
            if not isinstance(holder, list) or int(name[:4]) >= len(holder):
                return None
            holder = holder[int(name[:4])]
            continue
        part = next((each for each in parts if each.name == name), None)
        if part is None or isinstance(part, ItemPart) or not isinstance(holder, dict):
            return None
        if following is None:
            return (part, holder, name) if isinstance(part, Rows) else None
        holder = holder[name]
        parts = part.row.parts if isinstance(part, Rows) else part.parts
    return None
