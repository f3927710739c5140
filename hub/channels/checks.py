"""Checks of what a resident wrote, by the same forms as on the kiosk's page."""

from collections.abc import Mapping
from datetime import date

from contract.answers import check_answers, clean_answers
from contract.forms import Answer, Form
from hub.core.problems import RequestRefused


def clean_form(form: Form, answers: Mapping[str, str], today: date) -> dict[str, Answer]:
    """Returns the answers as they are stored. Raises Refused with the fields' own messages."""
    errors = check_answers(form, answers, today)
    if errors:
        raise RequestRefused(422, errors=errors)
    return clean_answers(form, answers)
