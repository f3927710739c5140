"""Sample pages of the items, without and with needs."""

from dataclasses import replace

from contract.search.index import Searchable, SearchIndex
from kiosk.pages import kinds
from kiosk.pages.page_parts import Choice, Grouping
from kiosk.pages.search_entries import CatalogueEntry

_NAMES = (
    ("最低生活保障", "zui di sheng huo bao zhang", "民政", "家庭人均收入低于当地标准"),
    ("特困人员供养", "te kun ren yuan gong yang", "民政", "无劳动能力、无收入、无赡养人"),
    ("临时救助", "lin shi jiu zhu", "民政", "突发困难的家庭和个人"),
    ("困难残疾人生活补贴", "kun nan can ji ren sheng huo bu tie", "民政", "享受低保的持证残疾人"),
    ("高龄津贴", "gao ling jin tie", "民政", "年满80周岁"),
    ("老年优待证", "lao nian you dai zheng", "民政", "年满60周岁"),
    ("居住证", "ju zhu zheng", "公安", "居住半年以上"),
    ("参保证明打印", "can bao zheng ming da yin", "人社", "参保人员"),
    ("养老资格认证", "yang lao zi ge ren zheng", "人社", "领取养老金人员"),
    ("失业登记", "shi ye deng ji", "人社", "劳动年龄内的无业人员"),
    ("公租房", "gong zu fang", "住建", "住房困难的低收入家庭"),
    ("法律援助", "fa lv yuan zhu", "司法", "经济困难的当事人"),
)
_DEPARTMENTS = ("民政", "公安", "人社", "住建", "司法", "医保", "残联", "公积金")
_THEMES = ("社会救助", "老年服务", "就业社保", "居住户籍", "住房", "法律服务")
_WAYS = (
    Choice("ask", "向工作人员提问", "以后可以在这里看答复", "edit"),
    Choice("number", "取号", "到窗口当面说", "ticket"),
    Choice("hotline", "拨打12345", "政务服务热线，全天都有人接", "phone"),
    Choice("help", "请人在这里帮您办", "帮办不收费", "people"),
)
BROWSE = kinds.BrowsePage(
    "办理事项",
    (
        Grouping("按主题", tuple(Choice(name, name) for name in _THEMES)),
        Grouping("按部门", tuple(Choice(name, name) for name in _DEPARTMENTS)),
    ),
    tuple(
        CatalogueEntry(str(at), name, who, pinyin, (department, _THEMES[at % len(_THEMES)]))
        for at, (name, pinyin, department, who) in enumerate(_NAMES)
    ),
    SearchIndex(Searchable(str(at), (name,), (), (pinyin,)) for at, (name, pinyin, *_) in enumerate(_NAMES)),
    ways=_WAYS,
)
_NEEDS = {
    "老人": "elder",
    "孩子": "child",
    "残疾": "disability",
    "看病": "health",
    "房子": "home",
    "工作": "work",
    "证件": "card",
    "困难救助": "heart",
}
_COMMON = {
    "高龄津贴": "八十岁以上的老人，每月领钱",
    "最低生活保障": "家里收入太低，每月领生活补助",
    "参保证明打印": "打印社保缴费证明，盖电子章",
    "养老资格认证": "领养老金的人每年认证一次，证明还健在",
}
BROWSE_NEEDS = replace(
    BROWSE,
    groupings=(
        Grouping("按需要", tuple(Choice(name, name, icon=icon) for name, icon in _NEEDS.items())),
        replace(BROWSE.groupings[1], label="更多：按部门"),
    ),
    entries=(
        CatalogueEntry(
            "100",
            "退休",
            "一件事一次办：养老资格认证、参保证明打印、老年优待证",
            "",
            ("老人",),
            "people",
            is_event=True,
        ),
        *(
            replace(entry, plain=_COMMON[entry.label], waiting="窗口：3人在等候，约12分钟", is_common=True)
            if entry.label in _COMMON
            else entry
            for entry in BROWSE.entries
        ),
    ),
)
