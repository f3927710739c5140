"""The pages by which a paper comes otherwise than by telephone, and an address with the places here."""

from dataclasses import replace
from typing import Any

from contract.catalogue import Item
from contract.places import KnownPlace, PlaceArea, PlaceBook
from contract.text import Text
from contract.uploads import UploadPaper
from kiosk.hub_link.usb_stick import StickFile
from kiosk.pages.kinds import FormPage, Page
from kiosk.visits import electronic_licence, papers, stick_papers

_LONG = "身份证正反面和户口簿首页及本人页的扫描件（第二次补充，请以这一份为准）.pdf"


def paper_pages(item: Item, upload: papers.PhoneUpload) -> dict[str, Page[Any]]:
    """Of the item with the longest names of papers."""
    name = max((paper.name for paper in item.papers), key=lambda text: len(text.in_locale("en")))
    paper = UploadPaper(position=0, name=name, licence=True)
    assert upload.link is not None
    licensed = tuple(each.model_copy(update={"licence": True}) for each in upload.link.papers)
    link = upload.link.model_copy(update={"papers": licensed})
    files = {str(at): StickFile(_LONG, "扫描的材料" if at % 2 else "", 19_900_000, 0.0) for at in range(9)}
    return {
        "licence": electronic_licence.consent_page(paper),
        "papers with licences": papers.papers_page(replace(upload, link=link), "Continue", licences=True),
        "files on a stick": stick_papers.files_page(paper, files),
        "no file on a stick": stick_papers.files_page(paper, {}),
    }


def with_places(page: FormPage) -> FormPage:
    """The same form where the kiosk has places to choose from."""
    book = PlaceBook(
        areas=(PlaceArea(code="city", name=Text.plain("全市")),), places=(KnownPlace(area="city", name="幸福里3号楼"),)
    )
    return replace(page, fields=tuple(replace(field, places=book) for field in page.fields))
