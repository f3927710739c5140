"""Migrations whose states are rendered sooner render the same."""

from django.db import models
from django.db.migrations.state import ModelState, ProjectState

from hub.core.quick_states import quick_states


def two_models() -> ProjectState:
    """Returns a state whose lamps refer to a room by its code."""
    state = ProjectState()
    code = models.CharField(max_length=9, unique=True, choices=[("a", "A"), ("b", "B")])
    state.add_model(ModelState("house", "Room", [("id", models.AutoField(primary_key=True)), ("code", code)]))
    room = models.ForeignKey("house.Room", models.CASCADE, to_field="code", related_name="lamps")
    state.add_model(ModelState("house", "Lamp", [("id", models.AutoField(primary_key=True)), ("room", room)]))
    return state


def test_each_state_has_fields_of_its_own() -> None:
    with quick_states():
        state = two_models()
        first, again = state.apps.get_model("house", "Room"), state.clone()
        again.reload_model("house", "room")
        second = again.apps.get_model("house", "Room")
    assert first._meta.get_field("code") is not second._meta.get_field("code")
    assert [model._meta.get_field("code").deconstruct() for model in (first, second)] == [
        (
            "code",
            "django.db.models.CharField",
            [],
            {"max_length": 9, "unique": True, "choices": [("a", "A"), ("b", "B")]},
        )
    ] * 2


def test_what_is_renamed_is_referred_to_by_its_new_name() -> None:
    with quick_states():
        state = two_models()
        assert state.apps.get_model("house", "Lamp")._meta.get_field("room").target_field.name == "code"
        state.rename_field("house", "room", "code", "mark")
        assert state.apps.get_model("house", "Lamp")._meta.get_field("room").target_field.name == "mark"
        state.rename_model("house", "Room", "Chamber")
        lamp = state.apps.get_model("house", "Lamp")
        assert lamp._meta.get_field("room").related_model is state.apps.get_model("house", "Chamber")


def test_after_the_block_django_is_as_it_was() -> None:
    clone = models.Field.clone
    with quick_states():
        assert models.Field.clone is not clone
    assert models.Field.clone is clone
