"""The actor of a change to a case."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import Model

from hub.catalogue.models import Department
from hub.kiosks.models import Kiosk


@dataclass(frozen=True, slots=True)
class Actor:
    """A member of staff, a kiosk where a resident stands, or a department's own system; else the hub itself."""

    staff: User | None = None
    kiosk: Kiosk | None = None
    department: Department | None = None
    key: Model | None = None  # with which the department's system came

    @property
    def audited(self) -> Model | None:
        """Returns whom the audit log names."""
        return self.staff or self.kiosk or self.key


SYSTEM = Actor()
