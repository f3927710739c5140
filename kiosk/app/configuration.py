"""The configuration that a start was told to use."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from config.tolerant_loader import LoadResult


def load_configuration(options: argparse.Namespace) -> LoadResult | None:
    """Returns None where the configuration is wrong and the kiosk was not told to go on with what is sound of it."""
    from config.loader import ConfigError, load
    from config.tolerant_loader import LoadResult, load_tolerantly
    from devices.models import models
    from devices.transports import check_port

    try:
        if options.keep_going and options.config and not (options.check or options.print_config):
            loaded = load_tolerantly(options.config, models(), check_port)
            print(*loaded.problems, sep="\n", end="\n" if loaded.problems else "", file=sys.stderr)
            return loaded
        return LoadResult(load(options.config, models(), check_port), (), may_serve=True)
    except ConfigError as error:
        print(error, file=sys.stderr)
        return None
