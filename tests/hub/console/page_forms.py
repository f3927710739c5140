"""The forms of a page, as a browser would send them."""

from html.parser import HTMLParser


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, list[str]]]] = []
        self._name = ""  # of the select or textarea that is open
        self._text: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((given.get("action", ""), {}))
        if not self.forms:
            return
        if tag == "input" and given.get("name") and _is_sent(given):
            self._add(given["name"], given.get("value", "on" if given.get("type") == "checkbox" else ""))
        if tag in ("select", "textarea"):
            self._name, self._text = given.get("name", ""), [] if tag == "textarea" else None
        if tag == "option" and "selected" in given:
            self._add(self._name, given.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._text is not None:
            self._add(self._name, "".join(self._text))
            self._text = None

    def _add(self, name: str, value: str) -> None:
        self.forms[-1][1].setdefault(name, []).append(value)


def _is_sent(given: dict[str, str]) -> bool:
    return given.get("type") not in ("checkbox", "radio") or "checked" in given


def form_to(page: str, ending: str) -> dict[str, list[str]]:
    """Returns what the form whose address ends so would send, nothing changed."""
    parser = _Forms()
    parser.feed(page)
    (form,) = [fields for action, fields in parser.forms if action.endswith(ending)]
    return form
