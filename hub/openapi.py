"""The published schema of the HTTP interface: `hub/openapi.json`, made from the code by `python -m hub openapi`."""

import json
from functools import cache
from pathlib import Path

PUBLISHED = Path(__file__).with_name("openapi.json")


@cache
def schema() -> str:
    """Returns the schema as the code has it, worded the same each time."""
    from hub.api import api

    document = api.get_openapi_schema(path_prefix="/api/v1/")
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def publish() -> None:
    PUBLISHED.write_text(schema(), "utf-8")
