"""A complaint about one's own case, from the page of the case or of the record."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from contract.cases import CaseSearch, read_case_code
from hub.audit.services import record
from hub.cases import complaints, selectors
from hub.cases.models import Case
from hub.kiosks.gate import Claim, Proof, get_own
from hub.kiosks.own_pages import pages_of_hub
from hub.notify.readiness import has_channel
from hub.residents.models import Resident
from hub.web.own_case import of_own_case, show_case
from hub.web.own_record import of_own_record, read_id

_LONGEST = 500  # characters


@of_own_case
def of_case(request: HttpRequest, case: Case) -> HttpResponse:
    _complain(request, case)
    return show_case(request, case, done=_thanks(can_be_told=case.resident is not None))


@of_own_record
def of_record(request: HttpRequest, resident: Resident) -> str:
    now = timezone.now()
    search = CaseSearch(code=request.POST.get("code", "")[:20], number=resident.number)
    claim = Claim("case", read_case_code(search.code or "") or "", Proof.NUMBER, "complain of own case", recorded=False)
    _complain(request, get_own(claim, lambda: selectors.own_case(search), pages_of_hub(now), now))
    return _thanks(can_be_told=True)


def _complain(request: HttpRequest, case: Case) -> None:
    """Records the complaint. Raises Refused."""
    now, sent = timezone.now(), request.POST
    by = pages_of_hub(now)
    complaints.complain(case, read_id(sent.get("id", "")), sent.get("text", "")[:_LONGEST], by, now)
    record(by, "complain of own case", f"case {case.code}")


def _thanks(*, can_be_told: bool) -> str:
    """Returns the thanks; where no message can be sent, none is promised."""
    thanks = _("Somebody who has no part in the case looks into it. Read the answer here.")
    if not can_be_told or not has_channel():
        return thanks
    return " ".join((thanks, _("If you agreed to messages, you are told when it is answered.")))
