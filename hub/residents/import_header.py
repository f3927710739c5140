"""The first line of a file of residents. A file without one has somebody's data there: no error repeats it."""

from collections.abc import Sequence

from contract.forms import Form
from contract.text import Text, join_texts, text
from hub.core.table_files import UnreadableError, fold_heading
from hub.residents.import_columns import ALSO_CALLED, NEEDED
from languages.registry import SOURCE


class ResidentsHeader:
    """The columns that there may be: by their keys, by their labels in any language, and by other usual names."""

    def __init__(self, form: Form) -> None:
        self._labels = {field.key: field.label for field in form.fields}
        named = {
            fold_heading(word): key for key, label in reversed(self._labels.items()) for word in label.root.values()
        }
        others = {fold_heading(word): key for key, words in ALSO_CALLED.items() for word in words}
        self._keys = named | others | {fold_heading(key): key for key in self._labels}

    def find_column(self, name: str) -> str:
        """Returns the key of the column of that name; the name itself where it is no column's."""
        return self._keys.get(fold_heading(name), name)

    def check(self, names: Sequence[str]) -> None:
        """Checks the header; a mistake is named by its place. Raises UnreadableError."""
        wrong = [place for place, name in enumerate(names, 1) if name not in self._labels or name in names[: place - 1]]
        missing = [name for name in NEEDED if name not in names]
        if not wrong and not missing:
            return
        places = ", ".join(map(str, wrong))
        parts = [text("columns {places} are unknown or repeated", places=places)] if wrong else []
        parts += [text("missing columns: {names}", names=self._listed(missing))] if missing else []
        may_be = self._listed(list(self._labels))
        raise UnreadableError(text("{problems}. There may be: {columns}", problems=join_texts(parts), columns=may_be))

    def _listed(self, keys: Sequence[str]) -> Text:
        """Returns the columns as one may write them: by their labels, in the language of the code by their keys."""
        listed = join_texts([self._labels[key] for key in keys])
        return Text({**listed.root, SOURCE: ", ".join(keys)})
