"""The first line of a file of residents. A file without one has somebody's data there: no error repeats it."""

from collections.abc import Collection, Sequence

from hub.core.imports import UnreadableError
from hub.residents.import_columns import NEEDED


def check_header(names: Sequence[str], columns: Collection[str]) -> None:
    """Checks the header; a mistake is named by its place. Raises UnreadableError."""
    wrong = [place for place, name in enumerate(names, 1) if name not in columns or name in names[: place - 1]]
    missing = [name for name in NEEDED if name not in names]
    if not wrong and not missing:
        return
    places, may = ", ".join(map(str, wrong)), ", ".join(columns)
    parts = [f"第{places}列无法识别或重复 / columns {places} are unknown or repeated"] if wrong else []
    parts += [f"缺少列 / missing columns: {', '.join(missing)}"] if missing else []
    raise UnreadableError(f"{'; '.join(parts)}; 可以有 / there may be: {may}")
