"""The content of a certificate, as a department's answer or its staff bring it: data for the hub's one template."""

from datetime import date
from typing import Annotated, Self

from pydantic import Field as Bound
from pydantic import StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from contract.text import DecodedText, Personal

# Within one line: the signed words of a certificate are lines, and no value may pass for another line.
_OneLine = Annotated[DecodedText, StringConstraints(pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$")]
Label = Annotated[_OneLine, Bound(min_length=1, max_length=60)]
Value = Annotated[_OneLine, Bound(max_length=200)]


class CertificateRow(Personal):
    label: Label
    value: Value


class ResultContent(Personal):
    """What a paper says, at least a row or the statement. `title` is of one line. `made_elsewhere`: a card or a booklet
    that the department makes, which is collected or posted; then the title is enough."""

    title: Label
    rows: Annotated[tuple[CertificateRow, ...], Bound(max_length=60)] = ()
    statement: Value = ""  # a sentence below the rows
    valid_until: date | None = None
    made_elsewhere: bool = False

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.rows or self.statement or self.made_elsewhere):
            raise PydanticCustomError("empty_result", "neither rows nor a statement")
        return self


class CertificateContent(ResultContent):
    """`number`: whose data this is, by the department; the hub holds it to the applicant."""

    number: Annotated[str, Bound(min_length=1, max_length=20)]
