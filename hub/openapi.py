"""The published schema of the HTTP interface: `hub/openapi.json`, made from the code by `python -m hub openapi`."""

import json
from pathlib import Path
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from contract.problems import Problem
from hub.core.problems import CONTENT_TYPE

PUBLISHED = Path(__file__).with_name("openapi.json")
_REF = "#/components/schemas/{model}"
_REFUSED = {
    "description": "A problem document (RFC 9457), in Chinese and English",
    "content": {CONTENT_TYPE: {"schema": {"$ref": _REF.format(model="Problem")}}},
}


class HubApi(NinjaAPI):
    """Its schema says of each operation that it may be refused with a problem document."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        document = super().get_openapi_schema(**options)
        problem = Problem.model_json_schema(ref_template=_REF)
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        schemas |= {**problem.pop("$defs"), **schemas, "Problem": problem}
        for operations in document["paths"].values():
            for operation in operations.values():
                answers = {str(status): answer for status, answer in operation["responses"].items()}
                operation["responses"] = {**answers, "default": _REFUSED}
        return document


def schema() -> str:
    """The schema as the code has it, worded the same each time."""
    from hub.api import api

    document = api.get_openapi_schema(path_prefix="/api/v1/")
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def publish() -> None:
    PUBLISHED.write_text(schema(), "utf-8")
