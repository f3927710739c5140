"""Someone leaves in the middle of a form: is asked, may go on, and at last is forgotten."""

from concurrent.futures import Future

from tests.e2e.stories import NAME, NUMBER, PHONE, Forgotten, zh


def test_nobody_is_cut_off_unwarned_and_nothing_of_them_stays(forgotten: Future[Forgotten]) -> None:
    seen = forgotten.result(100)
    assert zh("Are you still there?") in seen.warned
    assert PHONE in seen.went_on
    assert zh("Are you still there?") not in seen.went_on
    first, later = seen.countdown
    assert 1 <= later < first <= 20
    assert not [word for word in (NAME, NUMBER, PHONE) if word in "\n".join(seen.at_the_end)]
    assert seen.left_behind == []
