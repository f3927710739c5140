"""What one reads without logging in: the first page, the search, the guide to an item."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import islice

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language

from contract.catalogue import Catalogue, Item, Need, Theme
from contract.search.entries import EVENT, NOTICE, PLACE, SERVICE, get_index
from hub.catalogue.limit_words import limit_words
from hub.kiosks.models import Site
from hub.web.catalogue import get_catalogue, get_item
from hub.web.frame import build_frame, page, show
from languages.registry import DEFAULT, LOCALES, find_tag

_LONGEST_QUERY, _MOST = 40, 20
_A_YEAR = 365 * 24 * 3600  # seconds


@page(public=True)
def home(request: HttpRequest) -> HttpResponse:
    """Returns the search, what residents come for (by theme where the catalogue does not say), and the centres."""
    catalogue = get_catalogue()
    needs = list_needs(catalogue)
    themes = [] if needs else list_themes(catalogue)
    events = [event for event in catalogue.life_events if catalogue.items_of(event)]
    return show(request, "home", needs=needs, themes=themes, events=events, sites=Site.objects.all())


@page(public=True)
def search(request: HttpRequest) -> HttpResponse:
    """Returns what fits best, ranked as at the kiosk."""
    catalogue, typed = get_catalogue(), request.GET.get("q", "").strip()[:_LONGEST_QUERY]
    tag = find_tag(get_language() or "") or DEFAULT
    keys = get_index(catalogue).search(typed, in_letters=LOCALES[tag].types_letters)
    results = [result for key in islice(keys, _MOST) if (result := _result(catalogue, key))]
    return show(request, "search", typed=typed, results=results)


def _result(catalogue: Catalogue, key: str) -> dict[str, object] | None:
    if key.startswith(SERVICE):
        service = next(row for row in catalogue.services if key == f"{SERVICE}{row.code}")
        return {"kind": "service", "name": service.name, "address": reverse("web:centres")}
    if key.startswith(NOTICE):
        number = int(key.removeprefix(NOTICE))
        address = f"{reverse('web:notices')}#notice-{number}"
        return {"kind": "notice", "name": catalogue.notices[number].title, "address": address}
    if key.startswith(EVENT):
        event = next(row for row in catalogue.life_events if key == f"{EVENT}{row.code}")
        return {"kind": "event", "name": event.name, "address": reverse("web:event", args=[event.code])}
    if key.startswith(PLACE):
        return None
    return {"kind": "item", "name": catalogue.item(key).name, "address": reverse("web:guide", args=[key])}


def list_themes(catalogue: Catalogue) -> list[tuple[Theme, list[Item]]]:
    """Returns the themes that have items, with them."""
    by_theme = [(theme, [row for row in catalogue.items if theme.code in row.themes]) for theme in catalogue.themes]
    return [(theme, items) for theme, items in by_theme if items]


def list_needs(catalogue: Catalogue) -> list[tuple[Need, list[Item]]]:
    """Returns the needs that lead to items, with them."""
    needs = [(item, catalogue.needs_of(item)) for item in catalogue.items]
    by_need = [(need, [item for item, its_needs in needs if need in its_needs]) for need in catalogue.needs]
    return [(need, items) for need, items in by_need if items]


@page(public=True)
def need(request: HttpRequest, code: str) -> HttpResponse:
    return _show_group(request, list_needs(get_catalogue()), code)


@page(public=True)
def theme(request: HttpRequest, code: str) -> HttpResponse:
    return _show_group(request, list_themes(get_catalogue()), code)


def _show_group(request: HttpRequest, groups: Sequence[tuple[Need | Theme, list[Item]]], code: str) -> HttpResponse:
    for group, items in groups:
        if group.code == code:
            return show(request, "theme", theme=group, items=items)
    return redirect("web:home")


@page(public=True)
def guide(request: HttpRequest, code: str) -> HttpResponse:
    """Returns an item's guide. It is the same for everybody, so that each is drawn once for each language."""
    catalogue = get_catalogue()
    get_item(catalogue, code)
    return HttpResponse(_draw_guide(catalogue.version, code, get_language() or ""))


@lru_cache(maxsize=2048)
def _draw_guide(version: str, code: str, language: str) -> str:
    catalogue = get_catalogue()
    item = get_item(catalogue, code)
    department = next((row for row in catalogue.departments if row.code == item.department), None)
    context = {
        "item": item,
        "department": department,
        "promised": limit_words(item.promised),
        "statutory": limit_words(item.statutory),
        "by_city": bool(settings.HUB_CITY_ISSUER),
    }
    frame = build_frame(reverse("web:guide", args=[code]), "guide")
    return render_to_string("web/guide.html", {**frame, **context})


@page()
def language(request: HttpRequest, tag: str) -> HttpResponse:
    """Speaks this language from now on, on the page where one was."""
    there = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(there, None) or not there.startswith(reverse("web:home")):
        there = reverse("web:home")
    response = redirect(there)
    if tag in {locale.lower() for locale in LOCALES}:
        secure = bool(settings.SESSION_COOKIE_SECURE)
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, tag, _A_YEAR, samesite="Lax", secure=secure, httponly=True)
    return response


@page()
def absent(request: HttpRequest, path: str) -> HttpResponse:
    """Returns that there is no such page, in the residents' frame."""
    raise Http404
