"""The technician's page that switches the kiosk to the practice hub, and back."""

from kiosk import clock
from kiosk.pages.kinds import BusyPage, MessagePage
from kiosk.pages.language import _, ngettext
from kiosk.pages.page_parts import Choice, ListRow, Tone
from kiosk.storage.practice_file import PracticeFile
from kiosk.technician.context import TechnicianContext

_BEGIN, _END = "begin", "end"


def practice_row(tech: TechnicianContext) -> tuple[ListRow, ...]:
    """Returns the row, only where the configuration names a practice hub."""
    if not tech.settings.practice.url:
        return ()
    badge = _("Practice") if tech.run.practises else ""
    tone = Tone.TROUBLE if tech.run.practises else Tone.CALM
    return (ListRow(_("Practice mode"), _("On the practice hub, and back"), badge, "practice", tone),)


def change_practice(tech: TechnicianContext) -> None:
    """Asks, switches and starts again. What waits for the real hub goes there first. Raises Back, OSError."""
    file = PracticeFile(tech.run.home or tech.settings.kiosk.data_dir)
    if tech.run.practises:
        text = _("The kiosk returns to its own hub. What was practised stays on the practice hub.")
        tech.ask(MessagePage(_("Practice mode"), text, (Choice(_END, _("End practice now")),)))
        file.end()
    else:
        waiting = tech.hub_link.outbox.counts().pending
        if waiting:
            text = ngettext(
                "{count} entry waits for the hub. Practice begins once it is sent.",
                "{count} entries wait for the hub. Practice begins once they are sent.",
                waiting,
            )
            tech.tell(_("Practice mode"), text.format(count=waiting), tone=Tone.TROUBLE)
            return
        tech.ask(MessagePage(_("Practice mode"), _explanation(tech), (Choice(_BEGIN, _("Practise now")),)))
        file.begin(clock.today())
    tech.wait_a_moment()
    tech.run.restart()
    tech.ask(BusyPage(_("Restart")))  # until the program ends


def _explanation(tech: TechnicianContext) -> str:
    minutes = tech.settings.practice.idle_minutes
    return ngettext(
        "Every page and every paper says that it is practice. Nothing of it reaches the real hub. The kiosk returns by "
        "itself after {count} minute without a touch, and at the end of the day.",
        "Every page and every paper says that it is practice. Nothing of it reaches the real hub. The kiosk returns by "
        "itself after {count} minutes without a touch, and at the end of the day.",
        minutes,
    ).format(count=minutes)
