"""A word of a model changes without a migration, in every language; a change of the schema never does."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.management import load_command_class
from django.core.validators import RegexValidator
from django.db import models
from django.db.migrations.graph import MigrationGraph
from django.db.migrations.state import ModelState, ProjectState
from django.utils import translation

from hub.core.wordless_migrations import WordlessAutodetector
from languages.registry import LOCALES, SOURCE

CHINESE = re.compile(r"[\u4e00-\u9fff]")
OURS = [model for model in apps.get_models() if model.__module__.startswith("hub.")]


def state(*fields: tuple[str, Any], **options: Any) -> ProjectState:
    """Returns a schema of one model."""
    project = ProjectState()
    project.add_model(ModelState("hall", "Window", [("id", models.AutoField(primary_key=True)), *fields], options))
    return project


def operations(before: ProjectState, after: ProjectState) -> list[str]:
    graph = MigrationGraph()
    graph.add_node(("hall", "0001_initial"), None)
    migrations = WordlessAutodetector(before, after).changes(graph)
    return [type(operation).__name__ for each in migrations.values() for one in each for operation in one.operations]


def char(words: Any = "name", **changes: Any) -> tuple[str, Any]:
    options = {"max_length": 10, "choices": [("a", "甲"), ("b", "乙")], **changes}
    return "name", models.CharField(words, **options)


@pytest.mark.parametrize(
    "after",
    [
        lambda: state(char("名称")),
        lambda: state(char(help_text="Something else")),
        lambda: state(char(choices=[("a", "A"), ("b", "B")])),
        lambda: state(char(choices=[("a", "甲"), ("b", "乙"), ("c", "丙")])),
        lambda: state(char(), verbose_name="window", verbose_name_plural="windows"),
    ],
)
def test_another_word_or_choice_is_no_change(after: Callable[[], ProjectState]) -> None:
    assert operations(state(char()), after()) == []


def test_another_message_of_a_validator_is_no_change() -> None:
    before, after = (state(char(validators=[RegexValidator(r"\A[a-z]\Z", words)])) for words in ("小写字母", "small"))
    assert operations(before, after) == []
    assert operations(before, state(char(validators=[RegexValidator(r"\A[A-Z]\Z", "小写字母")]))) == ["AlterField"]


@pytest.mark.parametrize(
    ("after", "change"),
    [
        (lambda: state(char(max_length=11)), "AlterField"),
        (lambda: state(char(null=True)), "AlterField"),
        (lambda: state(char(), ("zone", models.CharField(max_length=3, default=""))), "AddField"),
        (state, "RemoveField"),
        (lambda: state(char(), ordering=["name"]), "AlterModelOptions"),
    ],
)
def test_a_change_of_the_schema_is_one(after: Callable[[], ProjectState], change: str) -> None:
    assert operations(state(char()), after()) == [change]


@pytest.mark.parametrize("command", ["makemigrations", "migrate"])
def test_the_commands_compare_without_words(command: str) -> None:
    assert load_command_class("hub.staff", command).autodetector is WordlessAutodetector  # type: ignore[attr-defined]


@pytest.mark.parametrize("tag", sorted(LOCALES))
def test_every_model_field_and_choice_has_its_name_in_every_language(tag: str) -> None:
    with translation.override(tag.lower()):
        names = {f"{model.__name__}": str(model._meta.verbose_name) for model in OURS}
        for model in OURS:
            for field in model._meta.get_fields():
                if isinstance(field, models.Field):
                    names[f"{model.__name__}.{field.name}"] = f"{field.verbose_name} {field.help_text}"
                    for value, label in field.flatchoices:
                        names[f"{model.__name__}.{field.name}={value}"] = str(label)
    chinese = {place for place, name in names.items() if CHINESE.search(name)}
    assert bool(chinese) is (tag != SOURCE)
    assert len(names) > 500
