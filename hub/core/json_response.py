"""Answers of the busiest calls, written without the detour over django-ninja's own serialising."""

from django.http import HttpResponse

from contract.text import Message


def json_answer(message: Message, *, whole: bool = True) -> HttpResponse:
    """Returns the message as JSON; without `whole`, values that are the contract's defaults are left out."""
    return HttpResponse(message.model_dump_json(exclude_defaults=not whole), content_type="application/json")
