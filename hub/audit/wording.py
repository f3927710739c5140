"""Chinese wording of the audit log's actions and subjects, which are stored in English."""

import json
from collections.abc import Mapping

from django.apps import apps

from hub.audit.models import AuditEntry

_EVENTS: Mapping[str, str] = {
    "accept row": "认可被改动的数据",
    "acknowledge alarm": "确认告警",
    "add key": "新增部门密钥",
    "add kiosk": "登记终端",
    "answer": "答复",
    "ask correction": "申请更正",
    "ask question": "提出咨询",
    "assess": "自评配置",
    "assign owner": "指定事项责任人",
    "assigned case": "分派任务",
    "back up": "备份",
    "bind kiosk": "绑定终端证书",
    "book appointment": "预约",
    "begin epoch": "数据纪元开始",
    "bring back ticket": "过号返回",
    "call ticket": "叫号",
    "cancel appointment": "取消预约",
    "change password": "修改密码",
    "check in": "预约报到",
    "close finding": "核查安全告警",
    "close day": "日终关闭",
    "close window": "离岗",
    "correction accepted": "予以更正",
    "correction refused": "不予更正",
    "department case": "部门系统往来",
    "detach audit month": "移出审计月份",
    "enrol kiosk": "终端登记",
    "export figures": "导出统计",
    "export reviews": "导出评价",
    "fail second factor": "第二重验证失败",
    "fail to log in": "登录失败",
    "fail to sign on": "统一身份登录失败",
    "fail to prove": "未能证明归本人所有",
    "find appointments": "查找预约",
    "find cases": "查找办件",
    "find number": "查找持有的号票",
    "give back number": "退号",
    "find groups": "查找所属人群",
    "forget second factor": "清除第二重验证",
    "give consent": "给予同意",
    "give mandate": "登记委托",
    "give review": "评价",
    "handed_on case": "移交办件",
    "handed_over case": "转交区域",
    "held ticket": "挂起号票",
    "import catalogue": "导入事项目录",
    "import residents": "导入居民",
    "issue ticket": "人工发号",
    "lock kiosk": "停用终端",
    "log in": "登录",
    "log out": "退出",
    "look at case": "查看办件",
    "look up caller": "查询来电人",
    "look up organisation": "查询单位",
    "look up resident": "查询居民",
    "maintenance kiosk": "终端维护",
    "make administrator": "设立管理员",
    "make enrolment code": "生成终端登记码",
    "make set-up code": "生成首次设置码",
    "mark request declined": "服务申请无法提供",
    "mark request done": "服务申请已办妥",
    "mark request taken": "承接服务申请",
    "missed ticket": "过号",
    "move appointment": "预约改期",
    "moved case": "办件状态变更",
    "notice_begun case": "公示开始",
    "notice_ended case": "公示结束",
    "open window": "上岗",
    "overdue case": "办件超期上报",
    "paper_received case": "收到材料",
    "pass second factor": "通过第二重验证",
    "publish notice": "发布通知",
    "purge": "清除到期数据",
    "put_back ticket": "退回队列",
    "raise finding": "安全告警",
    "read answers": "查阅答复",
    "read case": "查阅办件个人信息",
    "read consents": "查阅授权",
    "read corrections": "查阅更正申请",
    "read facts": "查阅居民信息",
    "read mandates": "查阅委托",
    "read own case": "本人查阅办件",
    "read questions": "查阅咨询",
    "read requests": "查阅服务申请",
    "read reviews": "查阅评价",
    "read telephone numbers": "查阅电话号码",
    "read token": "识别电子凭证",
    "recall ticket": "重呼",
    "refresh kiosk": "终端重新获取目录",
    "renew kiosk": "更换终端令牌",
    "renew secret": "更换签名密钥",
    "request service": "申请便民服务",
    "restore": "恢复备份",
    "revoke key": "停用部门密钥",
    "revoke kiosk": "停用终端令牌",
    "revoke mandate": "终止委托",
    "rotate keys": "更换密钥",
    "seed catalogue": "装入初始事项目录",
    "send again": "重新发送",
    "send case": "发送至部门系统",
    "send up review": "评价超期上报",
    "served ticket": "办结号票",
    "set password": "为他人设置密码",
    "set up second factor": "设置第二重验证",
    "set-up step": "完成设置步骤",
    "skip set-up step": "跳过设置步骤",
    "take back number": "取回回退前的号码",
    "take late number": "跨日补报号码",
    "take question": "记录咨询",
    "take up epoch": "终端核对数据纪元",
    "sign on": "统一身份登录",
    "task_done case": "任务办妥",
    "task_left_out case": "环节免办",
    "task_opened case": "交办任务",
    "transferred ticket": "转移号票",
    "try too often": "尝试过多",
    "unlock": "解除锁定",
    "rotate token": "更换终端令牌",
    "tell appointment moved": "告知预约改期",
    "unlock kiosk": "恢复终端服务",
    "verify trail": "核验审计记录",
    "withdraw own case": "撤回本人办件",
    "withdraw consent": "撤回同意",
    "withdraw notice": "撤回通知",
}
_GROUNDS = {
    "case": "办件",
    "ticket": "号票",
    "question": "咨询",
    "appointment": "预约",
    "item": "受理事项",
    "words": "说明",
}
_ON_ADMINS_PAGES = {"add": "新增", "change": "修改", "delete": "删除"}


def in_chinese(action: str) -> str:
    """Returns what was done; an action that has no Chinese stays as it is."""
    if action in _EVENTS:
        return _EVENTS[action]
    verb, _space, noun = action.partition(" ")
    if verb not in _ON_ADMINS_PAGES:
        return action
    names = (str(model._meta.verbose_name) for model in apps.get_models() if model._meta.model_name == noun)
    name = next(names, "")
    return f"{_ON_ADMINS_PAGES[verb]}{name}" if name else action


def ground_in_chinese(entry: AuditEntry) -> str:
    """Returns why somebody was looked up: a row, or the words that were typed; empty for other entries."""
    ground = str(json.loads(entry.detail or "{}").get("ground", ""))
    kind, _space, name = ground.partition(" ")
    return f"{_GROUNDS[kind]} {name}" if kind in _GROUNDS and name else ground


def list_events() -> list[tuple[str, str]]:
    """All that has a name of its own, for choosing."""
    return sorted(_EVENTS.items(), key=lambda pair: pair[1])
