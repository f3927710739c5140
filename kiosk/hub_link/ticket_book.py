"""The kiosk's book of queue numbers: those being printed, and its own series for when the hub is away.

A number of its own is the service's prefix, the letters the hub gave this kiosk alone, and a count that begins again
each day at the site: `AK007`. The hub's own numbers have one letter before the digits, so the two never meet. The
letters go with this database: a machine that begins without it gets others.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from sqlite3 import Connection
from time import monotonic
from uuid import UUID, uuid4

from contract.catalogue import Service
from contract.tickets import PrintedTicket, TicketRequest
from devices.base import DeviceError
from kiosk import clock
from kiosk.hub_link.connection import HubAway, HubRefused
from kiosk.hub_link.held_numbers import HeldNumbers
from kiosk.hub_link.incidents import NUMBERS, Incidents
from kiosk.hub_link.messages import MessageKind
from kiosk.hub_link.outbox import Outbox
from kiosk.storage.database import Database

log = logging.getLogger(__name__)
_KEPT = timedelta(days=7)  # numbers of days gone by

NAMELESS_A_MINUTE = 6  # numbers without a card, until the hub says otherwise
_MINUTE = 60.0
_RUSH_TOLD = 3600.0  # seconds: the hub is away, and hears of it when it is back
_LETTERS = "letters of this kiosk's own series"


class TicketBook:
    """Raises sqlite3.Error where the disk fails."""

    def __init__(self, store: Database, outbox: Outbox, incidents: Incidents | None = None) -> None:
        self._store = store
        self._outbox = outbox
        self.shared = False  # whether another kiosk issues numbers of this one's series
        self._incidents = incidents or Incidents()
        self.nameless_a_minute = NAMELESS_A_MINUTE  # the hub may set another limit; 0 for none
        self._nameless: list[float] = []  # when numbers were given without a card (monotonic)
        self.held = HeldNumbers()

    def may_give_nameless(self) -> bool:
        """Counts a number of the kiosk's own that somebody without a card asks for; returns whether it may be issued.
        Beyond the limit staff are told."""
        now = monotonic()
        self._nameless = [moment for moment in self._nameless if now - moment < _MINUTE]
        if self.nameless_a_minute and len(self._nameless) >= self.nameless_a_minute:
            log.warning("more than %s numbers in a minute without a card", self.nameless_a_minute)
            self._incidents.open(NUMBERS, "too many numbers in a minute without a card", _RUSH_TOLD)
            return False
        self._nameless.append(now)
        return True

    def keep_letters(self, letters: str) -> None:
        """Stores the letters that the hub assigned to this kiosk."""
        with self._store.change() as database:
            database.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (_LETTERS, letters))

    def letters(self) -> str:
        """Returns the letters; empty while this kiosk and the hub have never met."""
        with self._store.look() as database:
            row = database.execute("SELECT value FROM notes WHERE name = ?", (_LETTERS,)).fetchone()
        return row[0] if row else ""

    def next_own_number(self, service: Service, day: date) -> str | None:
        """Returns a number that no one else has or will have today; None while the kiosk has no letters of its own."""
        letters = self.letters()
        if not letters or self.shared:
            return None
        with self._store.change() as database:
            row = database.execute(
                "INSERT INTO own_numbers VALUES (?, ?, 1)"
                " ON CONFLICT (day, service) DO UPDATE SET last = last + 1 RETURNING last",
                (day.isoformat(), service.code),
            ).fetchone()
        return f"{service.prefix}{letters}{row[0]:03d}"

    @contextmanager
    def reservation(self, own_number: str = "", *, on_end: Callable[[], None]) -> Iterator["Reservation"]:
        """Yields a number, from before the hub is asked for it, or from `own_number`, until its ticket is on paper.

        `confirm` it in the block. Without that it is void when the block is left, or forgotten where the hub refused to
        give one. Where the block ends otherwise than by the hub or a device while it is printed, it is in doubt too:
        its ticket may be on paper. `on_end` is called last.
        """
        reservation = Reservation(self, uuid4(), own_number)
        self.begin(reservation.id, at_hub=not own_number, number=own_number)
        try:
            yield reservation
        except HubRefused:
            self.forget(reservation.id)
            raise
        except (HubAway, DeviceError):
            self.void(reservation.id, reservation.number)
            raise
        except BaseException:
            if not reservation.confirmed:
                reservation.void_in_doubt()
            raise
        else:
            if not reservation.confirmed:
                self.void(reservation.id, reservation.number)
        finally:
            on_end()

    def begin(self, ticket: UUID, at_hub: bool, number: str = "") -> None:
        """Records a number before it is asked for and printed: after any crash it will be confirmed or voided."""
        with self._store.change() as database:
            database.execute("INSERT INTO printing VALUES (?, ?, ?)", (str(ticket), at_hub, number))

    def about_to_print(self, ticket: UUID, number: str) -> None:
        """Records that from here on it may be on paper, though this program never learns of it."""
        with self._store.change() as database:
            database.execute("UPDATE printing SET number = ? WHERE id = ?", (number, str(ticket)))
            _keep_highest(database, number)

    def confirm(self, ticket: UUID, number: str, printed: PrintedTicket | None = None) -> None:
        """Confirms the hub's number, which is on paper; the hub will be told."""
        self._end(ticket, MessageKind.TICKET_PRINTED, number, printed)

    def confirm_own(self, request: TicketRequest) -> None:
        """Confirms a number of the kiosk's own, which is on paper; the hub will be told."""
        number = request.offline.number if request.offline else ""
        self._end(request.id, MessageKind.TICKET_ISSUED, number, request)

    def void(self, ticket: UUID, number: str = "") -> None:
        """Voids a number that is not on paper, at the hub where the hub may know of it."""
        with self._store.look() as database:
            row = database.execute("SELECT at_hub FROM printing WHERE id = ?", (str(ticket),)).fetchone()
        self._end(ticket, MessageKind.TICKET_VOID if row and row[0] else None, number)

    def forget(self, ticket: UUID) -> None:
        """Forgets a number that the hub refused: there is nothing to void."""
        self._end(ticket, None, "")

    def void_unfinished(self, today: date) -> int:
        """Voids, after a start, the numbers that were being printed when the kiosk stopped. Returns how many. Those
        that may be on paper all the same are in doubt from then on."""
        with self._store.look() as database:
            rows = database.execute("SELECT id, number FROM printing").fetchall()
        for identifier, number in rows:
            if number:
                self.doubt(number, today)
            self.void(UUID(identifier), number)
        return len(rows)

    def doubtful(self, today: date) -> tuple[str, ...]:
        """Returns the numbers that are void though somebody may hold their ticket, as the kiosk stopped while it was
        printed."""
        with self._store.look() as database:
            rows = database.execute("SELECT number FROM doubtful WHERE day = ? ORDER BY number", (today.isoformat(),))
            return tuple(number for (number,) in rows.fetchall())

    def doubt(self, number: str, today: date) -> None:
        """Records that a number is void and its ticket may be on paper all the same."""
        log.warning("the kiosk stopped while number %s was printed: it is void, and perhaps on paper", number)
        with self._store.change() as database:
            database.execute("INSERT OR IGNORE INTO doubtful VALUES (?, ?)", (number, today.isoformat()))

    def _end(
        self, ticket: UUID, kind: MessageKind | None, number: str, message: TicketRequest | PrintedTicket | None = None
    ) -> None:
        past = (clock.today() - _KEPT).isoformat()

        def end(database: Connection) -> None:
            database.execute("DELETE FROM printing WHERE id = ?", (str(ticket),))
            for table in ("own_numbers", "doubtful", "hub_numbers"):
                database.execute(f"DELETE FROM {table} WHERE day < ?", (past,))  # noqa: S608  # names of ours
            if kind:
                self._outbox.put_entry(database, ticket, kind, number, message)

        self._store.write(end)


