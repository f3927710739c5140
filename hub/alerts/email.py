"""One e-mail by SMTP, within a total time, to the server that HUB_SMTP names."""

import smtplib
import socket
import ssl
from email.message import EmailMessage
from time import monotonic
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings

from hub.core.outgoing import bounded_connection, is_loopback
from hub.departments.wire import SendResult

_PATIENCE = 20.0  # seconds, from the first address that is tried to the last byte
_PORTS = {"smtp": 587, "smtps": 465}
_ERRORS = (OSError, ValueError, smtplib.SMTPException)


class Letter(Protocol):
    """What is mailed. `id` becomes the Message-ID."""

    @property
    def id(self) -> str: ...

    @property
    def subject(self) -> str: ...

    @property
    def text(self) -> str: ...


class _SmtpOver(smtplib.SMTP):
    """Speaks over a connection that is open."""

    def __init__(self, raw: socket.socket, host: str) -> None:
        self._raw = raw
        super().__init__()
        self._host = host  # what STARTTLS holds the certificate to
        code, answer = self.connect(host, 1)  # the port is not used: the connection is there
        if code != 220:
            raise smtplib.SMTPConnectError(code, answer)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return self._raw


def send_email(target: str, message: Letter) -> SendResult:
    """Sends one e-mail; errors become results: a refused address will not fare better, all else may."""
    if not settings.HUB_SMTP or not settings.HUB_MAIL_FROM:
        return SendResult(False, True, "HUB_SMTP, HUB_MAIL_FROM")
    try:
        _Conversation().run(_build(target, message))
    except smtplib.SMTPRecipientsRefused as error:
        code = max((code for code, _ in error.recipients.values()), default=0)
        return SendResult(False, code >= 500, f"SMTP {code}")
    except smtplib.SMTPResponseException as error:
        return SendResult(False, False, f"SMTP {error.smtp_code}")
    except _ERRORS as error:
        return SendResult(False, False, type(error).__name__)
    return SendResult(True, False, "SMTP 250")


def _build(target: str, message: Letter) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = settings.HUB_MAIL_FROM, target, message.subject
    mail["Message-ID"] = f"<{message.id}@{settings.HUB_MAIL_FROM.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answering machine answers
    mail.set_content(message.text)
    return mail


class _Conversation:
    """A conversation with the server. Once it has taken the mail, the mail is not sent again, even after an error."""

    is_accepted = False

    def run(self, mail: EmailMessage) -> None:
        parts = urlsplit(settings.HUB_SMTP)
        host, until = parts.hostname or "", monotonic() + _PATIENCE
        try:
            with bounded_connection(host, parts.port or _PORTS[parts.scheme], until) as raw:
                self._send(_log_in(raw, parts, host), mail)
        except _ERRORS:
            if not self.is_accepted:
                raise

    def _send(self, server: smtplib.SMTP, mail: EmailMessage) -> None:
        server.send_message(mail)
        self.is_accepted = True
        server.quit()


def _log_in(raw: socket.socket, parts: SplitResult, host: str) -> smtplib.SMTP:
    """Returns the connection, logged in; without TLS to this machine alone."""
    if parts.scheme == "smtps":
        server = _SmtpOver(ssl.create_default_context().wrap_socket(raw, server_hostname=host), host)
    else:
        server = _SmtpOver(raw, host)
        if not is_loopback(host):
            server.starttls(context=ssl.create_default_context())
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server
