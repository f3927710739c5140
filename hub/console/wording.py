"""The console's wording of states and kinds, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from contract.cases import CaseState
from contract.casework import Move, WorkColour
from contract.channels import Aspect, Grade, Group, RequestState
from contract.grounds import GroundKind
from contract.kiosks import CommandKind, Mode
from contract.people import FactSource
from contract.queues import AppointmentState
from contract.residents import CorrectionState
from contract.tickets import Priority
from hub.console.check_wording import CHECK_NAMES, CHECK_REMEDIES
from hub.notify.models import MessageChannelKind, MessageEvent, MessageFate
from hub.staff.models import Role

WORDS: Mapping[str, Mapping[Any, object]] = {
    "check": CHECK_NAMES,
    "remedy": CHECK_REMEDIES,
    "role": {
        Role.WINDOW: _("Window"),
        Role.CLERK: _("Department clerk"),
        Role.HEAD: _("Head"),
        Role.ADMINISTRATOR: _("System administrator"),
        Role.SECURITY: _("Security administrator"),
        Role.AUDITOR: _("Audit administrator"),
        Role.TECHNICIAN: _("Technician"),
        Role.ASSESSOR: _("Assessor"),
    },
    "told": {
        MessageEvent.RECEIVED: _("Application received"),
        MessageEvent.SUPPLEMENT: _("Papers wanted"),
        MessageEvent.NOTICE_ENDED: _("Public notice ended"),
        MessageEvent.DECIDED: _("Decided"),
        MessageEvent.RESULT_READY: _("Result ready"),
        MessageEvent.OVERDUE: _("Late on our side"),
        MessageEvent.MANDATE_USED: _("Mandate used"),
    },
    "message_channel": {
        MessageChannelKind.SMS: _("Text message"),
        MessageChannelKind.EMAIL: _("E-mail"),
        MessageChannelKind.APP: _("City's app"),
    },
    "fate": {
        MessageFate.WAITING: _("Waiting to be sent"),
        MessageFate.SENT: _("Sent"),
        MessageFate.DELIVERED: _("Delivered"),
        MessageFate.FAILED: _("Not delivered"),
        MessageFate.GIVEN_UP: _("Given up"),
    },
    "fate_reason": {
        "too late": _("no longer of use"),
        "no consent": _("no consent"),
        "no address": _("no address"),
        "changed past the hub": _("changed past the hub"),
    },
    "priority": {
        Priority.ELDERLY: _("Elderly"),
        Priority.DISABLED: _("With a disability"),
        Priority.EXPECTING: _("Expecting, with infant"),
        Priority.SOLDIER: _("Soldier, veteran, family"),
        Priority.URGENT: _("Urgent"),
        Priority.APPOINTMENT: _("Appointment"),
    },
    "state": {
        CaseState.SUBMITTED: _("Submitted"),
        CaseState.ACCEPTED: _("Accepted"),
        CaseState.SUPPLEMENT_WANTED: _("Papers wanted"),
        CaseState.IN_PROGRESS: _("In progress"),
        CaseState.DECIDED: _("Decided"),
        CaseState.DELIVERED: _("Delivered"),
        CaseState.WITHDRAWN: _("Withdrawn"),
        CaseState.REFUSED: _("Refused"),
    },
    "move": {
        Move.ACCEPT: _("Accept"),
        Move.BEGIN: _("Begin work"),
        Move.DECIDE: _("Decide and answer"),
        Move.REFUSE: _("Refuse with reason"),
        Move.WITHDRAW: _("Withdraw for the resident"),
        Move.DELIVER: _("Result delivered"),
    },
    "colour": {
        WorkColour.GREEN: _("In time"),
        WorkColour.AMBER: _("Due soon"),
        WorkColour.RED: _("Overdue"),
    },
    "event": {
        "moved": _("State"),
        "handed_on": _("Handed on"),
        "handed_over": _("Handed to its area"),
        "task_opened": _("Task given"),
        "task_done": _("Task done"),
        "task_left_out": _("Step left out"),
        "assigned": _("Task assigned"),
        "paper_received": _("Paper received"),
        "notice_begun": _("Public notice begun"),
        "notice_ended": _("Public notice ended"),
        "overdue": _("Overdue, sent up"),
        "department": _("Department's system"),
    },
    "request": {
        RequestState.NEW: _("New"),
        RequestState.TAKEN: _("Taken on"),
        RequestState.DONE: _("Done"),
        RequestState.DECLINED: _("Cannot be offered"),
    },
    "appointment": {
        AppointmentState.BOOKED: _("Expected"),
        AppointmentState.ARRIVED: _("Arrived"),
        AppointmentState.CANCELLED: _("Cancelled"),
    },
    "task": {"open": _("Open"), "done": _("Done"), "left_out": _("Left out"), "dropped": _("Dropped")},
    "correction": {
        CorrectionState.OPEN: _("To decide"),
        CorrectionState.ACCEPTED: _("Corrected"),
        CorrectionState.REFUSED: _("Not corrected"),
    },
    "source": {
        FactSource.CARD: _("Card"),
        FactSource.RESIDENT: _("Said"),
        FactSource.HUB: _("Platform"),
        "staff": _("Checked by staff"),
        "import": _("Imported"),
    },
    "ground": {
        GroundKind.TICKET: _("Queue number of today"),
        GroundKind.CASE: _("Case"),
        GroundKind.CALL: _("Question or telephone call"),
        GroundKind.APPOINTMENT: _("Appointment"),
        GroundKind.WORDS: _("In words"),
    },
    "fact": {
        "name": _("Full name"),
        "sex": _("Sex"),
        "nation": _("Ethnicity"),
        "birth": _("Date of birth"),
        "address": _("Address"),
        "phone": _("Telephone"),
        "disability_card": _("Disability card"),
        "bank_card": _("Bank card"),
        "bank_name": _("Bank"),
        "card_number": _("Social security card"),
    },
    "channel": {
        "kiosk": _("Kiosk"),
        "window": _("Window"),
        "phone": _("Phone"),
        "web": _("Web"),
    },
    "kiosk_state": {
        "": _("All"),
        "trouble": _("In trouble"),
        "silent": _("Silent"),
        "revoked": _("Revoked"),
    },
    "mode": {
        Mode.OPEN: _("In service"),
        Mode.LOCKED: _("Locked"),
        Mode.MAINTENANCE: _("Maintenance"),
    },
    "command": {
        CommandKind.LOCK: _("Lock"),
        CommandKind.UNLOCK: _("Unlock"),
        CommandKind.MAINTENANCE: _("Maintenance"),
        CommandKind.REFRESH: _("Fetch the catalogue again"),
    },
    "trouble": {
        "low": _("Paper low"),
        "out": _("Paper out"),
        "full": _("The disk is full"),
        "read only": _("The disk may not be written to"),
        "damaged": _("The disk is damaged"),
    },
    "entry": {
        "consent": _("Yes or no to a use of data"),
        "submission": _("Case"),
        "question": _("Question"),
        "review": _("Review"),
        "entry_request": _("Request to a service"),
        "ticket_issued": _("Number"),
        "ticket_printed": _("Number"),
    },
    "alarm": {
        "silent": _("Silent"),
        "fault": _("Device fault"),
        "paper": _("Paper low"),
        "number": _("Number in doubt"),
        "clock": _("Clock wrong"),
        "disk": _("Disk in trouble"),
        "outbox": _("Waiting entries lost"),
        "unsafe": _("Taken in, and in no backup"),
        "twin": _("Two kiosks with one identity"),
        "late": _("Number of an earlier day"),
        "restored": _("The data went back in time"),
    },
    "condition": {"ok": _("OK"), "open": _("Connected"), "unknown": _("Unknown"), "fault": _("Fault")},
    "paper": {"full": _("Paper OK"), "low": _("Paper low"), "out": _("Paper out"), "unknown": ""},
    "fault": {
        "disconnected": _("Disconnected"),
        "in_use": _("In use by another program"),
        "no_permission": _("Port may not be opened"),
        "not_responding": _("Does not respond"),
        "wrong_device": _("Another device than configured"),
        "self_test_failed": _("Self-test failed"),
        "not_authorised": _("Not authorised"),
        "card_unreadable": _("Card cannot be read"),
        "card_not_supported": _("Card not supported"),
        "paper_out": _("Paper out"),
        "paper_jam": _("Paper jam"),
        "cover_open": _("Cover open"),
        "cutter": _("Cutter stuck"),
        "overheated": _("Overheated"),
        "not_printed": _("Not printed"),
        "not_taken": _("Ticket not taken"),
        "bad_document": _("Document cannot be printed"),
        "broken": _("Broken"),
        "internal": _("Error in the program"),
        "low": _("Paper low"),
        "out": _("Paper out"),
    },
    "device": {
        "card_reader": _("Card reader"),
        "printer": _("Printer"),
        "ticket_dispenser": _("Ticket dispenser"),
        "scanner": _("Scanner"),
        "touch-screen": _("Touch screen"),
        "queue-numbers": _("Queue numbers"),
        "database": _("Database"),
    },
    "media": {"clear": "", "present": _("Occupied"), "jammed": _("Jammed"), "unknown": ""},
    "grade": {
        Grade.VERY_SATISFIED: _("Very satisfied"),
        Grade.SATISFIED: _("Satisfied"),
        Grade.FAIRLY_SATISFIED: _("Fairly satisfied"),
        Grade.DISSATISFIED: _("Dissatisfied"),
        Grade.VERY_DISSATISFIED: _("Very dissatisfied"),
    },
    "aspect": {
        Aspect.EFFICIENCY: _("Efficiency"),
        Aspect.COMPETENCE: _("Competence"),
        Aspect.ATTITUDE: _("Attitude"),
    },
    "group": {
        Group.ALL: _("Everybody"),
        Group.ELDERLY: _("60 and older"),
        Group.DISABLED: _("People with a disability"),
        Group.MINORS: _("Under 18"),
    },
}
