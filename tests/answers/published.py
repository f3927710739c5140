"""Checks each answer of the HTTP interface against the published schema, whichever test asked for it."""

import json
import re
from functools import cache, wraps
from pathlib import Path
from typing import Any

import jsonschema_rs

_ROOT = Path(__file__).parents[2]
_DOCUMENT: dict[str, Any] = json.loads((_ROOT / "hub" / "openapi.json").read_text("utf-8"))
_INTERFACE, _ITS_SCHEMA = "/api/v1/", "/api/v1/openapi.json"
_NAMED = re.compile(r"\\{[a-z_]+\\}")


class UnpublishedAnswer(AssertionError):
    """The hub answered what its schema does not say."""


def check_answer(method: str, path: str, status: int, media_type: str, body: bytes | None) -> None:
    """Checks an answer; without its body, where that is streamed, all but the body. Raises UnpublishedAnswer."""
    if not path.startswith(_INTERFACE) or path == _ITS_SCHEMA or method == "HEAD":
        return
    operation = find_operation(method, path)
    if operation is None:
        if status < 400:
            raise UnpublishedAnswer(f"{method} {path} is no operation and answers {status}")
        return
    answer = operation["responses"].get(str(status)) or (operation["responses"]["default"] if status >= 400 else None)
    place = f"{operation['operationId']} {status}"
    if answer is None:
        raise UnpublishedAnswer(f"{place} is not published")
    _check_content(place, answer.get("content", {}), media_type.partition(";")[0], body)


def _check_content(place: str, content: dict[str, Any], media_type: str, body: bytes | None) -> None:
    if not content:
        if body:
            raise UnpublishedAnswer(f"{place} has a body")
        return
    if media_type not in content:
        raise UnpublishedAnswer(f"{place} is of {media_type}, not {', '.join(content)}")
    if body is not None and media_type.endswith("json"):
        _check_body(place, json.dumps(content[media_type]["schema"]), body)


def _check_body(place: str, schema: str, body: bytes) -> None:
    error = next(_validator(schema).iter_errors(json.loads(body)), None)
    if error is not None:
        where = "/".join(map(str, error.instance_path))
        raise UnpublishedAnswer(f"{place} at {where}: unlike {'/'.join(map(str, error.schema_path))}")


@cache
def _validator(schema: str) -> Any:
    """Returns the compiled schema; answers of many operations have one in common."""
    components = {"components": _DOCUMENT["components"]}
    return jsonschema_rs.Draft202012Validator({**json.loads(schema), **components}, validate_formats=True)


def find_operation(method: str, path: str) -> dict[str, Any] | None:
    """Returns what the schema says of an operation; a path in words goes before one with names in it."""
    for pattern, operations in _patterns():
        if method.lower() in operations and pattern.fullmatch(path):
            operation: dict[str, Any] = operations[method.lower()]
            return operation
    return None


@cache
def _patterns() -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    paths = sorted(_DOCUMENT["paths"].items(), key=lambda pair: pair[0].count("{"))
    return [(re.compile(_NAMED.sub("[^/]+", re.escape(path))), operations) for path, operations in paths]


def environment() -> dict[str, str]:
    """Returns the settings with which a hub that is started as a process checks its own answers: see sitecustomize."""
    return {"PYTHONPATH": f"{_ROOT / 'tests' / 'answers'}:{_ROOT}"}


def check_all() -> None:
    """Checks, from now on, whatever a hub answers in this process."""
    from django.core.handlers.base import BaseHandler

    get_response: Any = BaseHandler.get_response

    @wraps(get_response)
    def get_checked(handler: Any, request: Any) -> Any:
        response = get_response(handler, request)
        body = None if response.streaming else response.content
        media_type = response.headers.get("Content-Type", "")
        check_answer(request.method, request.path_info, response.status_code, media_type, body)
        return response

    BaseHandler.get_response = get_checked  # type: ignore[method-assign, assignment]
