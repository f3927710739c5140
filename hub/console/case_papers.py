"""A page of a paper that a resident sent, as a picture. To look at it is to read personal data."""

from uuid import UUID

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse

from contract.catalogue import Item
from hub.audit.services import record
from hub.cases import access
from hub.console.frame import page, show
from hub.files.content import read_content
from hub.files.paper_checks import find_check, missing_in
from hub.files.selectors import find_page
from hub.files.storage import refuse_while_away
from hub.staff.scopes import Action


@page(Action.READ_CASES)
def read_page(request: HttpRequest, user: User, code: str, key: UUID) -> HttpResponse:
    """Returns the picture, or with `download` a file of it; kept on record either way."""
    case = access.case_for(user, code, Action.READ_CASES)
    row = find_page(case, key)
    if row is None:
        raise Http404
    access.record_opening(user, case)
    with refuse_while_away():
        content = read_content(row.file)
    record(user, "read paper", f"case {case.code}", {"page": str(row.pk), "download": "download" in request.GET})
    response = HttpResponse(content, content_type="image/jpeg")
    kind = "attachment" if "download" in request.GET else "inline"
    response["Content-Disposition"] = f'{kind}; filename="{case.code}-{row.pk.hex[:8]}.jpg"'
    return response


@page(Action.READ_CASES)
def read_check(request: HttpRequest, user: User, code: str) -> HttpResponse:
    """Returns what somebody was told at a kiosk that they lack, by the number on their list."""
    check = find_check(code)
    if check is None:
        raise Http404
    item = Item.model_validate(check.item_version.content).name
    return show(request, user, "paper_check", here="worklist", check=check, item=item, missing=missing_in(check))
