"""Files are handed in on the page of the papers: a form says so."""

from kiosk.pages.language import _
from screens.layout import Part, TextPart
from screens.page_context import PageContext
from screens.theme import Colour


def file_note(context: PageContext) -> Part:
    text = _("This is handed in with your papers, on the page that follows.")
    return TextPart(context.theme, text, colour=Colour.MUTED)
