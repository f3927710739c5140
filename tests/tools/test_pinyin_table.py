"""The search's table of pinyin is what pypinyin reads."""


def test_the_table_is_as_it_would_be_written_now() -> None:
    from tools.pinyin_table import TABLE, build_table  # its dictionary takes half a second to load

    assert TABLE.read_text("utf-8") == build_table()
