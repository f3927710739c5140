from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from hub.display.wordings import build_wordings
from hub.kiosks.models import Site
from languages.registry import DEFAULT, LOCALES, SOURCE

_TAGS = (DEFAULT, SOURCE)  # a board has room for two
_SOUNDS = (".mp3", ".ogg", ".wav")


@require_safe
def board(request: HttpRequest, site: str) -> HttpResponse:
    """Returns the page that a screen in the hall shows."""
    row = get_object_or_404(Site, code=site)
    context = {
        "site": row,
        "name": str(row),
        "names": [row.name.root[tag] for tag in _TAGS[1:] if tag in row.name.root],
        "locales": _TAGS,
        "lang": LOCALES[DEFAULT].regional,
        "wordings": build_wordings(DEFAULT),
        "second": build_wordings(SOURCE),
    }
    return render(request, "display/board.html", context)


@require_safe
def clips(request: HttpRequest) -> HttpResponse:
    """Returns the recorded words there are, by name: `please`, `to`, `window`, digits and capital letters."""
    return JsonResponse({name: f"clips/{name}" for name in sorted(_clips())})


@require_safe
def clip(request: HttpRequest, name: str) -> FileResponse:
    file = _clips().get(name)
    if file is None:
        raise Http404
    return FileResponse(file.open("rb"))


def _clips() -> dict[str, Path]:
    """Returns the site's own recordings, in the folder HUB_VOICE."""
    folder: Path | None = settings.HUB_VOICE
    if folder is None or not folder.is_dir():
        return {}
    return {path.stem: path for path in sorted(folder.iterdir()) if path.suffix in _SOUNDS}
