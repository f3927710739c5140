"""A first directory, marked as samples for a site to replace. What is there already stays as it is."""

from typing import Any

from hub.catalogue.areas import ROOT
from hub.catalogue.starter.wordings import starter_text
from hub.channels.models import Entry


def _entries() -> tuple[dict[str, Any], ...]:
    return (
        {
            "kind": "convenience",
            "name": starter_text("助老餐厅"),
            "about": starter_text("为60岁及以上居民提供午餐和晚餐，行动不便的可以送餐上门。"),
            "place": starter_text("社区服务中心一层"),
            "hours": starter_text("每天 11:00—13:00、17:00—18:30"),
        },
        {
            "kind": "convenience",
            "name": starter_text("家电维修、开锁、疏通管道"),
            "about": starter_text("由经社区登记的师傅上门，价格在中心公示。"),
            "place": starter_text("上门服务"),
            "hours": starter_text("每天 8:00—20:00"),
        },
        {
            "kind": "volunteering",
            "name": starter_text("陪伴独居老人"),
            "about": starter_text("每周探望一次，聊天、读报、代买日用品。可以报名参加，也可以申请探望。"),
            "place": starter_text("本社区"),
            "hours": starter_text("时间由双方商定"),
        },
        {
            "kind": "volunteering",
            "name": starter_text("教老年人使用手机"),
            "about": starter_text("志愿者一对一讲解，不收费。可以报名参加，也可以申请学习。"),
            "place": starter_text("社区服务中心二层活动室"),
            "hours": starter_text("每周六 9:00—11:00"),
        },
    )


def seed_directory() -> None:
    """Fills an empty directory, and no other."""
    if not Entry.objects.exists():
        rows = (Entry(area_id=ROOT, illustrative=True, position=place, **row) for place, row in enumerate(_entries()))
        Entry.objects.bulk_create(rows)
