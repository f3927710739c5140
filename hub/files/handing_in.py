"""What a telephone has sent becomes part of a case: with its submission, or as the papers that it lacked."""

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from contract.cases import Submission
from contract.text import Text, plural_text, text
from hub.cases import supplements
from hub.cases.actors import Actor
from hub.cases.models import Case, Event
from hub.cases.timeline import add_timeline_entry
from hub.core.problems import RequestRefused, refused_field
from hub.files.models import PaperPage, UploadSession
from hub.files.sessions import hash_token, missing_papers
from hub.kiosks.models import Kiosk
from hub.kiosks.own_pages import own_pages
from languages.registry import DEFAULT


def attach_files(case: Case, submission: Submission, by: Actor, now: datetime) -> None:
    """Attaches all that has come by the upload, also after the kiosk last asked; of another kiosk's none. What the
    kiosk keeps finds the case when it follows.

    In the transaction of the submission, which is taken even where pages that it names are not here any more: the
    timeline says so.
    """
    upload, files = submission.upload, submission.files
    if upload and submission.kept and by.kiosk:
        _expect_kept(case, upload, by.kiosk, now)
    sessions = UploadSession.objects.select_for_update().filter(
        Q(pk=upload) | Q(pk__in=PaperPage.objects.filter(pk__in=files).values("session")),
        _sent_by(by), case=None, supplement=None, item_version__item=case.item_version.item_id,
    )  # fmt: skip
    keys = [session.pk for session in sessions]
    UploadSession.objects.filter(pk__in=keys).update(case=case, ended_at=now)
    count = PaperPage.objects.filter(session__in=keys).count()
    if count:
        add_timeline_entry(case, Event.PAPER_RECEIVED, by, now, _with_application(count))
    missing = len(files) - PaperPage.objects.filter(pk__in=files, session__in=keys).count()
    if missing > 0:
        note = text("{count} pages that the kiosk named are not here; please ask for them.", count=missing)
        add_timeline_entry(case, Event.PAPER_RECEIVED, by, now, note, public=False)
    if submission.kept:
        note = text("Papers are still at the kiosk, and follow by themselves: {count}.", count=submission.kept)
        add_timeline_entry(case, Event.PAPER_RECEIVED, by, now, note, public=False)


def _sent_by(by: Actor) -> Q:
    """Returns the condition that it came by who hands it in: staff take files in on the hub's own pages."""
    return Q(kiosk=by.kiosk) if by.kiosk else Q(kiosk__in=own_pages())


def _expect_kept(case: Case, upload: UUID, kiosk: Kiosk, now: datetime) -> None:
    """Opens a way for what a kiosk kept that was cut off: one that no telephone knows."""
    values = {
        "kiosk": kiosk, "item_version": case.item_version, "token_hash": hash_token(secrets.token_urlsafe(24)),
        "locale": DEFAULT, "opened_at": now, "expires_at": now, "ended_at": now,
    }  # fmt: skip
    UploadSession.objects.get_or_create(pk=upload, defaults=values)


def _with_application(count: int) -> Text:
    return plural_text("{count} page of papers came with it.", "{count} pages of papers came with it.", count)


@transaction.atomic
def hand_in_supplement(session: UploadSession, by: Actor, now: datetime) -> Case:
    """Records the papers of which pages have come. With the last of them the case goes on. Raises Refused."""
    session = UploadSession.objects.select_for_update().get(pk=session.pk)
    if session.supplement is None:
        raise RequestRefused(409, text("These papers go with an application."))
    case = session.supplement.case
    if session.case_id is not None:
        return case
    came = set(session.pages.values_list("position", flat=True))
    papers = [paper for at, paper in enumerate(missing_papers(session.supplement)) if at in came]
    if not papers:
        raise refused_field("papers", "required", text("No page has come yet."))
    for at, paper in enumerate(missing_papers(session.supplement)):
        session.pages.filter(position=at).update(missing=paper)
    case = supplements.receive(case, papers, by, now)
    session.case, session.ended_at = case, now
    session.save(update_fields=["case", "ended_at"])
    return case
