"""Reads the catalogue and hands in a case with a client that openapi-python-client made: ADDRESS TOKEN NAME."""

import sys
from datetime import UTC, datetime
from uuid import uuid4

from hub_client import AuthenticatedClient  # type: ignore[import-not-found]
from hub_client.api.cases import hub_cases_api_submit  # type: ignore[import-not-found]
from hub_client.api.catalogue import hub_catalogue_api_read_catalogue  # type: ignore[import-not-found]
from hub_client.models import Accepted, Catalogue, Submission  # type: ignore[import-not-found]

address, token, name = sys.argv[1:]
client = AuthenticatedClient(base_url=address, token=token)
catalogue = hub_catalogue_api_read_catalogue.sync(client=client)
assert isinstance(catalogue, Catalogue)
item = next(item for item in catalogue.items if item.name.to_dict()["zh-Hans"] == name)
now = datetime.now(UTC).isoformat()
submission = {
    "id": str(uuid4()),
    "item": item.code,
    "item_version": item.version,
    "applicant": None,
    "answers": {"category": "facility", "place": "幸福路1号", "description": "路灯不亮"},
    "stated_at": now,
    "submitted_at": now,
}
accepted = hub_cases_api_submit.sync(client=client, body=Submission.from_dict(submission))
assert isinstance(accepted, Accepted)
print(accepted.code)
