"""Wording of the audit log's actions and grounds, which are stored in English, in the reader's language."""

import json
from collections.abc import Mapping

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from hub.audit.models import AuditEntry

EVENTS: Mapping[str, Promise] = {
    "accept row": pgettext_lazy("event", "Accept changed row"),
    "acknowledge alarm": pgettext_lazy("event", "Acknowledge alarm"),
    "add key": pgettext_lazy("event", "Add department key"),
    "add kiosk": pgettext_lazy("event", "Register kiosk"),
    "answer complaint": pgettext_lazy("event", "Answer complaint"),
    "complain of own case": pgettext_lazy("event", "Complain about one's own case"),
    "give complaint on": pgettext_lazy("event", "Give complaint to somebody else"),
    "make complaint": pgettext_lazy("event", "Make complaint"),
    "read complaints": pgettext_lazy("event", "Read complaints"),
    "answer appraisal": pgettext_lazy("event", "Answer appraisal"),
    "draw up appraisals": pgettext_lazy("event", "Draw up appraisals"),
    "export appraisals": pgettext_lazy("event", "Export appraisals"),
    "read own appraisal": pgettext_lazy("event", "Read own appraisal"),
    "answer survey": pgettext_lazy("event", "Answer assessor's questions"),
    "ask residents of sample": pgettext_lazy("event", "Ask residents of a sample"),
    "draw sample": pgettext_lazy("event", "Draw sample of an assessment"),
    "drop assessment": pgettext_lazy("event", "Drop assessment"),
    "read assessment": pgettext_lazy("event", "Read assessment"),
    "read survey": pgettext_lazy("event", "Read assessor's questions"),
    "release assessment": pgettext_lazy("event", "Release assessment"),
    "scan ticket": pgettext_lazy("event", "Scan queue ticket at a window"),
    "set threshold": pgettext_lazy("event", "Set threshold of a queue"),
    "answer": pgettext_lazy("event", "Answer"),
    "ask correction": pgettext_lazy("event", "Ask correction"),
    "ask question": pgettext_lazy("event", "Ask question"),
    "ask register": pgettext_lazy("event", "Ask base register"),
    "assess": pgettext_lazy("event", "Assess configuration"),
    "assign owner": pgettext_lazy("event", "Assign owner of item"),
    "assigned case": pgettext_lazy("event", "Assign task"),
    "back up": pgettext_lazy("event", "Back up"),
    "begin item draft": pgettext_lazy("event", "Begin change of an item"),
    "write item draft": pgettext_lazy("event", "Write in draft of an item"),
    "send item draft": pgettext_lazy("event", "Send draft of an item to be reviewed"),
    "return item draft": pgettext_lazy("event", "Give draft of an item back"),
    "drop item draft": pgettext_lazy("event", "Drop draft of an item"),
    "publish item draft": pgettext_lazy("event", "Publish draft of an item"),
    "make entry code": pgettext_lazy("event", "Make code for an entry of the directory"),
    "end entry code": pgettext_lazy("event", "End code of an entry of the directory"),
    "open own entry": pgettext_lazy("event", "Open one's own entry of the directory"),
    "send entry change": pgettext_lazy("event", "Send change of an entry of the directory"),
    "approve entry change": pgettext_lazy("event", "Approve change of an entry of the directory"),
    "refuse entry change": pgettext_lazy("event", "Refuse change of an entry of the directory"),
    "bind kiosk": pgettext_lazy("event", "Bind kiosk to certificate"),
    "book appointment": pgettext_lazy("event", "Book appointment"),
    "copy own record": pgettext_lazy("event", "Copy one's own record"),
    "erase own record": pgettext_lazy("event", "Erase what no law keeps"),
    "log in to own record": pgettext_lazy("event", "Log in to one's own record"),
    "open own record": pgettext_lazy("event", "Open one's own record on the telephone"),
    "open record's link": pgettext_lazy("event", "Open link for the telephone to one's own record"),
    "read own record": pgettext_lazy("event", "Read one's own record"),
    "begin epoch": pgettext_lazy("event", "Begin data epoch"),
    "bring back ticket": pgettext_lazy("event", "Bring number back"),
    "call ticket": pgettext_lazy("event", "Call number"),
    "cancel appointment": pgettext_lazy("event", "Cancel appointment"),
    "change password": pgettext_lazy("event", "Change password"),
    "check in": pgettext_lazy("event", "Check in for appointment"),
    "choose result's way": pgettext_lazy("event", "Choose way of result"),
    "check fact": pgettext_lazy("event", "Check with the person whether a detail is still right"),
    "close finding": pgettext_lazy("event", "Close security finding"),
    "close day": pgettext_lazy("event", "Close day"),
    "close window": pgettext_lazy("event", "Leave window"),
    "correction accepted": pgettext_lazy("event", "Accept correction"),
    "correction refused": pgettext_lazy("event", "Refuse correction"),
    "department case": pgettext_lazy("event", "Exchange with department's system"),
    "detach audit month": pgettext_lazy("event", "Detach month of audit log"),
    "detach call month": pgettext_lazy("event", "Detach month of calls"),
    "enrol kiosk": pgettext_lazy("event", "Enrol kiosk"),
    "export figures": pgettext_lazy("event", "Export figures"),
    "export reviews": pgettext_lazy("event", "Export reviews"),
    "fail second factor": pgettext_lazy("event", "Fail second factor"),
    "fail to log in": pgettext_lazy("event", "Fail to log in"),
    "fail to sign on": pgettext_lazy("event", "Fail to sign on by the identity provider"),
    "fail to prove": pgettext_lazy("event", "Fail to prove one's own"),
    "find appointments": pgettext_lazy("event", "Find appointments"),
    "find cases": pgettext_lazy("event", "Find cases"),
    "find number": pgettext_lazy("event", "Find number held"),
    "give back number": pgettext_lazy("event", "Give number back"),
    "find groups": pgettext_lazy("event", "Find person's groups"),
    "forget second factor": pgettext_lazy("event", "Forget second factor"),
    "give consent": pgettext_lazy("event", "Give consent"),
    "give mandate": pgettext_lazy("event", "Give mandate"),
    "give review": pgettext_lazy("event", "Give review"),
    "handed_on case": pgettext_lazy("event", "Hand case on"),
    "handed_over case": pgettext_lazy("event", "Hand case to another area"),
    "held ticket": pgettext_lazy("event", "Hold number"),
    "import catalogue": pgettext_lazy("event", "Import catalogue"),
    "import places": pgettext_lazy("event", "Import places"),
    "import residents": pgettext_lazy("event", "Import residents"),
    "issue ticket": pgettext_lazy("event", "Issue number"),
    "lock kiosk": pgettext_lazy("event", "Lock kiosk"),
    "log in": pgettext_lazy("event", "Log in"),
    "log out": pgettext_lazy("event", "Sign out"),
    "look at case": pgettext_lazy("event", "Look at case"),
    "look at result": pgettext_lazy("event", "Look at result"),
    "look up by name": pgettext_lazy("event", "Look up by name"),
    "look up caller": pgettext_lazy("event", "Look up caller"),
    "look up organisation": pgettext_lazy("event", "Look up organisation"),
    "look up resident": pgettext_lazy("event", "Look up resident"),
    "maintenance kiosk": pgettext_lazy("event", "Put kiosk into maintenance"),
    "make administrator": pgettext_lazy("event", "Make administrator"),
    "make enrolment code": pgettext_lazy("event", "Make enrolment code"),
    "make set-up code": pgettext_lazy("event", "Make set-up code"),
    "mark request declined": pgettext_lazy("event", "Decline service request"),
    "mark request done": pgettext_lazy("event", "Finish service request"),
    "mark request taken": pgettext_lazy("event", "Take service request"),
    "missed ticket": pgettext_lazy("event", "Miss number"),
    "move appointment": pgettext_lazy("event", "Move appointment"),
    "moved case": pgettext_lazy("event", "Move case"),
    "notice_begun case": pgettext_lazy("event", "Begin public notice"),
    "notice_ended case": pgettext_lazy("event", "End public notice"),
    "open window": pgettext_lazy("event", "Open window"),
    "open supplement": pgettext_lazy("event", "Open upload of missing papers"),
    "open upload": pgettext_lazy("event", "Open upload of papers"),
    "overdue case": pgettext_lazy("event", "Escalate overdue case"),
    "paper_received case": pgettext_lazy("event", "Receive papers"),
    "pass second factor": pgettext_lazy("event", "Pass second factor"),
    "print receipt again": pgettext_lazy("event", "Print receipt again"),
    "print result": pgettext_lazy("event", "Print result at kiosk"),
    "publish notice": pgettext_lazy("event", "Publish notice"),
    "purge": pgettext_lazy("event", "Delete expired data"),
    "put_back ticket": pgettext_lazy("event", "Return number to queue"),
    "raise finding": pgettext_lazy("event", "Raise security finding"),
    "publish knowledge": pgettext_lazy("event", "Publish knowledge entry"),
    "withdraw knowledge": pgettext_lazy("event", "Withdraw knowledge entry"),
    "write knowledge": pgettext_lazy("event", "Write knowledge entry"),
    "read answers": pgettext_lazy("event", "Read answers"),
    "read case": pgettext_lazy("event", "Read personal data of case"),
    "read consents": pgettext_lazy("event", "Read consents"),
    "read corrections": pgettext_lazy("event", "Read corrections"),
    "read facts": pgettext_lazy("event", "Read resident's data"),
    "read mandates": pgettext_lazy("event", "Read mandates"),
    "read paper": pgettext_lazy("event", "Read paper of case"),
    "read own case": pgettext_lazy("event", "Read one's own case"),
    "read questions": pgettext_lazy("event", "Read questions"),
    "read requests": pgettext_lazy("event", "Read requests"),
    "read reviews": pgettext_lazy("event", "Read reviews"),
    "read telephone numbers": pgettext_lazy("event", "Read telephone numbers"),
    "read token": pgettext_lazy("event", "Read electronic token"),
    "recall ticket": pgettext_lazy("event", "Recall number"),
    "receive pages": pgettext_lazy("event", "Receive pages by telephone"),
    "refresh kiosk": pgettext_lazy("event", "Refresh kiosk's catalogue"),
    "renew kiosk": pgettext_lazy("event", "Renew kiosk's token"),
    "renew secret": pgettext_lazy("event", "Renew signing secret"),
    "request service": pgettext_lazy("event", "Request service"),
    "restore": pgettext_lazy("event", "Restore"),
    "result case": pgettext_lazy("event", "Result of case"),
    "revoke key": pgettext_lazy("event", "Revoke department key"),
    "revoke kiosk": pgettext_lazy("event", "Revoke kiosk's token"),
    "revoke mandate": pgettext_lazy("event", "Revoke mandate"),
    "rotate keys": pgettext_lazy("event", "Rotate keys"),
    "seed catalogue": pgettext_lazy("event", "Load starter catalogue"),
    "send again": pgettext_lazy("event", "Send again"),
    "send case": pgettext_lazy("event", "Send case to department's system"),
    "send up review": pgettext_lazy("event", "Escalate overdue review"),
    "served ticket": pgettext_lazy("event", "Serve number"),
    "set password": pgettext_lazy("event", "Set another's password"),
    "set up second factor": pgettext_lazy("event", "Set up second factor"),
    "set-up step": pgettext_lazy("event", "Finish set-up step"),
    "skip set-up step": pgettext_lazy("event", "Skip set-up step"),
    "take back number": pgettext_lazy("event", "Take back number from before the restore"),
    "take late number": pgettext_lazy("event", "Take number of an earlier day"),
    "take question": pgettext_lazy("event", "Take question"),
    "take result's pages": pgettext_lazy("event", "Fetch pages of result"),
    "take up epoch": pgettext_lazy("event", "Check data epoch"),
    "sign on": pgettext_lazy("event", "Sign on by the identity provider"),
    "task_done case": pgettext_lazy("event", "Finish task"),
    "task_left_out case": pgettext_lazy("event", "Leave step out"),
    "task_opened case": pgettext_lazy("event", "Open task"),
    "transferred ticket": pgettext_lazy("event", "Transfer number"),
    "try too often": pgettext_lazy("event", "Try too often"),
    "unlock": pgettext_lazy("event", "Unlock account"),
    "rotate token": pgettext_lazy("event", "Rotate kiosk's token"),
    "tell appointment moved": pgettext_lazy("event", "Tell of moved appointment"),
    "unlock kiosk": pgettext_lazy("event", "Unlock kiosk"),
    "verify trail": pgettext_lazy("event", "Verify audit log"),
    "withdraw own case": pgettext_lazy("event", "Withdraw one's own case"),
    "withdraw consent": pgettext_lazy("event", "Withdraw consent"),
    "withdraw notice": pgettext_lazy("event", "Withdraw notice"),
}
GROUNDS: Mapping[str, Promise] = {
    "case": pgettext_lazy("ground", "Case"),
    "ticket": pgettext_lazy("ground", "Number"),
    "question": pgettext_lazy("ground", "Question"),
    "appointment": pgettext_lazy("ground", "Appointment"),
    "item": pgettext_lazy("ground", "Item"),
    "words": pgettext_lazy("ground", "Explanation"),
    "consent": pgettext_lazy("ground", "Consent"),
    "mandate": pgettext_lazy("ground", "Mandate"),
}
_SUBJECTS: Mapping[str, Promise] = {
    "alarm": pgettext_lazy("subject", "Alarm"),
    "appointment": pgettext_lazy("subject", "Appointment"),
    "appointments": pgettext_lazy("subject", "Appointments"),
    "case": pgettext_lazy("subject", "Case"),
    "catalogue": pgettext_lazy("subject", "Catalogue"),
    "complaint": pgettext_lazy("subject", "Complaint"),
    "complaints": pgettext_lazy("subject", "Complaints"),
    "configuration": pgettext_lazy("subject", "Configuration"),
    "corrections": pgettext_lazy("subject", "Corrections"),
    "database": pgettext_lazy("subject", "Database"),
    "entry": pgettext_lazy("subject", "Entry of the directory"),
    "epoch": pgettext_lazy("subject", "Data epoch"),
    "figures": pgettext_lazy("subject", "Figures"),
    "finding": pgettext_lazy("subject", "Security finding"),
    "item": pgettext_lazy("subject", "Item"),
    "item draft": pgettext_lazy("subject", "Draft of an item"),
    "key": pgettext_lazy("subject", "Key"),
    "kiosk": pgettext_lazy("subject", "Kiosk"),
    "knowledge": pgettext_lazy("subject", "Knowledge entry"),
    "notice": pgettext_lazy("subject", "Notice"),
    "question": pgettext_lazy("subject", "Question"),
    "questions": pgettext_lazy("subject", "Questions"),
    "request": pgettext_lazy("subject", "Request"),
    "requests": pgettext_lazy("subject", "Requests"),
    "resident": pgettext_lazy("subject", "Resident"),
    "residents": pgettext_lazy("subject", "Residents"),
    "retention": pgettext_lazy("subject", "Retention"),
    "review": pgettext_lazy("subject", "Review"),
    "reviews": pgettext_lazy("subject", "Reviews"),
    "set-up": pgettext_lazy("subject", "First set-up"),
    "system": pgettext_lazy("subject", "Department's system"),
    "ticket": pgettext_lazy("subject", "Number"),
    "trail": pgettext_lazy("subject", "Audit log"),
    "upload": pgettext_lazy("subject", "Upload"),
    "user": pgettext_lazy("subject", "Member of staff"),
    "window": pgettext_lazy("subject", "Window"),
}
_ON_ADMINS_PAGES: Mapping[str, Promise] = {
    "add": pgettext_lazy("event", "Added: %(name)s"),
    "change": pgettext_lazy("event", "Changed: %(name)s"),
    "delete": pgettext_lazy("event", "Deleted: %(name)s"),
}


