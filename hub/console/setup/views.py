"""The pages of the first set-up, for administrators of the whole city. They stay as a checklist."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.console.frame import page, show, wording
from hub.console.setup.first_administrator import first_administrator
from hub.console.setup.steps import PAGES, StepPage
from hub.core.database_faults import UNAVAILABLE
from hub.core.problems import RequestRefused
from hub.kiosks.models import MAIN, Site
from hub.operations.assess import SLOW, assess
from hub.queues.models import Window
from hub.setup import codes, progress, writing
from hub.setup.progress import STEPS
from hub.staff.backends import is_city_administrator


def overview(request: HttpRequest) -> HttpResponse:
    """Shows, on a fresh hub, the page for its first administrator; then the checklist."""
    return first_administrator(request) if codes.is_fresh() else _checklist(request)


@page()
def _checklist(request: HttpRequest, user: User) -> HttpResponse:
    _check_may_set_up(user)
    site = Site.objects.get(pk=MAIN)
    return show(
        request,
        user,
        "setup/checklist",
        **_frame(request, user),
        missing=[PAGES[name].label for name in progress.list_missing() if name in PAGES],
        finished=progress.is_finished(),
        site=site,
        board=request.build_absolute_uri(f"/display/{site.code}/"),
        window=Window.objects.filter(site=site).first(),
    )


@page()
def show_step(request: HttpRequest, user: User, name: str) -> HttpResponse:
    step = _step(user, name)
    return _page(request, user, name, step, step.form(initial=_initial(step)))


@page(post=True)
def save_step(request: HttpRequest, user: User, name: str) -> HttpResponse:
    """Redirects to the next step; or shows the form again, as it was sent, with what is wrong at each field."""
    step, now = _step(user, name), timezone.now()
    _require_step(user, name)
    form = step.form(request.POST)
    if not form.is_valid():
        return _page(request, user, name, step, form)
    try:
        saved = step.save(form, request.POST, user, now)
    except RequestRefused as refused:
        form.add_error(None, wording(refused.problem))
    except ValidationError as error:
        add_errors(form, error)
    except UNAVAILABLE:  # the database would not wait for another request
        form.add_error(None, _("The hub is busy. Nothing was changed; please try again."))
    else:
        fresh = step.form(initial=_initial(step))
        return _page(request, user, name, step, fresh, **saved.context) if saved.stay else redirect(_after(name))
    return _page(request, user, name, step, form)


@page(post=True)
def skip_step(request: HttpRequest, user: User, name: str) -> HttpResponse:
    _step(user, name)
    _require_step(user, name)
    if STEPS[name].required:
        raise Http404
    progress.mark_step(name, user, timezone.now(), skipped=True)
    return redirect(_after(name))


@page(post=True)
def remove_holiday(request: HttpRequest, user: User, day: int) -> HttpResponse:
    _step(user, progress.HOLIDAYS)
    _require_step(user, progress.HOLIDAYS)
    writing.remove_holiday(day, user, timezone.now())
    return redirect("setup:step", progress.HOLIDAYS)


@page(post=True)
def finish(request: HttpRequest, user: User) -> HttpResponse:
    _check_may_set_up(user)
    try:
        writing.finish(progress.list_missing(), user, timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("setup:overview")


@page()
def findings(request: HttpRequest, user: User) -> HttpResponse:
    """Returns what `assess` says now, but for what takes many seconds: a part of the page, fetched when the page is
    there."""
    _check_may_set_up(user)
    points = assess(timezone.now(), without=SLOW)
    failed = [point for point in points if not point.passed]
    return show(request, user, "setup/findings", failed=failed, passed=len(points) - len(failed))


def add_errors(form: forms.Form, error: ValidationError) -> None:
    """Adds each error at its field, where the form has it."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def _check_may_set_up(user: User) -> None:
    """Checks that the user may set the hub up. Raises PermissionDenied."""
    if not is_city_administrator(user):
        raise PermissionDenied("set-up")


def _step(user: User, name: str) -> StepPage:
    """Returns the step. Raises PermissionDenied, Http404."""
    _check_may_set_up(user)
    if name not in PAGES:
        raise Http404
    return PAGES[name]


def _initial(step: StepPage) -> dict[str, Any] | None:
    find_initial = getattr(step.form, "find_initial", None)
    return find_initial() if find_initial else None


def _after(name: str) -> str:
    names = list(PAGES)
    place = names.index(name) + 1
    return f"/setup/{names[place]}/" if place < len(names) else "/setup/"


def _page(
    request: HttpRequest, user: User, name: str, step: StepPage, form: forms.Form, **context: Any
) -> HttpResponse:
    frame = _frame(request, user) | {"name": name, "step": step, "form": form, "after": _after(name)}
    rule, states = STEPS[name], {key: state for key, _label, state, _required in frame["steps"]}
    frame |= {"required": rule.required, "state": states[name], "allowed": progress.may_take(user, name)}
    about = step.about(timezone.now())
    if name == progress.STAFF and not form.is_bound:
        form.initial = {"password": about["suggested"], "role": "window"}
    return show(request, user, f"setup/{name}", **{**frame, **about, **context})


def _frame(request: HttpRequest, user: User) -> dict[str, Any]:
    states = progress.list_states()
    steps = [(name, page.label, states[name], STEPS[name].required) for name, page in PAGES.items()]
    return {"steps": steps, "address": request.build_absolute_uri("/")}


def _require_step(user: User, name: str) -> None:
    """Checks that the user may do the step. Raises PermissionDenied."""
    if not progress.may_take(user, name):
        raise PermissionDenied
