"""A mail server for tests: it speaks SMTP, keeps what it takes, and fails at times.

PLAN: what becomes of the first mails; then "ok"

ok       taken
busy     450 to the recipient
unknown  550 to the recipient
full     452 after the mail
lost     taken, but the connection is cut before the answer
mute     taken and answered; then nothing more, and the connection stays open
silent   no greeting until the hub hangs up
trickle  a greeting without end, a byte at a time
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from threading import Event, Thread

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class MailServer:
    plan: list[str]
    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    connections: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        step = self.plan.pop(0) if self.plan else "ok"
        with suppress(OSError, asyncio.IncompleteReadError):
            if step == "silent":
                await reader.read(1)
            elif step == "trickle":
                await self._trickle(writer)
            else:
                await self._converse((reader, writer), step)
        writer.close()

    async def _trickle(self, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220-")
        while not writer.is_closing():
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)

    async def _converse(self, streams: Streams, step: str) -> None:
        reader, writer = streams
        writer.write(b"220 mail.example.org\r\n")
        while line := (await reader.readline()).decode().strip():
            verb = line[:4].upper()
            if verb == "DATA":
                writer.write(b"354 go on\r\n")
                self.mails.append(_parse(await reader.readuntil(b"\r\n.\r\n")))
                if step == "lost":
                    return
                writer.write(b"452 no room\r\n" if step == "full" else b"250 taken\r\n")
                if step == "mute":
                    await reader.read()
            elif verb == "RCPT":
                self.recipients.append(line)
                writer.write({"busy": b"450 later\r\n", "unknown": b"550 nobody\r\n"}.get(step, b"250 yes\r\n"))
            else:
                writer.write(b"221 bye\r\n" if verb == "QUIT" else b"250 yes\r\n")
                if verb == "QUIT":
                    return


def _parse(content: bytes) -> EmailMessage:
    mail = message_from_bytes(content.removesuffix(b".\r\n"), policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


@contextmanager
def mail_server(*plan: str) -> Iterator[MailServer]:
    server, loop, ready = MailServer(list(plan)), asyncio.new_event_loop(), Event()

    async def start() -> None:
        listener = await asyncio.start_server(server.serve, "127.0.0.1", 0)
        server.port = listener.sockets[0].getsockname()[1]
        ready.set()

    def run() -> None:
        loop.run_until_complete(start())
        loop.run_forever()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))

    thread = Thread(target=run)
    thread.start()
    try:
        assert ready.wait(60)
        yield server
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
