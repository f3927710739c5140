"""ClamAV, where HUB_CLAMAV names the socket of its daemon: INSTREAM of clamd(8)."""

import logging
import socket
import struct

from django.conf import settings

from contract.text import text
from hub.core.problems import RequestRefused, refused_field

_log = logging.getLogger("hub.files")
_WITHIN = 5.0  # seconds
_PIECE = 1 << 16  # bytes


def check_clean(content: bytes) -> None:
    """Checks a file. Raises Refused for what is known to be harmful; and where the daemon does not answer, as nothing
    is taken unseen."""
    if not settings.HUB_CLAMAV:
        return
    try:
        answer = _ask(settings.HUB_CLAMAV, content)
    except OSError as error:
        _log.error("clamd: %s", type(error).__name__)
        answer = ""
    if answer.endswith("FOUND"):
        _log.warning("clamd: a file was refused")
        raise refused_field("file", "harmful", text("This file is known to be harmful and is not taken."))
    if not answer.endswith("OK"):
        raise RequestRefused(503, text("Files cannot be checked just now. Please try again later."), for_good=False)


def _ask(address: str, content: bytes) -> str:
    with socket.socket(socket.AF_UNIX) as daemon:
        daemon.settimeout(_WITHIN)
        daemon.connect(address)
        daemon.sendall(b"zINSTREAM\0")
        for at in range(0, len(content), _PIECE):
            piece = content[at : at + _PIECE]
            daemon.sendall(struct.pack(">I", len(piece)) + piece)
        daemon.sendall(struct.pack(">I", 0))
        answer = b""
        while not answer.endswith(b"\0") and (part := daemon.recv(4096)):
            answer += part
    return answer.rstrip(b"\0").decode("utf-8", "replace").strip()
