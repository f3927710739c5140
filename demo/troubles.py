"""Faults, and what the resident is told: journeys of the tour."""

from demo.guide import Tour
from demo.journeys import AID

_REPORT = "992900100000"  # 网格事件、诉求, for which no card is needed


def refused_card(tour: Tour) -> None:
    robot = tour.robot
    robot.go("begin", "MenuPage")
    robot.go("apply", "BrowsePage")
    robot.type("lsjz")
    robot.go(AID, "GuidePage")
    robot.go("action", "CardPage")
    tour.reader("place", card="expired")
    robot.wait_for("MessagePage")
    tour.picture("expired-card", "证件已过有效期")
    tour.reader("lift")
    robot.tap("")
    robot.wait_for("CardPage")
    robot.go("cancel", "AttractPage")


def without_paper(tour: Tour) -> None:
    robot = tour.robot
    robot.go("begin", "MenuPage")
    robot.go("number", "MenuPage")
    tour.dispenser("fault", name="paper_out")
    tour.printer("left", mm=20)
    robot.go("general", "MessagePage", within=20)
    tour.picture("not-printed", "打印失败：号码作废，请到窗口")
    robot.tap("")
    robot.wait_for("MenuPage")
    robot.wait_until_off("number")
    tour.picture("out-of-paper", "缺纸：取号停用，其余照常")
    tour.printer("refill")
    tour.dispenser("clear")
    robot.go("cancel", "AttractPage")


def without_reader(tour: Tour) -> None:
    robot = tour.robot
    tour.reader("unplug")
    robot.wait_for("AttractPage")
    robot.wait_for_text("本机暂时不能刷证件，请到窗口办理。")
    tour.picture("attract-trouble", "待机页：有设备停用时，用平常的话告诉居民")
    robot.go("begin", "MenuPage")
    robot.go("apply", "BrowsePage")
    robot.type("lsjz")
    robot.go(AID, "GuidePage")
    tour.picture("no-reader", "读卡器停用：说明原因")
    tour.reader("plug")
    robot.go("cancel", "AttractPage")


def while_away(tour: Tour) -> None:
    robot = tour.robot
    robot.go("begin", "MenuPage")
    robot.go("apply", "BrowsePage")
    robot.type("wgsj")
    robot.go(_REPORT, "GuidePage")
    robot.go("action", "FormPage")
    fill_report(tour)
    tour.silence_hub()
    robot.finish_form()
    outcome = robot.go("action", "OutcomePage")
    robot.wait_past(outcome, within=20)
    tour.picture("kept-here", "网络中断：办件保存在本机，恢复后自动发送")
    tour.keep_paper("receipt-kept", "网络中断时的回执")
    robot.go("more", "MenuPage")
    robot.go("number", "MenuPage")
    robot.go("general", "BusyPage")
    tour.picture("busy", "请稍候：正在为您取号")
    robot.wait_for("TakePage", within=20)
    tour.dispenser("take_ticket")
    robot.wait_for("OutcomePage")
    tour.picture("own-number", "网络中断：本机号段的号码")
    tour.keep_paper("ticket-own", "网络中断时的号票")
    tour.wake_hub()
    robot.go("more", "MenuPage")


def fill_report(tour: Tour) -> None:
    robot = tour.robot
    robot.tap("facility")
    robot.type("xingfulu")
    robot.tap("key_candidate_0")
    robot.next_field()
    robot.tap("key_today")
    robot.type("ludengbuliang")
    robot.tap("key_candidate_0")


def linger(tour: Tour) -> None:
    """Waits for the idle warning, and taps the button to continue."""
    robot = tour.robot
    robot.wait_for_warning(within=90)
    tour.picture("idle", "长时间无人操作：倒计时提醒")
    robot.tap("continue")
    robot.go("cancel", "AttractPage")
