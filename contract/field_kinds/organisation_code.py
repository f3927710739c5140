"""The unified social credit code of an organisation (统一社会信用代码, GB 32100-2015), check character verified."""

from datetime import date

from contract.field_kinds.base import Mistake, ValueKind
from contract.field_kinds.inputs import HtmlInput, NumberPad
from contract.fields import Field
from contract.numbers import NumberError, NumberProblem, mask_number, read_organisation_code, tidy_number
from contract.text import Text, text

_SAMPLE = "911101080000010061"


class _OrganisationCode(ValueKind):
    name = text("Unified social credit code")
    editor = NumberPad(longest=18, letters=True)
    html = HtmlInput()

    def check_value(self, field: Field, value: str, today: date) -> Mistake | None:
        try:
            read_organisation_code(value)
        except NumberError as error:
            return error.problem.value, _wording(field.label, error.problem)
        return None

    def tidy_value(self, value: str) -> str:
        return tidy_number(value)

    def render(self, field: Field, value: str) -> Text:
        return Text.plain(value)

    def mask(self, field: Field, value: str) -> Text:
        """Returns the code masked as staff's pages mask numbers; a code is public, and stands whole on the
        resident's."""
        return Text.plain(mask_number(value))

    def sample(self, field: Field, today: date) -> str:
        return _SAMPLE


def _wording(label: Text, problem: NumberProblem) -> Text:
    match problem:
        case NumberProblem.LENGTH:
            return text('"{label}" has 18 characters; check that none is missing.', label=label)
        case NumberProblem.CHARACTERS:
            return text('"{label}" has digits and capitals, and no I, O, S, V or Z.', label=label)
        case _:
            return text('"{label}" has a wrong character; compare it with the licence.', label=label)


KIND = _OrganisationCode()
