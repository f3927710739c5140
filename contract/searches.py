"""What was searched for in vain: words alone, without numbers and names, and the day."""

import re
import unicodedata
from datetime import date
from uuid import UUID

from pydantic import Field, field_validator

from contract.text import DecodedText, Message

LONGEST = 24  # characters
# the commonest hundred, by the seventh census; most names that can be typed begin with one of them
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭"
    "陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    "張劉陳楊黃趙吳孫馬羅鄭謝許韓馮鄧蕭蔣葉蘇魏呂盧鐘譚陸賈韋鄒閆龍賀顧龔邵萬錢嚴湯"
)
_HAN = r"[\u3400-\u9fff]"
_NUMBER = re.compile(r"[0-9〇零一二三四五六七八九十]{4,}[xX]?|[0-9]+")
_TITLES = "先生|女士|小姐|师傅|师父|老师|大爷|大妈|奶奶|爷爷|阿姨|叔叔|主任|医生|书记|師傅|老師|爺爺|醫生|書記"
_TITLED = re.compile(f"[{_SURNAMES}]{_HAN}{{0,2}}(?:{_TITLES})")
_SELF = re.compile(f"(?:我叫|名叫|叫做|姓名[是:： ]?|名字[是:： ]?){_HAN}{{2,4}}")
_NAME = re.compile(f"[{_SURNAMES}]{_HAN}{{1,2}}")
_AROUND = " ,.;:!?，。；：！？、'\""


def clean_words(typed: str) -> str:
    """Returns the words without numbers and without what may be a name; "" where nothing is left to count.

    What is as short as a name and begins like one counts as one: better a word is lost than a name kept.
    """
    words = unicodedata.normalize("NFKC", typed).lower()
    for pattern in (_NUMBER, _SELF, _TITLED):
        words = pattern.sub(" ", words)
    words = " ".join(words.split()).strip(_AROUND)
    if _NAME.fullmatch(words) or not re.search(rf"{_HAN}|[a-z]{{2,}}", words):
        return ""
    return words[:LONGEST]


class UnfoundWords(Message):
    """Words that led to nothing. `day`: of the search, at the site; nothing finer, and nobody."""

    id: UUID
    words: DecodedText = Field(min_length=2, max_length=LONGEST)
    language: str  # tag of the language in which the page stood
    day: date

    @field_validator("words")
    @classmethod
    def _is_clean(cls, words: str) -> str:
        cleaned = clean_words(words)
        if len(cleaned) < 2:
            raise ValueError("no words are left")
        return cleaned
