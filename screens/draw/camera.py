"""A paper under the camera: what it sees now, or the picture that it took, and what to do."""

from functools import partial

from kiosk.pages.paper_kinds import CameraPage
from screens.camera_view import CameraView
from screens.frame import Frame
from screens.layout import CardBox, Column, Icon, Part, Row, TextPart
from screens.mounting import draw_arrow, say_where
from screens.page_context import PageContext
from screens.theme import Type
from screens.widgets import choice_actions, tone_colours

_LOOK_EVERY = 0.1  # seconds


def draw(page: CameraPage, context: PageContext) -> Part:
    theme = context.theme
    view = CameraView(theme)
    if page.picture is not None:
        view.show(page.picture)
    if page.live is not None:
        view.follow(page.live)
        context.every(_LOOK_EVERY, partial(view.follow, page.live))
    _, ink, icon = tone_colours(page.tone)
    words = TextPart(theme, page.text, Type.HEADING, bold=True, align="center")
    lines: list[Part] = [words]
    if place := say_where(theme, "document_camera"):
        lines.append(TextPart(theme, place, align="center"))
    text = Column(theme, lines, gap=theme.mm(3), spare="around")
    mark: Part = Icon(theme, icon, theme.mm(16 if context.portrait else 24), ink)
    if place:
        mark = draw_arrow(context, "document_camera")
    picture = CardBox(theme, view, pad=theme.mm(4))
    if context.portrait:
        message = CardBox(theme, Row(theme, [mark, text], gap=theme.mm(6), grow=[text]), pad=theme.mm(6))
        body: Part = Column(theme, [picture, message], gap=theme.mm(6), grow=[picture])
    else:
        message = CardBox(theme, Column(theme, [mark, text], gap=theme.mm(6), spare="around"), pad=theme.mm(7))
        body = Row(theme, [picture, message], gap=theme.mm(9), grow=[picture, message])
    primary, beside = choice_actions(theme, page.choices, context.answer)
    return Frame(context, page, body, primary=primary, beside=beside)
