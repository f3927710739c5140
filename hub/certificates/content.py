"""The content of a certificate, as a department's answer brings it: data for the hub's one template."""

from datetime import date
from typing import Annotated

from pydantic import Field as Bound
from pydantic import StringConstraints

from contract.text import DecodedText, Personal

# Within one line: the signed words of a certificate are lines, and no value may pass for another line.
_OneLine = Annotated[DecodedText, StringConstraints(pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$")]
Label = Annotated[_OneLine, Bound(min_length=1, max_length=60)]
Value = Annotated[_OneLine, Bound(max_length=200)]


class CertificateRow(Personal):
    label: Label
    value: Value


class CertificateContent(Personal):
    """`number`: whose data this is, by the department; the hub holds it to the applicant. `title` is of one line."""

    title: Label
    number: Annotated[str, Bound(min_length=1, max_length=20)]
    rows: Annotated[tuple[CertificateRow, ...], Bound(min_length=1, max_length=60)]
    statement: Value = ""  # a sentence below the rows
    valid_until: date | None = None