def render_event(action: str) -> str:
    """Returns what was done; an action that has no wording stays as it is."""
    if action in EVENTS:
        return str(EVENTS[action])
    verb, _space, noun = action.partition(" ")
    if verb not in _ON_ADMINS_PAGES:
        return action
    name = _name_model(noun)
    return str(_ON_ADMINS_PAGES[verb]) % {"name": name} if name else action


def render_subject(subject: str) -> str:
    """Returns of what it was: `case 7F3A-…` is 办件 7F3A-…; a kind that has no wording stays as it is."""
    kind, space, name = subject.rpartition(" ")
    if subject in _SUBJECTS or not space:
        return str(_SUBJECTS.get(subject, subject))
    wording = _SUBJECTS.get(kind) or _name_model(kind)
    return f"{wording} {name}" if wording else subject


def _name_model(name: str) -> str:
    """Returns what the admin's pages call a model; "" where there is none of that name."""
    return next((str(model._meta.verbose_name) for model in apps.get_models() if model._meta.model_name == name), "")


def render_ground(entry: AuditEntry) -> str:
    """Returns why somebody was looked up: a row, or the words that were typed; empty for other entries."""
    ground = str(json.loads(entry.detail or "{}").get("ground", ""))
    kind, _space, name = ground.partition(" ")
    return f"{GROUNDS[kind]} {name}".strip() if kind in GROUNDS else ground


def list_events() -> list[tuple[str, str]]:
    """Returns all that has a name of its own, for choosing."""
    return sorted(((action, str(wording)) for action, wording in EVENTS.items()), key=lambda pair: pair[1])
