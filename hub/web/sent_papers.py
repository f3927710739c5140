"""What this browser has sent of the papers that its case lacks, and not handed in yet."""

from django.http import HttpRequest

from hub.cases.models import Case, Supplement
from hub.files.models import UploadSession
from hub.files.sessions import has_address
from hub.web.passes import UPLOAD, find_pass


def find_upload(request: HttpRequest, case: Case) -> UploadSession | None:
    """Returns what this browser opened for the case, and has not handed in."""
    key = find_pass(request, UPLOAD)
    if key is None:
        return None
    return UploadSession.objects.filter(pk=key, supplement__case=case, case=None).first()


def count_sent(request: HttpRequest, case: Case) -> int:
    """Returns how many pages have come."""
    upload = find_upload(request, case)
    return upload.pages.count() if upload else 0


def may_send(case: Case) -> bool:
    return has_address() and Supplement.objects.filter(case=case, complete_at=None).exists()
