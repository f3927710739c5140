"""PgBouncer in transaction mode before a test's PostgreSQL."""

import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import chown
from urllib.parse import parse_qs, urlsplit

import psycopg

_USER = "postgres" if os.geteuid() == 0 else None
_CONFIGURATION = """
[databases]
* = host={folder}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 3
max_client_conn = 200
"""


@contextmanager
def transaction_pooler(url: str) -> Iterator[str]:
    """Yields the URL of the same database through the pooler. It has fewer connections than the hub has threads."""
    parts = urlsplit(url)
    with tempfile.TemporaryDirectory(prefix="hub-pool-") as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
        free.close()
        file = Path(folder, "pgbouncer.ini")
        target = parse_qs(parts.query)["host"][0]
        # auth_type any has PgBouncer log in as the user named here
        file.write_text(_CONFIGURATION.format(folder=f"{target} user=hub", port=port))
        if _USER:
            chown(folder, _USER)
            chown(file, _USER)
        command = ["/usr/sbin/pgbouncer", "-q", *(["-u", _USER] if _USER else []), str(file)]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as pooler:
            try:
                through = f"postgresql://hub@127.0.0.1:{port}{parts.path}"
                _wait(through)
                yield through
            finally:
                pooler.terminate()


def _wait(url: str, within: float = 60) -> None:
    until = time.monotonic() + within
    while True:
        try:
            psycopg.connect(url, connect_timeout=5).close()
        except psycopg.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return
