"""The pages' wording of states and kinds, in the reader's language."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from contract.cases import CaseState
from contract.channels import Aspect, EntryKind, Grade
from contract.queues import AppointmentState
from contract.residents import CorrectionState
from contract.tickets import TicketState

WORDS: Mapping[str, Mapping[str, object]] = {
    "case": {
        CaseState.SUBMITTED: _("Handed in"),
        CaseState.ACCEPTED: _("Accepted"),
        CaseState.SUPPLEMENT_WANTED: _("Papers wanted"),
        CaseState.IN_PROGRESS: _("In progress"),
        CaseState.DECIDED: _("Decided"),
        CaseState.DELIVERED: _("Delivered"),
        CaseState.WITHDRAWN: _("Withdrawn"),
        CaseState.REFUSED: _("Application not accepted"),
    },
    "next": {
        CaseState.SUBMITTED: _("The centre looks at what you handed in. You need not do anything."),
        CaseState.ACCEPTED: _("It has been taken on. You need not do anything."),
        CaseState.SUPPLEMENT_WANTED: _("Send or bring what is missing; the limit stands still until then."),
        CaseState.IN_PROGRESS: _("It is being worked on. You need not do anything."),
        CaseState.DECIDED: _("The answer is below. What you are to fetch waits at the centre."),
        CaseState.DELIVERED: _("It is finished."),
        CaseState.WITHDRAWN: _("It was withdrawn. You can hand it in again at any time."),
        CaseState.REFUSED: _("It was not accepted; the reason is below."),
    },
    "grade": {
        str(Grade.VERY_SATISFIED.value): _("Very satisfied"),
        str(Grade.SATISFIED.value): _("Satisfied"),
        str(Grade.FAIRLY_SATISFIED.value): _("Fairly satisfied"),
        str(Grade.DISSATISFIED.value): _("Dissatisfied"),
        str(Grade.VERY_DISSATISFIED.value): _("Very dissatisfied"),
    },
    "correction": {
        CorrectionState.OPEN: _("Being checked"),
        CorrectionState.ACCEPTED: _("Corrected"),
        CorrectionState.REFUSED: _("Not corrected"),
    },
    "appointment": {
        AppointmentState.BOOKED: _("Booked"),
        AppointmentState.ARRIVED: _("Checked in"),
        AppointmentState.CANCELLED: _("Cancelled"),
    },
    "aspect": {
        Aspect.EFFICIENCY: _("Efficiency"),
        Aspect.COMPETENCE: _("Competence"),
        Aspect.ATTITUDE: _("Attitude"),
    },
    "entry": {
        EntryKind.CONVENIENCE: _("Convenience services"),
        EntryKind.VOLUNTEERING: _("Volunteering"),
    },
    "result": {
        "service": _("Take a number"),
        "notice": _("Notice"),
        "event": _("All at once"),
    },
    "ticket": {
        TicketState.RESERVED: _("Not checked in yet"),
        TicketState.WAITING: _("In the queue"),
        TicketState.CALLED: _("Called"),
        TicketState.HELD: _("On hold"),
        TicketState.MISSED: _("Missed"),
        TicketState.SERVED: _("Served"),
        TicketState.VOID: _("Void"),
    },
}
