"""The kiosk keeps the time of its site, whatever its machine is set to."""

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from contract.cases import Submission
from kiosk import clock
from kiosk.pages import wording
from kiosk.pages.language import activate

ROOT = Path(__file__).parents[2]
A_VISIT = """
from uuid import uuid4
from contract.cases import Submission
from kiosk import clock
from screens.clock_text import clock_time
clock.keep_time_of("Asia/Shanghai")
now = clock.now()
said = Submission(id=uuid4(), item="1", item_version=1, applicant=None, answers={}, stated_at=now, submitted_at=now)
print(said.model_dump_json())
"""


def test_on_a_machine_of_another_zone_dates_and_submissions_are_of_the_site() -> None:
    environment = {**os.environ, "TZ": "America/New_York"}
    program = [sys.executable, "-c", A_VISIT]
    said = subprocess.run(program, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, timeout=60).stdout
    assert json.loads(said)["submitted_at"].endswith("+08:00")
    read = Submission.model_validate_json(said)
    assert Submission.model_validate_json(read.model_dump_json()).submitted_at.isoformat().endswith("+08:00")


def test_the_day_begins_at_the_sites_midnight() -> None:
    activate("en")
    before, after = datetime(2026, 11, 22, 15, 59, tzinfo=UTC), datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
    assert [clock.local(at).date() for at in (before, after)] == [date(2026, 11, 22), date(2026, 11, 23)]
    assert wording.moment(after) == "23 November 2026 00:00"
