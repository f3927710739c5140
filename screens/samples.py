"""Pages to look at: one or more of each kind, with invented people, for the gallery and the tests."""

# ruff: noqa: E501 - whole sentences
from dataclasses import replace
from typing import Any

from kiosk.pages import kinds, paper_kinds, technician_kinds
from kiosk.pages.page_parts import Choice, ListRow, TextSection, Tone, languages
from screens.sample_attract import ATTRACT, WAITING
from screens.sample_browse import BROWSE, BROWSE_NEEDS
from screens.sample_camera import CAMERA_PAGES
from screens.sample_form import ADDRESS, HOUSEHOLD, SIGNATURE, form, one_field

_LANGUAGES = languages()
_MENU = kinds.MenuPage(
    "青石街道社区服务中心",
    (
        Choice("apply", "办理事项", "刷身份证，填表即办", "apply"),
        Choice("ticket", "取号排队", "到窗口办理", "ticket", "打印机缺纸，请到咨询台取号"),
        Choice("track", "查询进度", "看看办到哪一步", "track"),
        Choice("guide", "办事指南", "条件、材料、时限", "guide"),
    ),
    languages=_LANGUAGES,
    back=False,
)
_MESSAGE = kinds.MessagePage(
    "没有打印出来",
    "排队号没有打印出来，已经作废，您没有在排队。请到咨询台，工作人员会帮您取号。",
    (Choice("menu", "返回首页", icon="home"), Choice("again", "再试一次", "如果您看到纸已装好")),
    tone=Tone.TROUBLE,
    back=False,
)
_GUIDE = kinds.GuidePage(
    "临时救助 · 办事指南",
    (
        TextSection("谁可以申请", ("因火灾、交通事故、突发重大疾病等原因，基本生活暂时出现严重困难的家庭或个人。",)),
        TextSection(
            "受理条件",
            (
                "1. 具有本街道户籍或持有本街道居住证；",
                "2. 家庭财产状况符合当地规定；",
                "3. 遭遇突发事件、意外伤害、重大疾病，或者因生活必需支出突然增加超出承受能力（医疗、教育等），导致基本生活出现严重困难。",
            ),
        ),
        TextSection(
            "需要的材料",
            (
                "身份证（本机读取，不用交复印件）",
                "户口簿原件",
                "困难原因的证明，如诊断书、事故认定书；没有的可以现场书面说明。",
            ),
        ),
        TextSection(
            "办理时限",
            (
                "法定时限：15个工作日",
                "承诺时限：10个工作日（示例，以当地公布为准）",
                "情况紧急的，先行救助，再补手续。",
            ),
        ),
        TextSection("收费与结果", ("不收费。", "审批通过后，救助金发放到您的银行账户。")),
        TextSection("办理地点和时间", ("青石街道社区服务中心 综合窗口3至6号", "工作日 9:00–12:00，13:30–17:00")),
        TextSection("咨询与投诉", ("咨询电话：0551-6000 1234", "投诉电话：12345")),
    ),
    action="开始办理",
    more=Choice("more", "更多说明", "办理步骤、法定时限、法律依据、投诉", "document"),
)
_CARD = kinds.CardPage(
    "请放身份证",
    "请把您的身份证平放在读卡区，读完之前不要移开。",
    alternatives=(Choice("code", "没带身份证？用查询码查询", icon="keyboard"),),
)


