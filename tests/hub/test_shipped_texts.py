"""What every hub has from the first day speaks each language of the starter catalogue; what was reworded stays."""

import pytest
from django.apps import apps

from contract.text import Text
from hub.catalogue.models import Area
from hub.kiosks.models import Site
from hub.residents.models import Purpose
from hub.setup.shipped_texts import complete_shipped_texts
from languages.registry import DEFAULT, LOCALES

pytestmark = pytest.mark.usefixtures("database")


def test_what_residents_consent_to_and_where_they_are_is_told_in_every_language() -> None:
    texts = [text for row in Purpose.objects.all() for text in (row.name, row.wording)]
    texts += [Area.objects.get(parent=None).name, Site.objects.earliest("pk").name]
    assert [set(text.root) for text in texts] == [set(LOCALES)] * len(texts)


def test_a_text_that_a_centre_has_reworded_stays_as_it_is() -> None:
    own = Text({DEFAULT: "只为办理您今天的事项保存。"})
    Purpose.objects.filter(code="service").update(wording=own)
    complete_shipped_texts(apps)
    assert Purpose.objects.get(code="service").wording == own
