"""The states of a case, and which may follow which."""

from contract.cases import OPEN_STATES, CaseState
from contract.text import text
from hub.core.text_field import lazy_wording

S = CaseState

NAMES = {
    S.SUBMITTED: text("submitted"),
    S.ACCEPTED: text("accepted"),
    S.SUPPLEMENT_WANTED: text("waiting for papers"),
    S.IN_PROGRESS: text("in progress"),
    S.DECIDED: text("decided"),
    S.DELIVERED: text("delivered"),
    S.WITHDRAWN: text("withdrawn"),
    S.REFUSED: text("refused"),
}
STATE_CHOICES = [(state.value, lazy_wording(name)) for state, name in NAMES.items()]
LEGAL: dict[CaseState, frozenset[CaseState]] = {
    S.SUBMITTED: frozenset({S.ACCEPTED, S.SUPPLEMENT_WANTED, S.REFUSED, S.WITHDRAWN}),
    S.ACCEPTED: frozenset({S.IN_PROGRESS, S.SUPPLEMENT_WANTED, S.DECIDED, S.WITHDRAWN}),
    S.SUPPLEMENT_WANTED: frozenset({S.SUBMITTED, S.ACCEPTED, S.IN_PROGRESS, S.REFUSED, S.WITHDRAWN}),
    S.IN_PROGRESS: frozenset({S.SUPPLEMENT_WANTED, S.DECIDED, S.WITHDRAWN}),
    S.DECIDED: frozenset({S.DELIVERED}),
    S.DELIVERED: frozenset(),
    S.WITHDRAWN: frozenset(),
    S.REFUSED: frozenset(),
}
OPEN = OPEN_STATES  # the clocks run, or stand still
ANSWERED = (S.DECIDED, S.DELIVERED, S.WITHDRAWN, S.REFUSED)  # only with an answer to the resident
