"""Changes the functions that calculate (money, bounds, amounts), one mutmut mutant at a time, and runs their tests.

    python -m tests.mutation.functions [FILE …] [--show]

A mutant runs in a process of its own, forked before anything of ours is imported; only the file's own tests run, and
the first that fails kills it.
"""

from __future__ import annotations

import argparse
import importlib.abc
import importlib.machinery
import io
import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

# Loaded once, before the forks, as none of them imports what is changed.
import hypothesis  # noqa: F401
import pytest

ROOT = Path(__file__).resolve().parents[2]
LEAST = 0.9
# Seconds: a mutant that loops for ever is noticed by anybody who waits for an answer.
PATIENCE = 90
# Only the plugins these tests use are loaded: the start of a run is most of what a mutant costs.
KIT = ["-p", "pytest_django.plugin", "-p", "plugins.testing"]
# Tests that need neither Django nor our fixtures start at once.
BARE = ["-c", os.devnull, "--rootdir", str(ROOT), "--noconftest"]
TARGETS = {
    "portal/common/money.py": [*KIT, "tests/common/test_money.py"],
    "portal/cases/letters/capitals.py": [*KIT, "tests/cases/test_letters.py", "-k", "capital or written_out"],
    "portal/cases/actions/_amounts.py": [*KIT, "tests/cases/test_amounts.py"],
    "plugins/api/numbers.py": [*BARE, "tests/plugins/test_numbers.py"],
    "plugins/proposals.py": [*KIT, "tests/plugins/test_proposals.py"],
}


def mutants(file: str) -> Iterator[tuple[str, str]]:
    """Every mutant mutmut makes of a file: what was changed, and the whole changed code."""
    import libcst as cst
    from mutmut.mutation.file_mutation import create_mutations

    code = (ROOT / file).read_text(encoding="utf-8")
    module, mutations, _classes, _functions = create_mutations(file, code)
    for mutation in mutations:
        if mutation.contained_by_top_level_function is None:
            continue
        changed = module.deep_replace(mutation.original_node, mutation.mutated_node)
        words = [" ".join(cst.Module([]).code_for_node(node).split())[:70]
                 for node in (mutation.original_node, mutation.mutated_node)]  # fmt: skip
        if changed.code != code:
            yield "  →  ".join(words), changed.code


def run_tests(file: str, code: str, tests: list[str]) -> int:
    """Run the tests with the file's code exchanged; pytest's exit status. Called in a forked child."""
    target = str(ROOT / file)
    read = importlib.machinery.SourceFileLoader.get_data

    def get_data(self: importlib.machinery.SourceFileLoader, path: str) -> bytes:
        # The compiled copy on the disk is of the unchanged file.
        if path.startswith(str(Path(target).parent / "__pycache__" / Path(target).stem)):
            raise OSError
        return code.encode() if path == target else read(self, path)

    importlib.machinery.SourceFileLoader.get_data = get_data  # type: ignore[method-assign]
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(ROOT))
    os.chdir(ROOT)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"

    # The cases of hypothesis are the same every time; what is thrown at a mutant must not depend on luck.
    options = ["-q", "-x", "-p", "no:cacheprovider", "--no-header", "--tb=no"]
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        return int(pytest.main([*options, *tests]))


def killed(file: str, code: str, tests: list[str]) -> bool:
    """Whether the tests notice, or never come to an end."""
    child = os.fork()
    if not child:
        signal.alarm(PATIENCE)
        try:
            status = run_tests(file, code, tests)
        except BaseException:
            status = 1
        os._exit(min(status, 99))
    return os.waitpid(child, 0)[1] != 0


def run(file: str, tests: list[str], *, show: bool, jobs: int) -> tuple[int, int]:
    """Try every mutant of a file; (killed, all)."""
    unchanged = (ROOT / file).read_text(encoding="utf-8")
    if killed(file, unchanged, tests):
        raise SystemExit(f"{file}: its tests fail unchanged: {' '.join(tests)}")
    every = list(mutants(file))
    with ThreadPoolExecutor(jobs) as pool:
        outcomes = list(pool.map(lambda mutant: killed(file, mutant[1], tests), every))
    for (words, _code), dead in zip(every, outcomes, strict=True):
        if show and not dead:
            print(f"  survived {file}: {words}")
    return sum(outcomes), len(every)


def main() -> None:
    """Print a line for each file and the sum; exit 1 below 90 %."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*")
    parser.add_argument("--show", action="store_true", help="print the mutants that survived")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    sums = [0, 0]
    for file, tests in TARGETS.items():
        if options.files and file not in options.files:
            continue
        dead, total = run(file, tests, show=options.show, jobs=options.jobs)
        sums = [sums[0] + dead, sums[1] + total]
        print(f"{file:36} {dead:5} of {total:5} killed  {dead / total:6.1%}", flush=True)
    share = sums[0] / sums[1]
    print(f"{'all':36} {sums[0]:5} of {sums[1]:5} killed  {share:6.1%}")
    raise SystemExit(share < LEAST)


if __name__ == "__main__":
    main()
