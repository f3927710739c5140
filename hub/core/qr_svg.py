"""QR codes within a page."""

from io import BytesIO

from django.utils.safestring import SafeString


def draw_qr(content: str) -> SafeString:
    """Returns an <svg> for the telephone's camera, or a kiosk's scanner."""
    import qrcode  # with a library of pictures: most processes of a hub draw none
    from qrcode.image.svg import SvgPathImage

    image = qrcode.make(content, image_factory=SvgPathImage, box_size=12)
    page = BytesIO()
    image.save(page)
    return SafeString(page.getvalue().decode().partition("?>")[2])  # made here, of squares alone
