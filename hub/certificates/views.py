"""/verify/: whether a receipt or a certificate is genuine, for anybody, and no more; and the keys to tell it without
this hub."""

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from contract.signed_codes import find_code, is_signed_by, parse_public_keys
from contract.sm2 import Sm2Error
from hub.certificates.document_key import DocumentKeyError, document_key
from hub.core.keys import Suite
from hub.core.public_signing import public_key

_LONGEST = 5000  # characters


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Shows whether a code is genuine. It comes in the body, so that it stands in no address and in no log."""
    typed = request.POST.get("code", "")[:_LONGEST] if request.method == "POST" else None
    context = {"asked": typed is not None, "genuine": typed is not None and is_genuine(typed)}
    response = render(request, "certificates/verify.html", context)
    response["Cache-Control"] = "no-store"
    return response


def is_genuine(typed: str) -> bool:
    """Returns whether this hub signed the code; of either algorithm, whatever it signs by now."""
    code = find_code(typed)
    try:
        return code is not None and is_signed_by(code, parse_public_keys(_public_keys()))
    except Sm2Error:
        return False


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Returns the public keys and the certificates of documents, as PEM, to be kept by those who verify papers."""
    try:
        certificates = b"".join(document_key().certificates).decode()
    except DocumentKeyError:
        certificates = ""
    response = HttpResponse(_public_keys() + certificates, content_type="application/x-pem-file")
    response["Content-Disposition"] = 'attachment; filename="hub-keys.pem"'
    return response


def _public_keys() -> str:
    """Returns the keys that this machine can use."""
    usable = []
    for suite in Suite:
        with suppress(Sm2Error):
            usable.append(public_key(suite))
    return "".join(usable)
