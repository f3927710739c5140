"""A number that goes first, and one for several matters, with the hub and without it."""

from kiosk.pages.kinds import AttractPage, FormPage, MenuPage, OutcomePage
from tests.kiosk.conftest import Lobby

NEWEST = """
from hub.queues.models import Ticket
row = Ticket.objects.latest("issued_at")
print(row.number, row.state, row.service.code, row.priority, *row.further.values_list("service__code", flat=True))
"""


def newest(lobby: Lobby) -> list[str]:
    return lobby.hub.shell(NEWEST).split()


def asks_for(lobby: Lobby, reason: str, *matters: str) -> OutcomePage:
    """From the page of services on."""
    resident = lobby.resident
    resident.answers("/first")
    assert [choice.key for choice in resident.sees(MenuPage).choices] == ["elderly", "disabled", "expecting", "soldier"]
    resident.answers(reason)
    (chosen,) = (choice for choice in resident.sees(MenuPage).choices if choice.key == "/first")
    assert chosen.hint == "Expecting, or with an infant"
    resident.answers("/several")
    resident.sees(FormPage)
    resident.answers({"services": matters})
    return resident.sees(OutcomePage, after=FormPage)


def test_who_goes_first_with_several_matters_has_one_number_for_them(lobby: Lobby) -> None:
    lobby.resident.begins()
    lobby.resident.answers("number")
    lobby.resident.sees(MenuPage)
    number = asks_for(lobby, "expecting", "residence", "general")
    assert [row.value for row in number.rows[:2]] == ["General services", "Residence"]
    paper = "".join(lobby.printed())
    for said in (number.code, "Priority", "And then"):
        assert said in paper
    assert "infant" not in paper
    assert newest(lobby) == [number.code, "waiting", "general", "expecting", "residence"]


def test_without_the_hub_it_is_the_same_on_a_number_of_the_kiosks_own(lobby: Lobby) -> None:
    lobby.resident.begins()
    lobby.resident.answers("number")
    lobby.resident.sees(MenuPage)
    lobby.hub.stop()
    number = asks_for(lobby, "expecting", "residence", "general")
    assert "Priority" in "".join(lobby.printed())
    lobby.hub.start()
    lobby.wait_until(lambda: newest(lobby) == [number.code, "waiting", "general", "expecting", "residence"])


def test_more_matters_than_a_number_can_have_are_told_before_it_is_printed(lobby: Lobby) -> None:
    lobby.resident.begins()
    lobby.resident.answers("number")
    services = tuple(c.key for c in lobby.resident.sees(MenuPage).choices if not c.key.startswith("/"))
    lobby.resident.answers("/several")
    lobby.resident.sees(FormPage)
    lobby.resident.answers({"services": services})
    assert lobby.resident.sees(FormPage).problems == {"services": "Please choose no more than 5."}
    assert lobby.printed() == []


def test_a_number_takes_two_touches_from_the_first_page(lobby: Lobby) -> None:
    resident = lobby.resident
    first = resident.sees(AttractPage)
    while len(first.shortcuts) < 2:  # until the catalogue is there and the printer is well
        first = resident.sees(AttractPage)
    assert [choice.key for choice in first.shortcuts] == ["apply", "number"]
    resident.answers("number")
    services = resident.sees(MenuPage)
    resident.answers(services.choices[0].key)
    assert resident.sees(OutcomePage).code
    resident.answers("more")
    resident.sees(MenuPage)


WAITING = """
from hub.queues.models import Ticket
Ticket.objects.filter(service__code="general").update(state="waiting")
print(Ticket.objects.filter(service__code="general").count())
"""


def hint_of(lobby: Lobby, service: str) -> str:
    lobby.resident.answers("number")
    return next(choice.hint for choice in lobby.resident.sees(MenuPage).choices if choice.key == service)


def hint_with(lobby: Lobby, service: str, count: str) -> str:
    """Returns the hint once the hub has said how many wait: the page was there before, as the heartbeat told."""
    hint = hint_of(lobby, service)
    while count not in hint:
        hint = next(choice.hint for choice in lobby.resident.sees(MenuPage).choices if choice.key == service)
    return hint


def test_the_services_say_how_many_wait_before_one_chooses(lobby: Lobby) -> None:
    resident = lobby.resident
    resident.begins()
    resident.answers("number")
    resident.sees(MenuPage)
    resident.answers("general")
    resident.sees(OutcomePage)
    resident.answers("more")
    resident.sees(MenuPage)
    people = int(lobby.hub.shell(WAITING))
    count = "1 person" if people == 1 else f"{people} people"
    assert hint_with(lobby, "general", count).splitlines()[1].startswith(count)
    assert hint_of_another(lobby)
    resident.goes_back()
    resident.sees(MenuPage)
    lobby.hub.stop()
    assert len(hint_of(lobby, "general").splitlines()) == 2  # as the last heartbeat told


def hint_of_another(lobby: Lobby) -> bool:
    """Returns whether a service for which nobody waits says so."""
    page = lobby.resident.seen[-1]
    assert isinstance(page, MenuPage)
    return any("Nobody is waiting" in choice.hint for choice in page.choices)
