"""Jobs that are due every so often, and are to be begun by one process only."""

from datetime import datetime, timedelta

from hub.audit.models import Round


def claim(job: str, every: timedelta, now: datetime) -> bool:
    """Returns whether the job is due, and this process is the one to do it."""
    _, first_ever = Round.objects.get_or_create(job=job, defaults={"begun_at": now})
    return first_ever or bool(Round.objects.filter(job=job, begun_at__lte=now - every).update(begun_at=now))


def last_begun(job: str) -> datetime | None:
    return Round.objects.filter(job=job).values_list("begun_at", flat=True).first()
