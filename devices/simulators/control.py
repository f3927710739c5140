"""The control socket: one JSON object a line, one JSON line in answer."""

import asyncio
import json
from pathlib import Path
from typing import Any

from devices.simulators.base import Simulator


async def serve_control(simulator: Simulator, path: Path) -> asyncio.Server:
    """Listens on a Unix socket at `path`. Answers `{"ok": true, …}`, or `{"ok": false, "error": …}`."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                writer.write(json.dumps(_answer(simulator, line), ensure_ascii=False).encode() + b"\n")
                await writer.drain()
        except (ConnectionError, ValueError):
            pass  # the other side went away, or sent a line without end
        finally:
            writer.close()

    path.unlink(missing_ok=True)
    return await asyncio.start_unix_server(serve, path, limit=1 << 20)


def _answer(simulator: Simulator, line: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(line)
        if not isinstance(fields, dict):
            return {"ok": False, "error": "a command is a JSON object"}
        return {"ok": True, **simulator.command(fields)}
    except (ValueError, TypeError, KeyError) as error:
        return {"ok": False, "error": str(error)}
