"""A million households, 23 criteria of eight schemes: this project's batch evaluator against OpenFisca.

Each side runs in a process of its own, in turn, several times, and is timed from what it takes in (frames here,
arrays there, with the ids of households and members) to verdicts, criteria and amounts. Both then hand out their
answers, which must be the same. Memory is the peak of the process above what it held before it began. numpy by hand
stands beside them for orientation. Then, ours alone: unknown values, the number of criteria, the number of members.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy
import polars as pl

from plugins.batch import BatchProgram

HOUSEHOLDS = int(os.environ.get("BENCH_HOUSEHOLDS", "1000000"))
ROUNDS = 3
REPEATS = 3
SMALLER = HOUSEHOLDS // 5
Answers = dict[str, Any]


def run() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found: dict[str, list[dict[str, Any]]] = {"ours": [], "openfisca": [], "numpy": [], "unknown": []}
        for _ in range(ROUNDS):
            for side, runs in found.items():
                runs.append(_measured(side, folder))
        people = found["ours"][0]["members"]
        print(f"rules-batch: {HOUSEHOLDS:,} households, {people:,} members, 23 criteria and 4 amounts of 8 schemes")
        for side, runs in found.items():
            _tell(side, runs)
        _must_agree(folder)
    ours, theirs, numpys = (_seconds(found[side]) for side in ("ours", "openfisca", "numpy"))
    bare = statistics.median(run["calculation"] for run in found["openfisca"])
    _costs()
    print(f"rules-batch: OpenFisca without putting people into households {bare:.3f} s, {bare / ours:.2f} × ours")
    print(f"rules-batch: numpy by hand {numpys:.3f} s, ours reaches {numpys / ours:.2f} × its rate")
    print(f"ratio rules-batch {theirs / ours:.2f} (ours {ours:.3f}, theirs {theirs:.3f}, s)")


_NAMES = {
    "ours": "ours",
    "openfisca": "OpenFisca",
    "numpy": "numpy by hand",
    "unknown": "ours, every tenth value unknown",
}


def _tell(side: str, runs: list[dict[str, Any]]) -> None:
    seconds = _seconds(runs)
    cpu = statistics.median(run["cpu"] for run in runs)
    above, whole = (max(run[key] for run in runs) / 1e6 for key in ("peak", "resident"))
    print(
        f"rules-batch: {_NAMES[side]}: {seconds:.3f} s, {HOUSEHOLDS / seconds / 1e6:.2f} M households/s, "
        f"{cpu:.2f} s CPU, memory {above:.0f} MB above its input, {whole:.0f} MB in all"
    )


def _seconds(runs: list[dict[str, Any]]) -> float:
    return statistics.median(run["seconds"] for run in runs)


def _measured(side: str, folder: Path) -> dict[str, Any]:
    """Run one side in a process of its own; its answers stay in the folder."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.rules_batch", side, str(folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _must_agree(folder: Path) -> None:
    """A comparison of speed is worth nothing if the answers differ."""
    ours, theirs, by_hand = (numpy.load(folder / f"{side}.npz") for side in ("ours", "openfisca", "numpy"))
    for name in theirs.files:
        assert (ours[name] == theirs[name]).all(), f"OpenFisca differs in {name}"
        assert (ours[name] == by_hand[name]).all(), f"numpy differs in {name}"
    verdicts = sum(name.endswith("/verdict") for name in theirs.files)
    print(f"rules-batch: all {len(theirs.files)} columns agree in every household, {verdicts} verdicts among them")


# One side, in a process of its own


def _side(side: str, folder: Path) -> None:
    """Prepare the input, run, say how long it took and how much memory it wanted."""
    from .rules_batch_data import arrays

    households, members = arrays(HOUSEHOLDS)
    call, answers = _SIDES[side](households, members)
    timed = []
    memory: dict[str, int] = {}
    for _ in range(REPEATS):
        before = _status("VmRSS")
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak begins anew
        cpu, start = time.process_time(), time.perf_counter()
        result, calculation = call()
        seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
        timed.append({"seconds": seconds, "cpu": cpu, "calculation": calculation or seconds})
        # The first run alone: later ones find what it left to the allocator.
        memory = memory or {"peak": _status("VmHWM") - before, "resident": _status("VmHWM")}
    best = sorted(timed, key=lambda run: run["seconds"])[len(timed) // 2]
    if side != "unknown":
        numpy.savez(folder / f"{side}.npz", **answers(result))
    print(json.dumps({**best, **memory, "members": len(members["household"])}))


def _status(field: str) -> int:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(field):
            return int(line.split()[1]) * 1024
    return 0


Side = tuple[Callable[[], tuple[Any, float | None]], Callable[[Any], Answers]]


def _ours(households: Any, members: Any, unknown: float = 0.0) -> Side:
    from .rules_batch_data import frames
    from .rules_batch_ours import program

    house, people = frames(households, members, unknown=unknown)
    compiled = program()

    def answers(results: pl.DataFrame) -> Answers:
        found: Answers = {}
        for name in results.columns:
            if name.endswith("/verdict"):
                found[name] = (results[name].cast(pl.String) == "met").to_numpy()
            elif name.endswith("/amount_low"):
                if results[name].dtype == pl.Int64 and results[name].null_count() < len(results):
                    found[name.replace("_low", "")] = results[name].fill_null(0).to_numpy()
            elif "/" in name and not name.endswith("/amount_high"):
                found[name] = results[name].to_numpy()
        return found

    return lambda: (compiled.screen(house, people).results, None), answers


def _theirs(households: Any, members: Any) -> Side:
    from . import rules_batch_theirs as theirs

    made, given = theirs.system(), theirs.inputs(households, members)
    owners = members["household"]
    ids, persons = numpy.arange(len(households["savings"])), numpy.arange(len(owners))

    def call() -> tuple[Any, float | None]:
        simulation = theirs.assembled(made, ids, persons, owners)
        start = time.perf_counter()
        return theirs.calculate(simulation, given), time.perf_counter() - start

    def answers(found: Answers) -> Answers:
        amounts = {name for name in found if name.endswith("/amount")}
        return {n: numpy.rint(v * 100).astype(int) if n in amounts else v for n, v in found.items()}

    return call, answers


def _by_hand(households: Any, members: Any) -> Side:
    from .rules_batch_numpy import calculate

    return lambda: (calculate(households, members), None), lambda found: found


_SIDES: dict[str, Callable[[Any, Any], Side]] = {
    "ours": _ours,
    "unknown": lambda households, members: _ours(households, members, 0.1),
    "openfisca": _theirs,
    "numpy": _by_hand,
}


# How the cost grows


def _fastest(program: BatchProgram, frames: tuple[pl.DataFrame, pl.DataFrame], rounds: int = 7) -> float:
    program.screen(*frames)
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        program.screen(*frames)
        times.append(time.perf_counter() - start)
    return min(times)


def _costs() -> None:
    """Tables: the number of criteria, and the number of members."""
    from .rules_batch_data import arrays, frames
    from .rules_batch_ours import program, some_criteria

    given = frames(*arrays(SMALLER))
    print(f"rules-batch: criteria   ms for {SMALLER:,} households   ns a household and criterion")
    for count in (5, 10, 20, 40):
        seconds = _fastest(program(some_criteria(count)), given)
        print(f"rules-batch: {count:8} {seconds * 1e3:31.1f} {seconds / SMALLER / count * 1e9:31.1f}")
    print(f"rules-batch: members    ms for {SMALLER:,} households   ns a member")
    for size in range(1, 9):
        seconds = _fastest(program(), frames(*arrays(SMALLER, size=size)))
        print(f"rules-batch: {size:8} {seconds * 1e3:31.1f} {seconds / SMALLER / size * 1e9:31.1f}")


if __name__ == "__main__":
    _side(sys.argv[1], Path(sys.argv[2]))
