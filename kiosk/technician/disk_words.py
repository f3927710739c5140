"""Why something was not kept, in a technician's words."""

import errno
import os
import sqlite3

from kiosk.pages.language import _
from kiosk.storage.recovery import damaged
from kiosk.storage.schema import VERSION, DatabaseTooNew

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM)


def disk_words(error: OSError | sqlite3.Error) -> str:
    """Returns the words, with the place where the error tells one."""
    if isinstance(error, sqlite3.Error):
        return _database_words(error)
    words = _number_words(error.errno)
    return f"{words}\n{os.fsdecode(error.filename)}" if isinstance(error.filename, str | bytes) else words


def _database_words(error: sqlite3.Error) -> str:
    if isinstance(error, DatabaseTooNew):
        text = _("The database is of a newer version of the program ({found}; this one reads up to {own}).")
        return text.format(found=error.version, own=VERSION)
    if damaged(error):
        return _("The kiosk's database is damaged.")
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_FULL:
            return _("The disk is full.")
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN:
            return _("The disk may not be written to.")
    return _("The disk does not take the kiosk's database.")


def _number_words(number: int | None) -> str:
    if number in FULL:
        return _("The disk is full.")
    if number in READ_ONLY:
        return _("The disk may not be written to.")
    if number == errno.ENOENT:
        return _("The place is not there any more.")
    return os.strerror(number) if number else _("The disk does not take it.")
