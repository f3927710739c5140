"""The schema of refusals."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from contract.problems import Problem
from hub.core.problems import CONTENT_TYPE

_REF = "#/components/schemas/{model}"

_REFUSED = {
    "description": "A problem document (RFC 9457), in every language of the service",
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
