"""Whole visits, from attract page to attract page, by the tour's robot."""

from itertools import count

from bench.kiosk import to_menu
from bench.people import id_number
from demo import journeys
from demo.guide import Tour

_NEW = count()


def apply(tour: Tour) -> None:
    """Applies for 临时救助, for a new person: letters, the card at its second try, every field kind, receipt."""
    tour.card = {"fields": {"name": "居民", "number": id_number(next(_NEW))}}
    to_menu(tour.robot)
    journeys.find_by_letters(tour)
    journeys.identify(tour)
    journeys.give_phone(tour)
    journeys.fill_in(tour)
    journeys.hand_in(tour)
    journeys.take_card(tour)


def take_number(tour: Tour) -> None:
    """Takes a number on the receipt printer: this site has no dispenser."""
    to_menu(tour.robot)
    tour.robot.go("number", "MenuPage")
    tour.robot.go("general", "OutcomePage", within=20)
    tour.robot.go("more", "MenuPage")
    tour.robot.go("cancel", "AttractPage")


def track(tour: Tour) -> None:
    to_menu(tour.robot)
    journeys.track(tour)


TEN_VISITS = (apply, take_number, track) * 3 + (apply,)
