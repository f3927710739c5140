"""The published schema: of refusals, and with one definition a name."""

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


class HubSchema(OpenAPISchema):
    """Refuses a second model of a name, which would take the place of the first. Its operations may be refused with a
    problem document."""

    def add_schema_definitions(self, definitions: dict[str, Any]) -> None:
        """Adds the models' definitions. Raises ValueError."""
        if twice := [name for name, schema in definitions.items() if self.schemas.get(name, schema) != schema]:
            raise ValueError(f"two models of one name in the schema: {', '.join(twice)}")
        super().add_schema_definitions(definitions)

    def _create_schema_from_model(
        self, model: Any, by_alias: bool = True, remove_level: bool = True, mode: str = "validation"
    ) -> tuple[dict[str, Any], bool]:
        """Describes answers as they are read too: a serializer of its own would hide a model's fields."""
        return super()._create_schema_from_model(model, by_alias, remove_level, "validation")

    def get_components(self) -> dict[str, Any]:
        problem = Problem.model_json_schema(ref_template=_REF)
        self.schemas |= {**problem.pop("$defs"), **self.schemas, "Problem": problem}
        return super().get_components()

    def responses(self, operation: Any) -> dict[Any, dict[str, Any]]:
        answers = {str(status): answer for status, answer in super().responses(operation).items()}
        return {**answers, "default": _REFUSED}


class HubApi(NinjaAPI):
    """Publishes a HubSchema."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        return HubSchema(self, path_prefix if path_prefix is not None else self.get_root_path(path_params or {}))
