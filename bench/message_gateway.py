"""A gateway for SMS that answers after 20 ms and delivers each key once. Prints its port; GET tells how often each key
came, and /wait/N answers once there were as many requests."""

import asyncio
import json
from collections import Counter

ANSWERS_AFTER = 0.02  # seconds
requests: Counter[str] = Counter()
_ACCEPTED = json.dumps({"accepted": True}).encode()


async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        fields = {
            name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head.split("\r\n"))
        }
        await reader.readexactly(int(fields.get("content-length", 0)))
        answer = await _take(fields["webhook-id"]) if head.startswith("POST") else await _tell(head.split()[1])
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(answer) + answer)
        await writer.drain()
    except (OSError, asyncio.IncompleteReadError):
        pass  # a worker that was killed
    finally:
        writer.close()


async def _take(key: str) -> bytes:
    requests[key] += 1
    await asyncio.sleep(ANSWERS_AFTER)
    return _ACCEPTED


async def _tell(path: str) -> bytes:
    if path.startswith("/wait/"):
        while requests.total() < int(path.rpartition("/")[2]):
            await asyncio.sleep(0.005)
    return json.dumps(requests).encode()


async def main() -> None:
    server = await asyncio.start_server(converse, "127.0.0.1", 0, backlog=256)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