def _keep_highest(database: Connection, number: str) -> None:
    """Stores the highest of the hub's own numbers: a hub that went back in time hears which were issued."""
    prefix, digits = number[:1], number[1:]
    if digits.isdecimal():
        database.execute(
            "INSERT INTO hub_numbers VALUES (?, ?, ?)"
            " ON CONFLICT (prefix, day) DO UPDATE SET last = max(last, excluded.last)",
            (prefix, clock.today().isoformat(), int(digits)),
        )


class Reservation:
    """One number of a `TicketBook`. `number` is empty until one is there."""

    def __init__(self, book: TicketBook, identifier: UUID, number: str) -> None:
        self.id = identifier
        self.number = number
        self.confirmed = False
        self._book = book

    def about_to_print(self, number: str) -> None:
        """Records the hub's number."""
        self._book.about_to_print(self.id, number)
        self.number = number

    def confirm(self, own: TicketRequest | None = None, printed: PrintedTicket | None = None) -> None:
        """Confirms that the number is on paper: the hub's, or one of the kiosk's own series, with what the hub is to
        hear of it."""
        if own:
            self._book.confirm_own(own)
        else:
            self._book.confirm(self.id, self.number, printed)
        self.confirmed = True

    def void_in_doubt(self) -> None:
        if self.number:
            self._book.doubt(self.number, clock.today())
        self._book.void(self.id, self.number)
