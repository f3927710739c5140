"""A technician's journeys: through the hidden gesture to the technician's pages."""

from demo.guide import Tour

_AT_FIRST, _OWN = "000000", "271828"


def visit(tour: Tour) -> None:
    enter_first(tour)
    look_at_devices(tour)
    test(tour)
    put_out_of_service(tour)


def enter_first(tour: Tour) -> None:
    """Changes the initial PIN."""
    robot = tour.robot
    enter_gesture(tour)
    tour.picture("technician-pin", "技术员：输入密码")
    robot.type(_AT_FIRST)
    robot.go("action", "MessagePage")
    robot.go("", "PinPage")
    for _ in range(2):
        robot.type(_OWN)
        robot.wait_past(robot.tap("action"))
    robot.go("", "ListPage")
    tour.picture("technician", "技术员：各项功能")


def enter_gesture(tour: Tour) -> None:
    """Makes the hidden gesture: the upper left corner, then the lower right one, each held for two seconds."""
    robot = tour.robot
    width, height = robot.display.size
    robot.display.hold(20, 20)
    robot.display.hold(width - 20, height - 20)
    robot.wait_for("PinPage")


def look_at_devices(tour: Tour) -> None:
    robot = tour.robot
    robot.go("devices", "ListPage")
    tour.picture("devices", "技术员：设备状态")
    robot.go("dispenser", "GuidePage")
    tour.picture("device", "技术员：一台设备的状态、测试与计数")
    robot.go("back", "ListPage")
    robot.go("back", "ListPage")
    robot.go("machine", "GuidePage")
    tour.picture("machine", "技术员：本机")
    robot.go("back", "ListPage")
    robot.go("outbox", "ListPage")
    tour.picture("outbox", "技术员：待发送内容")
    robot.go("back", "ListPage")
    robot.go("setup", "ListPage")
    tour.picture("setup", "技术员：设置")
    robot.go("back", "ListPage")
    robot.go("keys", "ListPage")
    tour.picture("keys", "技术员：密码和卡")
    robot.go("back", "ListPage")


def test(tour: Tour) -> None:
    robot = tour.robot
    robot.go("checks", "ListPage")
    tour.picture("tests", "技术员：测试")
    robot.go("trial:touch", "TrialPage")
    tour.picture("touch", "技术员：触摸测试")
    robot.go("failed", "ListPage")
    robot.go("all", "ListPage", within=20)
    tour.picture("all-tested", "技术员：全部设备的测试结果")
    tour.keep_paper("readiness", "打印的就绪单")
    robot.go("go_on", "ListPage")
    robot.go("back", "ListPage")


def put_out_of_service(tour: Tour) -> None:
    """Turns maintenance on, looks at the residents' page, and turns it off."""
    robot = tour.robot
    robot.go("mode", "MessagePage")
    tour.picture("mode", "技术员：服务状态")
    robot.go("maintenance", "FormPage")
    robot.go("action", "MessagePage")
    robot.go("back", "ListPage")
    robot.go("back", "OutOfServicePage")
    tour.picture("out-of-service", "暂停服务：请到窗口办理")
    enter_gesture(tour)
    robot.type(_OWN)
    robot.go("action", "ListPage")
    robot.go("mode", "MessagePage")
    robot.go("open", "MessagePage")
    robot.go("back", "ListPage")
    robot.go("back", "AttractPage")
