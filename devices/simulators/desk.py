"""Pictures of invented documents on a desk, as a camera above it sees them; drawn by Pillow alone."""

from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

from devices.simulators.printing.rom import text_font

if TYPE_CHECKING:
    from PIL.Image import Image

DOCUMENTS = {
    "household": ("居民户口簿", "户主页"),
    "income": ("收入证明", "某某市示例有限公司"),
    "lease": ("房屋租赁合同", "出租人：示例甲　承租人：示例乙"),
    "bill": ("水费缴费通知单", "某某市自来水公司"),
}
LOOKS = ("blurred", "glare", "dark", "black", "skewed", "turned", "cut_off", "small", "white_desk")
_LINE = "本页为演示用的虚构材料，内容不涉及任何真实个人或单位。编号 {number:04d}，第 {line} 行，金额 {number}.00 元。"
_PAGE = (1240, 1754)  # A4 at 150 dots an inch
_CORNERS = {  # of the page, in thousandths of the picture: from the upper left one on, clockwise
    "": ((255, 60), (745, 66), (752, 940), (248, 936)),
    "skewed": ((330, 60), (790, 190), (650, 960), (170, 800)),
    "turned": ((130, 130), (880, 122), (884, 880), (126, 884)),
    "cut_off": ((255, 300), (745, 306), (752, 1180), (248, 1176)),
    "small": ((440, 400), (550, 400), (550, 600), (440, 600)),
}
_DESK, _WHITE_DESK = (96, 74, 58), (214, 212, 208)


def draw_desk(document: str, looks: frozenset[str], size: tuple[int, int]) -> "Image":
    """Returns what a camera of that size sees; `document` "" is an empty desk. Raises KeyError for one that is none."""
    from PIL import Image, ImageFilter

    if "black" in looks:
        return Image.new("RGB", size)
    picture = Image.new("RGB", size, _WHITE_DESK if "white_desk" in looks else _DESK)
    grain = Image.effect_noise((size[0] // 4, size[1] // 4), 18).resize(size).convert("RGB")
    picture = Image.blend(picture, grain, 0.08)
    if document:
        _lay(picture, _draw_page(document), next((look for look in _CORNERS if look in looks and look), ""))
    if "glare" in looks:
        _shine(picture)
    if "blurred" in looks:
        picture = picture.filter(ImageFilter.GaussianBlur(size[0] / 420))
    if "dark" in looks:
        picture = picture.point(lambda value: value * 0.16)
    return picture


def encode(picture: "Image", code: str) -> bytes:
    """Returns it as a camera sends it. Raises ValueError for another code than MJPG and YUYV."""
    if code == "MJPG":
        encoded = BytesIO()
        picture.save(encoded, "JPEG", quality=88)
        return encoded.getvalue()
    if code == "YUYV":
        return _yuyv(picture)
    raise ValueError(code)


def _yuyv(picture: "Image") -> bytes:
    """Two dots share their colour: Y U Y V."""
    luma, blue, red = picture.convert("YCbCr").split()
    half = (picture.width // 2, picture.height)
    data = bytearray(picture.width * picture.height * 2)
    data[0::2] = luma.tobytes()
    data[1::4], data[3::4] = blue.resize(half).tobytes(), red.resize(half).tobytes()
    return bytes(data)


@cache
def _draw_page(document: str) -> "Image":
    from PIL import Image, ImageDraw

    title, below = DOCUMENTS[document]
    page = Image.new("RGB", _PAGE, (236, 234, 228))
    pen = ImageDraw.Draw(page)
    pen.text((_PAGE[0] / 2, 150), title, fill=(20, 20, 24), font=text_font(64, bold=True), anchor="mm")
    pen.text((_PAGE[0] / 2, 240), below, fill=(40, 40, 44), font=text_font(34), anchor="mm")
    pen.rectangle((90, 300, _PAGE[0] - 90, _PAGE[1] - 120), outline=(30, 30, 34), width=3)
    for line in range(1, 24):
        words = _LINE.format(line=line, number=line * 37 + len(title))
        pen.text((120, 310 + line * 54), words, fill=(30, 30, 36), font=text_font(19))
    stamp = (_PAGE[0] - 420, _PAGE[1] - 420, _PAGE[0] - 160, _PAGE[1] - 160)
    pen.ellipse(stamp, outline=(200, 40, 40), width=8)
    pen.text((_PAGE[0] - 290, _PAGE[1] - 290), "样张", fill=(200, 40, 40), font=text_font(60, bold=True), anchor="mm")
    return page


def _lay(picture: "Image", page: "Image", look: str) -> None:
    """Lays the page on the desk, as seen from above and a little aslant."""
    from PIL import Image

    if look == "turned":
        page = page.transpose(Image.Transpose.ROTATE_90)
    corners = [(x * picture.width / 1000, y * picture.height / 1000) for x, y in _CORNERS[look]]
    ends = [(0, 0), (page.width, 0), (page.width, page.height), (0, page.height)]
    sheet = page.transform(
        picture.size, Image.Transform.PERSPECTIVE, _solve(corners, ends), resample=Image.Resampling.BICUBIC
    )
    mask = Image.new("L", page.size, 255).transform(
        picture.size, Image.Transform.PERSPECTIVE, _solve(corners, ends), resample=Image.Resampling.BILINEAR
    )
    picture.paste(sheet, (0, 0), mask)


def _solve(desk: list[tuple[float, float]], page: list[tuple[int, int]]) -> list[float]:
    """Returns the eight numbers that lead from the picture to the page."""
    rows, values = [], []
    for (x, y), (u, v) in zip(desk, page, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [float(u), float(v)]
    return _eliminate([[*row, value] for row, value in zip(rows, values, strict=True)])


def _eliminate(rows: list[list[float]]) -> list[float]:
    """Returns the solution of the equations: each a row of factors, and behind them the value."""
    size = len(rows)
    for at in range(size):
        best = max(range(at, size), key=lambda row: abs(rows[row][at]))
        rows[at], rows[best] = rows[best], rows[at]
        rows[at] = [value / rows[at][at] for value in rows[at]]
        for other in range(size):
            if other != at:
                factor = rows[other][at]
                rows[other] = [value - factor * own for value, own in zip(rows[other], rows[at], strict=True)]
    return [row[-1] for row in rows]


def _shine(picture: "Image") -> None:
    """Mirrors a lamp on the page."""
    from PIL import Image, ImageDraw, ImageFilter

    width, height = picture.size
    light = Image.new("L", (width // 8, height // 8))
    spot = (width * 0.42 / 8, height * 0.35 / 8, width * 0.6 / 8, height * 0.55 / 8)
    ImageDraw.Draw(light).ellipse(spot, fill=255)
    light = light.filter(ImageFilter.GaussianBlur(width / 8 / 60)).resize(picture.size)
    picture.paste((255, 255, 255), (0, 0), light)