_ROWS = (
    ListRow("姓名", "张*", "来自身份证", full="张䶮"),
    ListRow("身份证号码", "110***********002X", "来自身份证", full="11010519491231002X"),
    ListRow("联系电话", "138****1234", "上次填写", "phone", full="13800001234"),
    ListRow("困难原因", "重大疾病", key="reason"),
    ListRow("发生日期", "2026年11月2日", key="day"),
    ListRow("申请金额", "5000.00元", key="amount"),
    ListRow("现住址", "青石街道梧桐路18号3幢502室", "来自身份证", "address"),
    ListRow("情况说明", "丈夫11月初突发脑梗住院，自费部分较多，孩子还在上学，家里暂时没有收入。", key="story"),
)
_CASES = (
    ListRow("临时救助", "7K4M-Q9XT-2VBC · 11月22日提交", "办理中", "a"),
    ListRow("居住证", "3F8P-MN2A-9TQH · 10月8日提交", "请补材料", "b", Tone.TROUBLE),
    ListRow("高龄津贴", "9XDE-44MK-7WAC · 6月3日提交", "已办结", "c", Tone.GOOD),
)
SAMPLES: dict[str, kinds.Page[Any]] = {
    "attract": ATTRACT,
    "attract_waiting": WAITING,
    "attract_starting": replace(ATTRACT, starting=12),
    "menu": _MENU,
    "browse": BROWSE,
    "browse by need": BROWSE_NEEDS,
    "browse results": replace(BROWSE, typed="补贴"),
    "browse nothing": replace(BROWSE, typed="飞机票"),
    "guide": _GUIDE,
    "guide_refused": kinds.GuidePage(
        "高龄津贴 · 办事指南",
        _GUIDE.sections[:2],
        "开始办理",
        why_not="这一事项需要年满80周岁。如有疑问，请到综合窗口咨询。",
    ),
    "card": _CARD,
    "card_problem": kinds.CardPage(
        "请放身份证", _CARD.text, problem="没有读到完整的信息，请把卡重新放一次。", alternatives=_CARD.alternatives
    ),
    "form_choice": form("reason"),
    "form_choices": form("needs"),
    "form_date": form("day", {"day": "请填写发生日期。"}),
    "form_phone": form("phone"),
    "form_money": form("amount"),
    "form_yes_no": form("dibao"),
    "form_text": form("address"),
    "form_long_text": form("story"),
    "form_address": one_field(ADDRESS),
    "form_household": one_field(HOUSEHOLD),
    "form_signature": one_field(SIGNATURE),
    "form_overview": form("phone", overview=True),
    "review": kinds.ReviewPage(
        "请核对",
        _ROWS,
        "内容属实，提交",
        ("提交即承诺：我填写的内容真实、完整。",),
        Choice("/save", "暂存，以后办", icon="list"),
    ),
    "statement": kinds.StatementPage(
        "承诺",
        (
            "本人承诺所填内容真实、完整，并授权民政部门核对家庭收入和财产状况。",
            "如有隐瞒或虚报，愿意退回已领取的救助金，并承担相应责任。",
            "您的个人信息只用于办理本事项，保存期限按档案管理规定执行。",
        ),
        "我已阅读并同意以上内容",
        "提交申请",
    ),
    "outcome": kinds.OutcomePage(
        "提交成功",
        "请把还缺的材料带到窗口。",
        "查询码",
        "7K4M-Q9XT-2VBC",
        qr="7K4M-Q9XT-2VBC",
        steps=(
            ListRow("请带", "户口簿、困难原因的证明、身份证"),
            ListRow("办理区域", "民政服务区"),
            ListRow("承诺办结", "2026年12月4日前"),
        ),
        rows=(ListRow("事项", "临时救助"), ListRow("提交时间", "2026年11月22日 10:43")),
        note="请取走回执。\n想看办到哪一步，请在本机点“查询进度”，用身份证或这个编号。",
        choices=(Choice("done", "完成"), Choice("print", "再打印一份")),
        paper="printer",
        back=False,
        cancel=False,
    ),
    "outcome_ticket": kinds.OutcomePage(
        "取号成功",
        "请到一楼综合服务区等候叫号",
        "您的号码",
        "A038",
        qr="A038",
        steps=(
            ListRow("前面还有", "6人"),
            ListRow("预计等候", "约25分钟"),
            ListRow("请备好", "身份证和办事材料"),
        ),
        rows=(ListRow("业务", "社会救助"),),
        choices=(Choice("done", "完成"),),
        paper="printer",
        back=False,
        cancel=False,
    ),
    "papers": paper_kinds.PapersPage(
        "您的材料",
        "请用手机扫描二维码拍下材料，或点一份材料选择别的办法。",
        (
            ListRow("", "户口簿（首页及本人页）", "已收到2页", tone=Tone.GOOD),
            ListRow("", "残疾人证", "可调取电子证照", key="1"),
            ListRow("", "住院费用清单", "还没有收到"),
            ListRow("", "家庭收入情况说明", "还没有收到"),
        ),
        "下一步",
        "https://hub.example.org/papers/PySgg0ZbN3cY1xQmW8rT5uKvJ2dLhEoA/",
        "二维码只供本次使用，10分钟内有效。",
    ),
    "papers_scanner": paper_kinds.PapersPage(
        "您的材料",
        "点按一份材料即可在本机提交，也可以稍后把材料交到窗口。",
        (
            ListRow("", "户口簿（首页及本人页）", "已在本机保存2份", tone=Tone.GOOD, key="0"),
            ListRow("", "住院费用清单", "还没有收到", key="1"),
            ListRow("", "家庭收入情况说明", "还没有收到", key="2"),
        ),
        "下一步",
    ),
    **CAMERA_PAGES,
    "message": _MESSAGE,
    "list": kinds.ListPage("我的办件", _CASES),
    "list_empty": kinds.ListPage("我的办件", (), "您名下还没有办件。可以在首页选择“办理事项”提交申请。"),
    "timeline": kinds.TimelinePage(
        "办理进度",
        (ListRow("事项", "临时救助"), ListRow("查询码", "7K4M-Q9XT-2VBC"), ListRow("承诺办结", "2026年12月4日前")),
        (
            ListRow("11月24日 09:12", "请补交住院费用清单，可直接交到综合窗口。", "请补材料", tone=Tone.TROUBLE),
            ListRow("11月23日 14:30", "入户走访已安排，工作人员会提前电话联系。", "办理中"),
            ListRow("11月22日 15:02", "材料齐全，符合受理条件。", "已受理", tone=Tone.GOOD),
            ListRow("11月22日 10:43", "在自助机提交。", "已提交"),
        ),
        action="打印进度单",
    ),
    "take_card": kinds.TakePage("请取走身份证", "请取走您的身份证，不要忘记。", "card", back=False, cancel=False),
    "take_paper": kinds.TakePage("请取走排队号", "您的号码在出纸口，请取走。", "paper", back=False, cancel=False),
    "cover": kinds.CoverPage(
        "请重新放好您的证件", "您填写的内容已经遮盖。放好证件后，从刚才的地方继续。", 20, back=False
    ),
    "busy": kinds.BusyPage("请稍候", "正在读取身份证，请不要移开。", back=False, cancel=False),
    "out_of_service": kinds.OutOfServicePage(
        "暂停服务", "自助机正在维护，请到综合窗口办理，工作人员会帮助您。", back=False, cancel=False
    ),
    "pin": technician_kinds.PinPage(
        "技术员", "请输入技术员密码。", "进入", problem="密码不对。连续输错5次后要等一段时间。", cancel=False
    ),
    "trial_touch": technician_kinds.TrialPage("触摸", "用手指划过每一格，直到全部变色。", "touch", cancel=False),
    "trial_colours": technician_kinds.TrialPage("颜色", "点一下看下一种颜色。", "colours", cancel=False),
    "trial_sound": technician_kinds.TrialPage("声音", "听到声音了吗？", "sound", cancel=False),
    "trial_keypad": technician_kinds.TrialPage("按键", "请按每一个键，屏幕上会显示它的名称。", "keypad", cancel=False),
    "outline": technician_kinds.OutlinePage(
        "屏幕尺寸", "把一张银行卡贴在屏幕上，用下面的按钮把框调到和卡一样大。", "一样大了", 268.0, cancel=False
    ),
}
