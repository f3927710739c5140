"""Documents to try a printer with. All in them is invented; each shows what a printer finds hard."""

from devices.documents import Align, Document, Feed, Line, Pair, Qr, Rule


def sample_ticket() -> Document:
    """Returns a queue number."""
    return Document(
        "sample ticket",
        (
            Line("某某社区公共服务中心", align=Align.CENTER),
            Line("A001", size=6, bold=True, align=Align.CENTER),
            Line("社会保险", size=2, align=Align.CENTER),
            Line("样张 · 不能叫号", bold=True, align=Align.CENTER),
            Rule(),
            Pair("取号时间", "2026-01-05 09:30"),
            Pair("前面等候", "3 人"),
            Pair("预计等候", "约 12 分钟"),
            Pair("办理区域", "一楼东区"),
            Rule(),
            Qr("https://example.org/t/A001"),
            Feed(),
        ),
    )


def sample_receipt() -> Document:
    """Returns a case's receipt, with a name whose characters have no two-byte code in GB18030."""
    return Document(
        "sample receipt",
        (
            Line("某某社区公共服务中心", align=Align.CENTER),
            Line("受理回执（样张）", size=2, bold=True, align=Align.CENTER),
            Rule(),
            Pair("事项", "居民养老参保登记"),
            Pair("申请人", "王䶮㐂"),
            Pair("办件编号", "0000-0000-0000"),
            Pair("费用", "¥0.00"),
            Line("请妥善保管本回执，凭办件编号和身份证号码后四位可查询办理进度。Keep this slip: it shows how to ask."),
            Rule(),
            Qr("https://example.org/c/0000-0000-0000"),
            Feed(),
        ),
    )


SAMPLES = {"ticket": sample_ticket, "receipt": sample_receipt}
