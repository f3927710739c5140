from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.core.management import CommandParser
from django.core.management.commands import migrate

from hub.audit.first_chains import word_first_chains
from hub.catalogue.first_rows import word_city_seal
from hub.core.fresh_database import fill_fresh_database
from hub.core.quick_states import quick_states
from hub.core.wordless_migrations import WordlessAutodetector


def _word_own_rows() -> Iterator[str]:
    return chain(word_first_chains(), word_city_seal())


class Command(migrate.Command):
    autodetector = WordlessAutodetector

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--step-by-step", action="store_true", help="run every migration, on a fresh database too")

    def handle(self, *arguments: Any, **options: Any) -> None:
        if options["app_label"] is None and not options["step_by_step"]:
            fill_fresh_database(_word_own_rows)
        with quick_states():
            super().handle(*arguments, **options)
