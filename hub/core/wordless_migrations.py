"""Migrations without words: names of models and fields, help and choices are no part of the schema.

They stand in the catalogues, in every language, and change without a migration. The migrations before that hold the
words that they had; they are not looked at any more.
"""

import re
from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.questioner import MigrationQuestioner
from django.db.migrations.state import ProjectState

_NO_SCHEMA = ("verbose_name", "help_text", "choices")  # a new kind of field is a file, and no migration
_MODEL_WORDS = ("verbose_name", "verbose_name_plural")


class WordlessAutodetector(MigrationAutodetector):
    """Finds what has changed but for the words. The commands of `hub.staff` use it."""

    def __init__(
        self, from_state: ProjectState, to_state: ProjectState, questioner: MigrationQuestioner | None = None
    ) -> None:
        for state in (from_state, to_state):
            for model in state.models.values():
                for name in _MODEL_WORDS:
                    model.options.pop(name, None)
        super().__init__(from_state, to_state, questioner)

    def deep_deconstruct(self, obj: Any) -> Any:
        """Returns what two definitions of a field, or of a validator, are compared by."""
        parts = super().deep_deconstruct(obj)
        if isinstance(obj, RegexValidator):
            return type(obj), re.compile(obj.regex).pattern, obj.flags, obj.inverse_match, obj.code
        if not isinstance(obj, models.Field):
            return parts
        path, arguments, options = parts
        return path, arguments, {name: value for name, value in options.items() if name not in _NO_SCHEMA}
