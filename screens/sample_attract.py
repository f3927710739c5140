"""The first page to look at: notices, one with a drawn poster, hours, and who waits."""

from base64 import b64encode
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw

from kiosk.pages import kinds
from kiosk.pages.page_parts import Choice, ListRow, NoticeText, languages


@cache
def draw_poster() -> str:
    """Returns a JPEG in base64: hills under a sun."""
    picture = Image.new("RGB", (480, 360), "#CFE6EE")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((330, 40, 430, 140), fill="#E9A23B")
    draw.polygon(((0, 360), (150, 150), (310, 360)), fill="#5E8C6A")
    draw.polygon(((190, 360), (340, 200), (480, 360)), fill="#3F6B57")
    out = BytesIO()
    picture.save(out, "JPEG", quality=85)
    return b64encode(out.getvalue()).decode()


ATTRACT = kinds.AttractPage(
    "青石街道社区服务中心",
    back=False,
    cancel=False,
    notices=(
        NoticeText(
            "高龄津贴申请开始受理",
            "年满80周岁的户籍老人，可持身份证和银行卡在本机申请，也可由家属在综合窗口代办；办理时间为工作日9:00至17:00。",
        ),
        NoticeText("国庆期间服务安排", "10月1日至3日大厅关闭，自助区照常开放。"),
    ),
    card=False,
    trouble="暂时不能打印，取号请到咨询台。\n网络中断，您提交的内容会保存在本机，恢复后自动上传。",
    languages=languages(),
    shortcuts=(Choice("apply", "办理事项", icon="apply"), Choice("number", "取号排队", icon="ticket")),
)
WAITING = kinds.AttractPage(
    "青石街道社区服务中心",
    back=False,
    cancel=False,
    hours="今天办公时间 09:00–12:00、14:00–17:00",
    notices=(
        NoticeText("重阳节敬老活动", "周三上午，社区医生在二楼为六十岁以上老人免费量血压、查视力。", draw_poster()),
    ),
    languages=languages(),
    shortcuts=ATTRACT.shortcuts,
    waiting="现在等候的人",
    waits=(
        ListRow("综合受理", "3人，约12分钟"),
        ListRow("社会保障", "1人，约4分钟"),
        ListRow("医疗保险", "5人，约25分钟"),
    ),
)
