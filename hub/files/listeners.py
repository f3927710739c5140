from datetime import datetime

from django.dispatch import receiver

from contract.cases import Submission
from hub.cases.actors import Actor
from hub.cases.models import Case
from hub.cases.signals import case_submitted
from hub.files.form_files import check_file_answers
from hub.files.handing_in import attach_files


@receiver(case_submitted, dispatch_uid="attach papers")
def attach(sender: object, case: Case, submission: Submission, by: Actor, now: datetime, **_: object) -> None:
    if submission.upload is not None or submission.files:
        attach_files(case, submission, by, now)
    check_file_answers(case)
