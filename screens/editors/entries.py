"""The answers entered into a form so far, and their problems."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from contract.answers import check_answer, check_answers, clean_answers
from contract.field_kinds import get_kind
from contract.forms import Answer, Field, Form
from kiosk.pages.kinds import FormPage
from kiosk.pages.language import language
from kiosk.pages.page_parts import FilledField
from screens.clock_text import today


def _signs(field: Field) -> bool:
    return get_kind(field.kind).signs_form


class Entries:
    """The answers by key. A problem stands until the answer changes."""

    def __init__(
        self, fields: tuple[FilledField, ...], problems: Mapping[str, str], visited: Iterable[str] = ()
    ) -> None:
        self.fields = {f.field.key: f for f in fields}
        self.answers: dict[str, Answer] = {f.field.key: f.entered if f.entered is not None else f.value for f in fields}
        self.visited = set(visited)
        self._problems = dict(problems)
        self._form = Form.model_construct(fields=tuple(f.field for f in fields))

    def asked(self) -> tuple[FilledField, ...]:
        """Returns the fields that apply to the present answers."""
        keys = {field.key for field in self._form.asked(self.answers)}
        return tuple(f for key, f in self.fields.items() if key in keys)

    def first(self, preferred: str) -> str:
        """Returns the field to open first: the requested one, one with a problem, an empty one, else the first that
        is open."""
        free = self._free()
        if preferred in free:
            return preferred
        for key in free:
            if self._is_pending(key):
                return key
        return free[0] if free else next(iter(self.fields))

    def put(self, key: str, answer: object) -> None:
        """Stores a new answer: text, or a tuple of texts."""
        new = answer if isinstance(answer, tuple) else str(answer)
        if new != self.answers[key] and not _signs(self.fields[key].field):
            self._drop_signatures()
        self.answers[key] = new
        self._problems.pop(key, None)

    def _drop_signatures(self) -> None:
        """Drops the signatures, as what was signed has changed: they are asked for again."""
        for key, field in self.fields.items():
            if _signs(field.field):
                self.answers[key] = ""
                self.visited.discard(key)

    def problem(self, key: str) -> str:
        """Returns this field's known problem."""
        return self._problems.get(key, "")

    def pending(self, *, after: str) -> str:
        """Returns the next field, in order and wrapping around, that is not filled or checked; else ""."""
        keys = self._free()
        at = keys.index(after) if after in keys else -1
        for key in (*keys[at + 1 :], *keys[: max(at, 0)]):
            if self._is_pending(key):
                return key
        return ""

    def _free(self) -> list[str]:
        """Returns the fields that may be filled, in order; what is signed comes before the signature."""
        free = [f.field for f in self.asked() if not f.locked]
        return [field.key for field in sorted(free, key=_signs)]

    def count_pending(self, *, besides: str) -> int:
        """Returns how many fields are not filled or checked, without this one."""
        free = (f.field.key for f in self.asked() if not f.locked and f.field.key != besides)
        return sum(map(self._is_pending, free))

    def _is_pending(self, key: str) -> bool:
        return key in self._problems or (not self.answers[key] and key not in self.visited)

    def check(self, key: str) -> str:
        """Checks one answer; stores and returns its problem."""
        field = self.fields[key]
        problem = None if field.locked else check_answer(field.field, self.answers[key], today())
        if problem is not None:
            self._problems[key] = problem.message.in_locale(language())
        return self.problem(key)

    def first_problem(self) -> str:
        """Checks all answers together; returns the first field that is not accepted, else ""."""
        for problem in check_answers(self._form, self.answers, today()):
            field = self.fields.get(problem.field)
            if field is not None and not field.locked:
                self._problems[problem.field] = problem.message.in_locale(language())
        return next((f.field.key for f in self.asked() if f.field.key in self._problems and not f.locked), "")

    def page(self, page: FormPage, active: str, trail: tuple[str, ...]) -> FormPage:
        """Returns the page as it stands now, open at this field, which was reached by those of the trail."""
        fields = tuple(replace(f, entered=self.answers[key]) for key, f in self.fields.items())
        visited = frozenset(self.visited)
        problems = dict(self._problems)
        return replace(page, fields=fields, problems=problems, start_at=active, visited=visited, trail=trail)

    def cleaned(self) -> dict[str, Answer]:
        """Returns the answers in their stored form."""
        return clean_answers(self._form, self.answers)
