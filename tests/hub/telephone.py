"""A resident's telephone: opens a kiosk's link, and sends files in pieces, as the page does."""

import io
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.test import Client
from PIL import Image, ImageDraw

PIECE = 256 * 1024  # bytes


@dataclass
class Telephone:
    url: str
    client: Client = field(default_factory=Client)

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    def opens(self, language: str = "") -> Any:
        return self.client.get(self.path + (f"?language={language}" if language else ""))

    def sends_piece(self, paper: int, upload: UUID, content: bytes, offset: int, size: int) -> Any:
        return self.client.put(
            f"{self.path}{paper}/{upload}?offset={offset}&size={size}", content, "application/octet-stream"
        )

    def sends(self, paper: int, content: bytes) -> Any:
        """Returns the answer to the last piece."""
        upload, offset = uuid4(), 0
        while True:
            answer = self.sends_piece(paper, upload, content[offset : offset + PIECE], offset, len(content))
            offset += PIECE
            if answer.status_code != 200 or offset >= len(content):
                return answer


def a_photograph(words: str = "户口簿", size: tuple[int, int] = (600, 800), kind: str = "JPEG") -> bytes:
    """Returns one that says where it was taken."""
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).text((20, 20), words.encode("unicode_escape").decode(), fill="black")
    exif = Image.Exif()
    exif[0x010E], exif[0x8825] = "taken at home", {1: "N", 2: (39.9, 0.0, 0.0)}
    out = io.BytesIO()
    picture.save(out, kind, **({"exif": exif} if kind == "JPEG" else {}))
    return out.getvalue()


def a_pdf(pages: int) -> bytes:
    sheets = [Image.new("RGB", (300, 400), (255, 60 * (page % 4), 8 * page)) for page in range(pages)]
    out = io.BytesIO()
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:])
    return out.getvalue()


def pdf_of(*objects: str) -> bytes:
    """Returns a PDF of these objects, the first its catalogue, whatever they say."""
    body, places = b"%PDF-1.4\n", []
    for number, words in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{words}\nendobj\n".encode()
    table = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n" + "".join(f"{at:010d} 00000 n \n" for at in places)
    end = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + table.encode() + end.encode()


def a_pdf_of_endless_work(levels: int = 11) -> bytes:
    """Returns a page that draws a form ten times, which draws another ten times, and so on."""
    forms = []
    for level in range(levels):
        drawn = "/F Do " * 10 if level < levels - 1 else "0 0 1 1 re f " * 10
        next_form = f"/XObject << /F {7 + level} 0 R >>" if level < levels - 1 else ""
        forms.append(
            f"<< /Type /XObject /Subtype /Form /BBox [0 0 100 100] /Resources << {next_form} >> /Length {len(drawn)} >>"
            f"\nstream\n{drawn}\nendstream"
        )
    return pdf_of(
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 4 0 R /Resources 5 0 R >>",
        "<< /Length 6 >>\nstream\n/F Do \nendstream",
        "<< /XObject << /F 6 0 R >> >>",
        *forms,
    )


def a_pdf_in_a_circle() -> bytes:
    """Returns one whose pages lead back to themselves."""
    return pdf_of(
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 /Parent 3 0 R >>",
        "<< /Type /Pages /Kids [2 0 R] /Count 1 /Parent 2 0 R >>",
    )
