"""The console's tests: on both databases by Django's client, and in Debian's chromium."""

from tests.hub.conftest import _django, database, database_url, keys_path, kiosk, postgresql

__all__ = ["_django", "database", "database_url", "keys_path", "kiosk", "postgresql"]
