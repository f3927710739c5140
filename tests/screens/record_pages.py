"""My record's pages, with much in them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from contract.cases import CaseState, OwnComplaint, case_code
from contract.own_record import (
    EntitlementState,
    Erasure,
    KeptByLaw,
    OwnCase,
    OwnEntitlement,
    OwnFact,
    OwnRecord,
    RecordLink,
    RecordReading,
)
from contract.residents import Correction, CorrectionState, Mandate, Mandates
from contract.text import Text
from kiosk.pages.kinds import ListPage, Page
from kiosk.pages.language import _
from kiosk.visits import case_actions, checking, entitlements, my_record, record_copies

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
CODE = case_code(UUID(int=7**41))
_ITEM = Text(
    {"zh-Hans": "城乡居民基本养老保险待遇领取资格确认", "en": "Confirmation of entitlement to the basic pension"}
)
_WHO = Text({"zh-Hans": "部门经办人，民政局社会救助科", "en": "A department's clerk, Civil affairs, social assistance"})
_WHAT = Text({"zh-Hans": "查看办件个人信息", "en": "Read personal data of case"})


def record_pages() -> dict[str, Page[Any]]:
    """By a name of its own, each page."""
    record = a_record()
    mandate = record.mandates.given[0]
    return {
        "record": my_record.record_page(record),
        "record of nobody": my_record.record_page(OwnRecord(at=NOW)),
        "record details": my_record.facts_page(record),
        "record to check": checking.check_page(
            tuple(checking.fact_row(key, "13800138000" * 3, _("Given on {date}")) for key in ("phone", "address"))
        ),
        "record without details": my_record.facts_page(OwnRecord(at=NOW)),
        "record correction form": my_record.correction_page(record.facts[0]),
        "record entitlements": entitlements.entitlements_page(record),
        "record entitlement": entitlements.entitlement_page(record.entitlements[0]),
        "record mandates": ListPage(
            _("Who acts for whom"),
            rows=tuple(my_record.mandate_row(record, mandate, own=way) for way in (True, False)),
        ),
        "record link": record_copies.link_page(
            RecordLink(url=f"https://hub.example.org/web/record/open/{'x' * 60}/", until=NOW)
        ),
        "record erase": record_copies.erase_page(),
        "record erased": record_copies.erased_page(
            Erasure(erased=12, kept=tuple(KeptByLaw(what=_ITEM, why=_WHO) for _row in range(4)))
        ),
        "complaint": case_actions.complaint_page(record.complaints[0]),
        "complaint waiting": case_actions.complaint_page(record.complaints[0].model_copy(update={"answer": ""})),
        "complaint form": case_actions.complain_page(),
    }


def a_record() -> OwnRecord:
    day = date(2026, 11, 22)
    keys = ("name", "phone", "address", "bank_card")
    fact = OwnFact(
        key="name", name=_WHAT, value="安徽省合肥市蜀山区幸福里街道8号", source=_WHO, checked_at=NOW, keep_until=day
    )
    case = OwnCase(code=CODE, item=_ITEM, state=CaseState.SUPPLEMENT_WANTED, submitted_at=NOW, missing=(_WHAT,))
    mandate = Mandate(
        id=UUID(int=1), principal="欧阳明明", agent="上官小云", items=("a", "b"), since=day, until=day, revoked=False
    )
    complaint = OwnComplaint(
        code=CODE,
        case=CODE,
        text="一个月没有消息。" * 20,
        made_at=NOW,
        answer_by=day + timedelta(days=21),
        answer="已督促办理。" * 40,
    )
    return OwnRecord(
        at=NOW,
        name="欧阳明明",
        number="11010519491231002X",
        cases=(case,) * 12,
        complaints=(complaint,),
        facts=tuple(fact.model_copy(update={"key": key}) for key in keys),
        corrections=(
            Correction(id=UUID(int=2), key="phone", value="13800138000", state=CorrectionState.OPEN, asked_at=NOW),
        ),
        entitlements=tuple(
            OwnEntitlement(
                name=_ITEM, state=state, first_day=day, last_day=last, item="a" if last else None, case=CODE, reason=why
            )
            for state, last, why in (
                (EntitlementState.ENDS_SOON, day + timedelta(days=20), None),
                (EntitlementState.RUNNING, None, None),
                (EntitlementState.OVER, day, "收入已超过标准"),
            )
        ),
        readings=(RecordReading(day=day, who=_WHO, what=_WHAT, ground=_ITEM),) * 30,
        mandates=Mandates(given=(mandate,)),
        item_names={"a": _ITEM, "b": _ITEM},
    )
