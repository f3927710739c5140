"""`python -m kiosk outbox list | retry | done`: what does not reach the hub, and the way out for it.

Nothing personal is shown: a case's or ticket's number, what it is, when it was made, and how it fares.
"""

import argparse
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from config.settings import Settings
from kiosk.diagnostics.state import as_owner
from kiosk.hub_link.outbox import EntryState, Outbox, Trace
from kiosk.storage.database import Database

ID = "the id, or the number of the case or the ticket"


class NoSuchEntry(Exception):
    """There is none of that name that could be sent again or done with."""


def add_actions(parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    shown = actions.add_parser("list", parents=[common], help="what has not reached the hub")
    shown.add_argument("--all", action="store_true", help="what was sent, too")
    shown.set_defaults(command=show)
    again = actions.add_parser("retry", parents=[common], help="send it again; a running kiosk does within a minute")
    which = again.add_mutually_exclusive_group(required=True)
    which.add_argument("id", nargs="*", default=[], metavar="ID", help=ID)
    which.add_argument("--all", action="store_true", help="all that is in trouble")
    again.set_defaults(command=retry)
    over = actions.add_parser("done", parents=[common], help="staff have dealt with it: its content is deleted here")
    over.add_argument("id", nargs="+", metavar="ID", help=ID)
    over.set_defaults(command=done)


def show(options: argparse.Namespace, settings: Settings) -> dict[str, Any]:
    with _outbox(settings.kiosk.data_dir) as outbox:
        traces = outbox.traces()
    return _build_entries(trace for trace in traces if options.all or trace.state is not EntryState.SENT)


def retry(options: argparse.Namespace, settings: Settings) -> dict[str, Any]:
    """Marks entries to be sent again. Raises NoSuchEntry; then nothing was changed."""
    with _outbox(settings.kiosk.data_dir) as outbox:
        traces = outbox.in_trouble()
        chosen = traces if options.all else _chosen(traces, options.id)
        for trace in chosen:
            outbox.send_again(trace.id)
    return _build_entries(chosen)


def done(options: argparse.Namespace, settings: Settings) -> dict[str, Any]:
    """Marks entries as resolved by staff. Raises NoSuchEntry; then nothing was changed."""
    with _outbox(settings.kiosk.data_dir) as outbox:
        chosen = _chosen(outbox.in_trouble(), options.id)
        for trace in chosen:
            outbox.resolved_by_staff(trace.id)
    return _build_entries(chosen)


def in_lines(entries: Iterable[dict[str, Any]]) -> Iterator[str]:
    for entry in entries:
        how = entry["state"] if entry["status"] is None else f"{entry['state']} {entry['status']}"
        failed = f"failed {entry['failures']} times" if entry["failures"] else ""
        what = f"{entry['made_at'][:16]}  {entry['kind']:<15} {entry['code']:<15}"
        yield f"{what} {how:<12} {entry['id']}  {failed}".rstrip()


def _build_entries(traces: Iterable[Trace]) -> dict[str, Any]:
    return {
        "entries": [{**asdict(trace), "id": str(trace.id), "made_at": trace.made_at.isoformat()} for trace in traces]
    }


def _chosen(traces: list[Trace], names: list[str]) -> list[Trace]:
    chosen = [trace for trace in traces if str(trace.id) in names or trace.code in names]
    missing = set(names) - {str(trace.id) for trace in chosen} - {trace.code for trace in chosen}
    if missing:
        raise NoSuchEntry(f"nothing in trouble is named {', '.join(sorted(missing))}")
    return chosen


@contextmanager
def _outbox(data_dir: Path) -> Iterator[Outbox]:
    """Yields the outbox, beside a running kiosk or without one."""
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with as_owner(data_dir):
        store = Database(data_dir)
        try:
            yield Outbox(store)
        finally:
            store.close()
