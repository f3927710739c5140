"""Questions, reviews, and help nearby: journeys of the tour."""

from demo.guide import Tour


def rate(tour: Tour) -> None:
    """Goes from the last page of a case to the thanks for a bad grade."""
    robot = tour.robot
    robot.go("rate", "MenuPage")
    tour.picture("rating", "评价：五个等级，一次点击")
    robot.go("2", "FormPage")
    robot.tap("efficiency")
    tour.picture("rating-why", "评价：不满意的可以说明原因")
    robot.finish_form("MessagePage")
    tour.picture("rating-thanks", "评价：十五个工作日内答复")


def consult(tour: Tour) -> None:
    robot = tour.robot
    robot.go("begin", "MenuPage")
    robot.go("consult", "MenuPage")
    tour.picture("consult", "咨询与答复")
    robot.go("ask", "CardPage")
    tour.place_card()
    robot.wait_for("FormPage")
    robot.type("banlishijian")
    robot.tap("key_candidate_0")
    tour.picture("question", "咨询：写下问题")
    pieces = tour.printer("state")["pieces"]
    robot.finish_form("OutcomePage")
    tour.picture("question-taken", "咨询：凭编号查看答复")
    tour.keep_new_paper("question-slip", "打印的咨询编号", pieces)
    robot.go("more", "MenuPage")
    robot.go("consult", "MenuPage")
    robot.go("read", "MessagePage")
    tour.picture("agree", "是否接收与本人有关的通知")
    robot.go("yes", "ListPage")
    tour.picture("answers", "我的答复：咨询、评价与通知")
    robot.go("cancel", "TakePage")
    tour.reader("lift")
    robot.wait_for("AttractPage")


def look_nearby(tour: Tour) -> None:
    robot = tour.robot
    robot.go("begin", "MenuPage")
    entries = robot.go("directory", "ListPage")
    tour.picture("directory", "便民与志愿服务")
    robot.go(next(target.key for target in entries.targets if target.key.isdecimal()), "GuidePage")
    tour.picture("directory-entry", "便民服务：地点、时间、电话")
    robot.go("cancel", "AttractPage")
