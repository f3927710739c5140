"""Yes or no: "yes", "no"."""

from contract.field_kinds.base import OneOption
from contract.fields import Field, Option
from contract.text import text

_OPTIONS = (Option(value="yes", label=text("Yes")), Option(value="no", label=text("No")))


class _YesNo(OneOption):
    name = text("Yes or no")

    def options(self, field: Field) -> tuple[Option, ...]:
        return _OPTIONS


KIND = _YesNo()
