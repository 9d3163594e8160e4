"""`python -m tests.benchmarks [NAME …]`: run the named benchmarks, or all of them, one after the other."""

import importlib
import os
import sys

NAMES = {"page": "page", "journey": "journey", "rules-single": "rules_single", "rules-batch": "rules_batch"}


def main(names: list[str]) -> int:
    """Run benchmarks by name. Returns the exit code: 2 for a name nobody knows."""
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        print(f"No benchmark is called {', '.join(unknown)}. Known: {', '.join(NAMES)}.", file=sys.stderr)
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    for name in names or list(NAMES):
        importlib.import_module(f"tests.benchmarks.{NAMES[name]}").run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
