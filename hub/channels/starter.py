"""A first directory, marked as samples for a site to replace. What is there already stays as it is."""

from hub.catalogue.areas import ROOT
from hub.channels.models import Entry

_ENTRIES = (
    {
        "kind": "convenience",
        "name_zh": "助老餐厅",
        "name_en": "Meals for the elderly",
        "about_zh": "为60岁及以上居民提供午餐和晚餐，行动不便的可以送餐上门。",
        "about_en": "Lunch and supper for residents of 60 and over; brought home to those who cannot come.",
        "place_zh": "社区服务中心一层",
        "place_en": "Ground floor of the community service centre",
        "hours_zh": "每天 11:00—13:00、17:00—18:30",
        "hours_en": "Daily 11:00–13:00 and 17:00–18:30",
    },
    {
        "kind": "convenience",
        "name_zh": "家电维修、开锁、疏通管道",
        "name_en": "Repairs, locks and drains",
        "about_zh": "由经社区登记的师傅上门，价格在中心公示。",
        "about_en": "Workers registered with the community come to your home; prices are posted in the centre.",
        "place_zh": "上门服务",
        "place_en": "At your home",
        "hours_zh": "每天 8:00—20:00",
        "hours_en": "Daily 8:00–20:00",
    },
    {
        "kind": "volunteering",
        "name_zh": "陪伴独居老人",
        "name_en": "Company for those who live alone",
        "about_zh": "每周探望一次，聊天、读报、代买日用品。可以报名参加，也可以申请探望。",
        "about_en": "A visit each week to talk, read and shop. Offer your help here, or ask for a visit.",
        "place_zh": "本社区",
        "place_en": "In this community",
        "hours_zh": "时间由双方商定",
        "hours_en": "As both agree",
    },
    {
        "kind": "volunteering",
        "name_zh": "教老年人使用手机",
        "name_en": "Help with mobile phones",
        "about_zh": "志愿者一对一讲解，不收费。可以报名参加，也可以申请学习。",
        "about_en": "One volunteer to one learner, free of charge. Offer your help here, or ask to learn.",
        "place_zh": "社区服务中心二层活动室",
        "place_en": "Activity room, first floor of the centre",
        "hours_zh": "每周六 9:00—11:00",
        "hours_en": "Saturdays 9:00–11:00",
    },
)


def seed_directory() -> None:
    """Into an empty directory, and no other."""
    if not Entry.objects.exists():
        rows = (Entry(area_id=ROOT, illustrative=True, position=place, **row) for place, row in enumerate(_ENTRIES))
        Entry.objects.bulk_create(rows)
