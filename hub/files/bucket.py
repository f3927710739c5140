"""Sealed content in a bucket of an S3-compatible store, by django-storages. boto3 reads the store's address and the
credentials where every program that uses it does: AWS_ENDPOINT_URL_S3, AWS_ACCESS_KEY_ID, AWS_CA_BUNDLE and others."""

from functools import cache
from typing import IO, Any
from urllib.parse import urlsplit

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

_ERRORS = (BotoCoreError, Boto3Error, ClientError)
_PATIENCE = Config(
    connect_timeout=2,  # seconds
    read_timeout=5,
    retries={"total_max_attempts": 2},
    s3={"addressing_style": "path"},  # others than Amazon's have no name for each bucket
    request_checksum_calculation="when_required",  # nor its newer checksums
    response_checksum_validation="when_required",
)


class BucketStorage(S3Storage):  # type: ignore[misc]  # untyped
    """Raises OSError where the store is away or refuses, FileNotFoundError for what is not there."""

    def _save(self, name: str, content: IO[Any]) -> str:
        try:
            return str(super()._save(name, content))
        except _ERRORS as error:
            raise _away(error) from None

    def _open(self, name: str, mode: str = "rb") -> IO[Any]:
        try:
            file: IO[Any] = super()._open(name, mode)
            file.read()  # it is loaded with the first byte that is read
            file.seek(0)
        except _ERRORS as error:
            raise _away(error) from None
        return file

    def delete(self, name: str) -> None:
        try:
            super().delete(name)
        except _ERRORS as error:
            raise _away(error) from None

    def exists(self, name: str) -> bool:
        try:
            return bool(super().exists(name))
        except _ERRORS as error:
            raise _away(error) from None


@cache
def bucket_storage(url: str) -> BucketStorage:
    """Returns the storage of `s3://BUCKET/PREFIX`."""
    parts = urlsplit(url)
    return BucketStorage(
        bucket_name=parts.netloc, location=parts.path.strip("/"), client_config=_PATIENCE, file_overwrite=True
    )


def _away(error: Exception) -> OSError:
    """Returns what is raised in its place: its own text may quote an address of the store, which no answer tells."""
    return OSError(f"the store of files: {type(error).__name__}")
