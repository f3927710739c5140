"""What the loudspeaker says of a page that belongs to a person: of which kind it is, and nothing that stands there."""

from kiosk.pages import kinds
from kiosk.pages.kinds import Page
from kiosk.pages.language import N_, _

_KINDS: dict[type, str] = {
    kinds.MenuPage: N_("A page with choices."),
    kinds.BrowsePage: N_("A search."),
    kinds.GuidePage: N_("A page to read."),
    kinds.FormPage: N_("A question to answer."),
    kinds.ReviewPage: N_("Your answers, to be checked."),
    kinds.StatementPage: N_("A statement to agree to."),
    kinds.OutcomePage: N_("It is done."),
    kinds.MessagePage: N_("A message."),
    kinds.ListPage: N_("A list."),
    kinds.TimelinePage: N_("How a case stands."),
    kinds.TakePage: N_("Please take what lies ready."),
    kinds.BusyPage: N_("A moment, please."),
}


def neutral_words(page: Page[object]) -> tuple[str, ...]:
    kind = _KINDS.get(type(page), N_("A page of your own."))
    return _(kind), _("What stands here is read out in headphones only.")
