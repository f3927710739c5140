"""The search's table of pinyin is what pypinyin reads."""

from tools.pinyin_table import TABLE, build_table


def test_the_table_is_as_it_would_be_written_now() -> None:
    assert TABLE.read_text("utf-8") == build_table()
