"""Papers of a case: from a telephone, for which the kiosk opens the way for one visit, or from the kiosk itself."""

from typing import Any
from uuid import UUID, uuid4

from pydantic import AwareDatetime, SerializerFunctionWrapHandler, model_serializer
from pydantic import Field as Bound

from contract.cases import CaseSearch
from contract.text import Message, Personal, Text

UPLOAD_MINUTES = 10  # for that long a link takes files
LARGEST_FILE = 20_000_000  # bytes
UPLOAD_TYPES = ("image/jpeg", "image/png", "image/webp", "application/pdf")


class UploadOpening(Message):
    """Opens the way for the papers of an item. The kiosk makes `id`; opened again, the link before it ends."""

    id: UUID
    item: str = Bound(max_length=40)
    item_version: int
    locale: str = Bound(max_length=20)


class SupplementOpening(CaseSearch):
    """The same for the papers that a case lacks, for one who has shown that it is theirs."""

    id: UUID
    locale: str = Bound(max_length=20)


class UploadPaper(Message):
    """A paper that may be sent, and how many pages of it have come. `position`: among all of the item, or of what the
    case lacked. `licence`: the city's licence service can give it now. `files`: the ids of the pages, where they are
    the answer to a field."""

    position: int
    name: Text
    pages: int = 0
    licence: bool = False
    files: tuple[UUID, ...] = ()

    @model_serializer(mode="wrap")
    def _without_no_files(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leaves out `files` where there are none: a kiosk of an earlier release does not know them."""
        values: dict[str, Any] = dump(self)
        return {name: value for name, value in values.items() if value or name != "files"}


class FilePiece(Personal):
    """A part of a file that the kiosk itself has, from `offset` on. `file`: its id, the kiosk's own; `content`: Base64.

    Sent again it changes nothing.
    """

    file: UUID
    position: int = Bound(ge=0, le=1000)
    size: int = Bound(ge=0)
    offset: int = Bound(ge=0)
    content: str = Bound(max_length=700_000)


class KeptPiece(FilePiece):
    """A part of a file that the kiosk kept when the case was handed in, with whose submission's `upload` it goes.

    `id`: `make_piece_id` of the file and the offset.
    """

    id: UUID
    upload: UUID


_OFFSET_BYTES = 4


def make_kept_file_id() -> UUID:
    """Returns one with room for an offset at its end."""
    return UUID(bytes=uuid4().bytes[:-_OFFSET_BYTES] + bytes(_OFFSET_BYTES))


def make_piece_id(file: UUID, offset: int) -> UUID:
    return UUID(bytes=file.bytes[:-_OFFSET_BYTES] + offset.to_bytes(_OFFSET_BYTES))


def split_piece_id(piece: UUID) -> tuple[UUID, int]:
    """Returns the file, and the offset in it."""
    raw = piece.bytes
    file, offset = raw[:-_OFFSET_BYTES] + bytes(_OFFSET_BYTES), raw[-_OFFSET_BYTES:]
    return UUID(bytes=file), int.from_bytes(offset)


class FileReceived(Message):
    """Where the hub stands: how many bytes of the file it has, and whether it is taken."""

    offset: int
    done: bool


class UploadLink(Message):
    """`url`: what the telephone opens; empty where this hub has no address for telephones."""

    url: str
    until: AwareDatetime
    papers: tuple[UploadPaper, ...]


class UploadProgress(Message):
    """`files`: the ids of the pages, for the submission."""

    open: bool
    papers: tuple[UploadPaper, ...]
    files: tuple[UUID, ...]
