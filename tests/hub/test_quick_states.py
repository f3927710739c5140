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


def test_what_refers_to_each_other_is_found_after_each_step() -> None:
    with quick_states():
        state = two_models()
        before = state.apps.get_model("house", "Room")
        state.add_field("house", "room", "floor", models.IntegerField(default=0), preserve_default=True)
        room, lamp = (state.apps.get_model("house", name) for name in ("Room", "Lamp"))
        assert room is not before
        assert lamp._meta.get_field("room").related_model is room
        door = models.ForeignKey("house.Room", models.CASCADE, related_name="doors")
        state.add_model(ModelState("house", "Door", [("id", models.AutoField(primary_key=True)), ("room", door)]))
        referring = state.apps.get_model("house", "Room")._meta.related_objects
        assert {relation.related_model._meta.model_name for relation in referring} == {"lamp", "door"}
        state.clear_delayed_apps_cache()  # as Django does before a migration's own Python runs
        room, *others = (state.apps.get_model("house", name) for name in ("Room", "Lamp", "Door"))
        assert all(other._meta.get_field("room").related_model is room for other in others)


def test_after_the_block_django_is_as_it_was() -> None:
    names = ((models.Field, "clone"), (ProjectState, "_find_reload_model"))
    before = [getattr(*name) for name in names]
    with quick_states():
        assert not any(getattr(*name) is own for name, own in zip(names, before, strict=True))
    assert [getattr(*name) for name in names] == before
