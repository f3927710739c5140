"""Notices and directory entries are taken with the names that earlier clients use."""

import pytest
from pydantic import ValidationError

from contract.desk import NewNotice

DAY = {"area": "city", "since": "2026-11-29"}


@pytest.mark.parametrize(
    "texts",
    [
        {"title": {"zh-Hans": "停水", "en": "No water"}, "body": {"zh-Hans": "明天"}},
        {"title_zh": "停水", "title_en": "No water", "body_zh": "明天", "body_en": ""},
    ],
)
def test_a_text_comes_by_locale_or_under_an_older_name_of_each_language(
    texts: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    notice = NewNotice.model_validate({**DAY, **texts})
    assert notice.title.root == {"zh-Hans": "停水", "en": "No water"}
    assert notice.body.root == {"zh-Hans": "明天"}
    assert ("older names" in caplog.text) == ("title_zh" in texts)


@pytest.mark.parametrize(
    "texts", [{}, {"title_zh": "停水"}, {"title_zh": "", "body_zh": ""}, {"title_xx": "x", "title": {}, "body": {}}]
)
def test_a_notice_without_wording_is_refused(texts: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        NewNotice.model_validate({**DAY, **texts})
