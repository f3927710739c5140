"""The published schema of the HTTP interface: `hub/openapi.json`, made from the code by `python -m hub openapi`."""

import json
from functools import cache
from pathlib import Path
from typing import Any

PUBLISHED = Path(__file__).with_name("openapi.json")


@cache
def schema() -> str:
    """Returns the schema as the code has it, worded the same each time."""
    from hub.api import api

    document = _without_object_defaults(api.get_openapi_schema(path_prefix="/api/v1/"))
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def publish() -> None:
    PUBLISHED.write_text(schema(), "utf-8")


def _without_object_defaults(part: Any) -> Any:
    """Returns the document without defaults of properties that are another model's: generators of clients know what an
    absent one is by its model, and refuse the whole model for such a default."""
    if isinstance(part, list):
        return [_without_object_defaults(each) for each in part]
    if not isinstance(part, dict):
        return part
    of_model = isinstance(part.get("default"), dict) and ("allOf" in part or "$ref" in part)
    return {key: _without_object_defaults(value) for key, value in part.items() if not (of_model and key == "default")}
