"""TCP, as network printers speak it."""

import socket

from devices.base import DeviceError, Fault
from devices.transports.file_transport import FileTransport

_CONNECT_SECONDS = 1.2  # so that a printer is back soon after it returns: a lost SYN is sent again after 1 s


def open_tcp(host: str, port: int) -> FileTransport:
    """Connects to the port. Raises DeviceError(disconnected)."""
    try:
        connection = socket.create_connection((host, port), timeout=_CONNECT_SECONDS)
    except OSError as error:
        raise DeviceError(Fault.DISCONNECTED, f"{host}:{port}: {error}") from error
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    connection.setblocking(False)
    return FileTransport(connection.fileno(), connection.close)
