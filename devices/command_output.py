"""The words that the technician's command line prints, and the arguments that its commands share."""

import argparse
import json
from dataclasses import asdict
from typing import Any

from devices.base import Card, Status


def seconds(text: str) -> float:
    number = float(text)
    if not 0 <= number <= 86400:
        raise ValueError(text)
    return number


def card_fields(card: Card) -> dict[str, Any]:
    """Returns what the card says; its own number only where it has one."""
    return {key: value or None for key, value in plain(card).items() if value or key != "card_number"}


def plain(value: Card | Status) -> dict[str, Any]:
    """Returns the value as JSON has it: dates in ISO 8601, null where there is nothing."""
    return {key: str(field) if field is not None else None for key, field in asdict(value).items()}


def print_fault(fault: str, detail: str) -> int:
    print(json.dumps({"fault": fault, "detail": detail}, ensure_ascii=False))
    return 1


def show(arguments: argparse.Namespace, value: Any, lines: list[str]) -> None:
    print(json.dumps(value, ensure_ascii=False) if arguments.json else "\n".join(lines))
