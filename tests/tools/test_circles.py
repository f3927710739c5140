"""No file imports itself by way of others, imports within functions and for types alone counted."""

from graphlib import TopologicalSorter

import grimp

from tests.languages.test_registry import PACKAGES


def test_imports_go_round_in_no_circle() -> None:
    graph = grimp.build_graph(*PACKAGES, exclude_type_checking_imports=False, cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    TopologicalSorter(imports).prepare()
