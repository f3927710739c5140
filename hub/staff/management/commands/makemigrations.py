from django.core.management.commands import makemigrations

from hub.core.wordless_migrations import WordlessAutodetector


class Command(makemigrations.Command):
    autodetector = WordlessAutodetector
