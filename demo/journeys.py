"""Residents' journeys without trouble: one function each, as a list of steps."""

from datetime import timedelta

from demo.guide import Tour
from kiosk import clock
from languages.registry import SOURCE

AID = "991100300000"  # 临时救助, which has every kind of field


def begin(tour: Tour) -> None:
    tour.robot.wait_for("AttractPage")
    tour.wait_until_served()
    tour.picture("attract", "待机页：地点、日期时间、通知")
    tour.robot.go("begin", "MenuPage")
    tour.picture("menu", "主菜单")


def find_by_letters(tour: Tour) -> None:
    robot = tour.robot
    robot.go("apply", "BrowsePage")
    tour.picture("browse-theme", "办理事项：按主题")
    robot.tap("by_1")
    tour.picture("browse-department", "办理事项：按部门")
    robot.type("lsjz")
    tour.picture("browse-letters", "办理事项：输入拼音首字母")
    robot.go(AID, "GuidePage")
    tour.picture("guide", "办事指南：条件、材料、时限、费用、结果、咨询、投诉")


def identify(tour: Tour) -> None:
    robot = tour.robot
    card_page = robot.go("action", "CardPage")
    tour.picture("card", "请放身份证")
    tour.reader("fault", name="wrong_checksum")
    tour.place_card()
    robot.wait_past(card_page)
    tour.picture("card-again", "没有读好：请重新放卡")
    tour.reader("clear")
    tour.reader("lift")
    tour.place_card()
    robot.wait_for("FormPage")


def give_phone(tour: Tour) -> None:
    """Types a telephone number, for a resident unknown to the hub."""
    robot = tour.robot
    tour.picture("form", "表单：证件上的内容已填好，并注明来源")
    robot.type("1380013800")
    tour.picture("form-phone", "表单：数字键盘")
    robot.type("0")  # a number that is whole leads on


def fill_in(tour: Tour) -> None:
    robot = tour.robot
    robot.wait_until_ready("illness")
    tour.picture("form-choice", "表单：选择")
    robot.tap("illness")
    day = f"{clock.now() - timedelta(days=20):%Y%m%d}"
    robot.type(day[:-1])
    tour.picture("form-date", "表单：日期")
    robot.type(day[-1])
    robot.wait_until_ready("key_y")
    robot.type("yinbingzhuyuan")
    tour.picture("form-pinyin", "表单：拼音输入")
    robot.tap("key_candidate_0")
    robot.next_field()
    robot.type("3000")
    robot.next_field()
    robot.tap("no")
    robot.type("6222021234567890128")
    robot.next_field()
    robot.type("gongshangyinhang")
    robot.tap("key_candidate_0")


def hand_in(tour: Tour) -> None:
    robot = tour.robot
    robot.finish_form()
    tour.picture("review", "核对填写内容，声明属实后提交")
    message_page = robot.go("action", "MessagePage")
    tour.picture("remember", "记住这些信息，下次自动填写？")
    robot.tap("yes")
    robot.wait_past(message_page)
    robot.wait_for("MessagePage")
    tour.picture("remember-sensitive", "敏感信息须单独同意")
    handed_in = robot.go("yes", "OutcomePage", within=20)
    robot.wait_past(handed_in, within=20)
    tour.picture("submitted", "已提交：编号与二维码")
    tour.keep_paper("receipt", "打印的回执")


def take_card(tour: Tour) -> None:
    robot = tour.robot
    robot.go("finish", "TakePage")
    tour.picture("take-card", "请取回证件")
    tour.reader("lift")
    robot.wait_for("AttractPage")


def take_number(tour: Tour) -> None:
    robot = tour.robot
    robot.go("begin", "MenuPage")
    robot.go("number", "MenuPage")
    tour.picture("services", "取号：选择业务")
    robot.go("/first", "MenuPage")
    tour.picture("priority", "取号：优先的理由")
    robot.go("back", "MenuPage")
    robot.go("/several", "FormPage")
    tour.picture("several", "取号：一个号办理多项业务")
    robot.go("back", "MenuPage")
    robot.go("/appointments", "MenuPage")
    tour.picture("appointments", "预约：签到，或预约时间")
    robot.go("back", "MenuPage")
    take_ticket(tour, "general")
    robot.wait_for("OutcomePage")
    tour.picture("number", "取号：号票已取走，号码有效")
    tour.keep_paper("ticket", "打印的号票")
    robot.go("more", "MenuPage")


def take_ticket(tour: Tour, service: str) -> None:
    """Takes the ticket from the dispenser's exit slot."""
    tour.robot.go(service, "TakePage", within=20)
    tour.picture("take-ticket", "取号机：请取走号票")
    tour.dispenser("take_ticket")


def track(tour: Tour) -> None:
    robot = tour.robot
    robot.go("track", "CardPage")
    tour.picture("track-card", "查进度：放身份证，或输入编号")
    robot.go("number", "FormPage")
    tour.picture("track-number", "查进度：编号加证件后四位")
    robot.go("back", "CardPage")
    tour.place_card()
    cases = robot.wait_for("ListPage")
    tour.picture("cases", "我的办件，最近的在前")
    robot.go(next(t.key for t in cases.targets if t.key.count("-") == 2), "TimelinePage")
    tour.picture("timeline", "办理进度")
    robot.go("cancel", "TakePage")
    tour.reader("lift")
    robot.wait_for("AttractPage")


def read_guides(tour: Tour) -> None:
    robot = tour.robot
    robot.go("begin", "MenuPage")
    robot.go("guide", "BrowsePage")
    tour.picture("guides", "办事指南：全部事项")
    robot.go("cancel", "AttractPage")


def in_english(tour: Tour) -> None:
    robot = tour.robot
    robot.go(SOURCE, "MenuPage")
    tour.picture("english-menu", "英文界面：主菜单")
    robot.go("apply", "BrowsePage")
    robot.type("lsjz")
    robot.go(AID, "GuidePage")
    tour.picture("english-guide", "英文界面：办事指南")
    robot.go("cancel", "AttractPage")
