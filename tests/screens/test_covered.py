"""A page that was covered while its card was away is seen again where it was left."""

from typing import Any

import pytest

from kiosk.pages.ui import PageReply
from screens.samples import SAMPLES


def replies() -> list[PageReply]:
    """Of somebody else."""
    return []


def scrollers(lobby: Any) -> list[Any]:
    from screens.layout import Scroller

    return [each for each in lobby.stage.walk(restrict=True) if isinstance(each, Scroller)]


@pytest.mark.parametrize("name", ["guide", "list", "review", "timeline", "browse"])
def test_it_is_scrolled_to_where_it_was(waiting: Any, name: str) -> None:
    waiting.show(SAMPLES[name])
    waiting.draw()
    scroller = scrollers(waiting)[0]
    scroller.move_to(scroller.furthest)
    left_at = scroller.offset
    waiting.stage.show(SAMPLES["cover"], replies().append)
    waiting.stage.show(SAMPLES[name], waiting.replies.append)
    waiting.draw()
    assert scrollers(waiting)[0].offset == left_at


def test_another_page_begins_at_its_top(waiting: Any) -> None:
    waiting.show(SAMPLES["guide"])
    waiting.draw()
    scroller = scrollers(waiting)[0]
    assert scroller.furthest > 0
    scroller.move_to(scroller.furthest)
    waiting.stage.show(SAMPLES["cover"], replies().append)
    waiting.stage.show(SAMPLES["guide"], replies().append)
    waiting.draw()
    assert scrollers(waiting)[0].offset == 0
