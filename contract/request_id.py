"""The id of a request, by which the log lines of kiosk, hub and departments' systems are put together.

`X-Request-ID` stands for one attempt to send something. `X-Correlation-ID`, which the hub adds to what it sends on,
stands for the request with which the matter began.
"""

import re
from uuid import uuid4

HEADER = "X-Request-ID"
CORRELATION_HEADER = "X-Correlation-ID"
_FORM = re.compile(r"[0-9a-f]{32}")  # nothing that is somebody's number, telephone or name has this form


def new_request_id() -> str:
    """Returns 32 hexadecimal digits."""
    return uuid4().hex


def parse_request_id(text: str) -> str:
    """Returns the id, without the hyphens of a UUID; "" for what is none."""
    digits = text.strip().lower().replace("-", "") if len(text) <= 64 else ""
    return digits if _FORM.fullmatch(digits) else ""
