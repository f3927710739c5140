"""Python imports this by itself, where this folder is on its path: a hub that a test started checks its own answers."""

import sys

if {"serve", "practice"}.intersection(sys.orig_argv):
    from tests.answers.published import check_all

    check_all()
