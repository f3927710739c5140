from typing import Any

from django.core.management import CommandParser
from django.core.management.commands import migrate

from hub.audit.first_chains import word_first_chains
from hub.core.fresh_database import fill_fresh_database
from hub.core.quick_states import quick_states
from hub.core.wordless_migrations import WordlessAutodetector


class Command(migrate.Command):
    autodetector = WordlessAutodetector

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--step-by-step", action="store_true", help="run every migration, on a fresh database too")

    def handle(self, *arguments: Any, **options: Any) -> None:
        if options["app_label"] is None and not options["step_by_step"]:
            fill_fresh_database(word_first_chains)
        with quick_states():
            super().handle(*arguments, **options)
