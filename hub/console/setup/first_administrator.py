"""A fresh hub's only page: its set-up code, and the account of its first administrator."""

from axes.helpers import get_client_ip_address
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from hub.console.setup.forms import AdministratorForm, both
from hub.core.problems import RequestRefused
from hub.setup.codes import CodeRefused, create_first_administrator

_BACKEND = "hub.staff.backends.HubBackend"


@never_cache
def first_administrator(request: HttpRequest) -> HttpResponse:
    """Creates the first administrator, who is then signed in and led to the second factor. A form that is not whole
    costs no try of the code."""
    form = AdministratorForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_valid():
        sent = form.cleaned_data
        try:
            address = get_client_ip_address(request) or ""
            user = create_first_administrator(sent["code"], sent["username"], sent["password"], address)
        except CodeRefused:
            form.add_error("code", both("This code is wrong, used or out of its time."))
        except RequestRefused as refused:
            status = refused.problem.status
            form.add_error("code", both("Too many wrong codes. Wait an hour, or print a new code."))
        except ValidationError as error:
            _add_errors(form, error)
        else:
            login(request, user, _BACKEND)
            return redirect("/second-factor/?next=/setup/")
    return render(request, "console/setup/first.html", {"form": form}, status=status)


def _add_errors(form: AdministratorForm, error: ValidationError) -> None:
    """Adds the account's errors at its name; those without a field are the password's."""
    if hasattr(error, "error_dict"):
        form.add_error(None, error)
    else:
        form.add_error("password", error)
