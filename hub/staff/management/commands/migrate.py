from django.core.management.commands import migrate

from hub.core.wordless_migrations import WordlessAutodetector


class Command(migrate.Command):
    autodetector = WordlessAutodetector
