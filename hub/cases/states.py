"""The states of a case, and which may follow which."""

from contract.cases import CaseState

S = CaseState

NAMES = {
    S.SUBMITTED: "已提交",
    S.ACCEPTED: "已受理",
    S.SUPPLEMENT_WANTED: "待补正",
    S.IN_PROGRESS: "办理中",
    S.DECIDED: "已办结",
    S.DELIVERED: "已送达",
    S.WITHDRAWN: "已撤回",
    S.REFUSED: "不予受理",
}
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
OPEN = (S.SUBMITTED, S.ACCEPTED, S.SUPPLEMENT_WANTED, S.IN_PROGRESS)  # the clocks run, or stand still
ANSWERED = (S.DECIDED, S.DELIVERED, S.WITHDRAWN, S.REFUSED)  # only with an answer to the resident
