"""One HTTP call to the hub, over within a total of seconds.

What is not a proper answer of the hub's is `HubAway`; what the hub has judged and will not take is `HubRefused`.
Neither text says anything about a person, and no URL names one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from pathlib import Path
from time import monotonic

from pydantic import ValidationError

from bounded_http import BoundedHttp, HttpAnswer, HttpFailed, HttpRequest
from contract.problems import REFUSED, Problem
from kiosk.hub_link.logged_request import LoggedRequest
from kiosk.private_memory import overwrite_unused_stack

ENROL = "kiosks/enrol"  # by which a kiosk gets its token
_JUDGED = (404, 409, 422)  # with a problem of the type REFUSED: what was sent is at fault


class HubAway(Exception):
    """The hub cannot be reached, or does not answer as a hub does."""


class HubRefused(Exception):
    """The hub has judged what was sent, will not take it, and says why. `problem.status` is 404, 409 or 422."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"refused with status {problem.status}")
        self.problem = problem


@dataclass(frozen=True, slots=True)
class HubAddress:
    """Where the hub is, and the file with this kiosk's token in it (it may come later than the kiosk).

    `ca_file`: certificates (PEM) of the authorities that may vouch for the hub; None for the usual ones.
    """

    url: str
    token_file: Path
    ca_file: Path | None = None


class HubConnection:
    """Every call raises HubAway or HubRefused. Safe to use from several threads."""

    def __init__(self, address: HubAddress) -> None:
        self._address = address
        self._base = address.url.rstrip("/") + "/api/v1/"
        self._http = BoundedHttp(address.ca_file, after_call=overwrite_unused_stack)
        self.answered_at = -inf  # when it last answered anything, by `monotonic`

    def close(self) -> None:
        """Hangs up, so that the hub need not wait for this kiosk before it can end."""
        self._http.close()

    def call(
        self, method: str, path: str, body: bytes | None, within: float, largest: int, headers: Mapping[str, str] = {}
    ) -> HttpAnswer:
        """Returns the answer, `largest` bytes of it at most, within `within` seconds."""
        call = LoggedRequest(method, path)
        sent = {"Accept": "application/json", **call.headers, **self._authorization(path), **headers}
        if body is not None:
            sent["Content-Type"] = "application/json"
        try:
            answer = self._http.call(HttpRequest(method, self._base + path, body, sent, largest), within)
        except HttpFailed as failed:
            call.log_failure(str(failed))
            raise HubAway(str(failed)) from None
        self.answered_at = monotonic()
        call.log_answer(answer.status)
        if 400 <= answer.status < 500:
            raise HubRefused(_problem(answer))
        if answer.status >= 500:
            raise HubAway(f"status {answer.status}")
        return answer

    def _authorization(self, path: str) -> dict[str, str]:
        return {} if path == ENROL else {"Authorization": f"Bearer {self.token()}"}

    def token(self) -> str:
        """Returns this kiosk's token. Raises HubAway where there is none yet."""
        try:
            return self._address.token_file.read_text("ascii").strip()
        except (OSError, ValueError):
            raise HubAway("no token yet") from None


def _problem(answer: HttpAnswer) -> Problem:
    """Returns what the hub says of what was sent. Raises HubAway where it did not judge that: the host, the address,
    the token or the hour is wrong, the hub is of another release or has lost data, or something else has answered."""
    try:
        problem = Problem.model_validate_json(answer.body)
    except ValidationError:
        raise HubAway(f"status {answer.status} without a problem document") from None
    if problem.type != REFUSED or answer.status not in _JUDGED:
        raise HubAway(f"status {answer.status}")
    return problem
