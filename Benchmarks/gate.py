#!/usr/bin/env python3
"""Count the instructions of every work and fail where they grew by more than 5 % over the accepted figures.

    make bench-gate [WORKS=W1,W2,W3] [ACCEPT=1]
    python3 Benchmarks/gate.py [--works W1] [--accept]

Instructions, counted by valgrind's callgrind on one thread, are the same whatever else the machine does. Two figures
per work: start-up (an input of a few rows), and per row (the slope between two sizes, so that start-up cancels).
The accepted ones are in gate.json; --accept writes them anew. A work that can't be measured, or has no accepted
figure, fails as well.
"""
import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys

from generate import HERE, compile_c, generate
from measure import INPUTS, PEERS, chosen_works

ACCEPTED = os.path.join(HERE, "gate.json")
MOST = 1.05  # times the accepted figure
TINY, SMALL, LARGE = 1_000, 4_000_000, 16_000_000  # of ads.csv; the others follow
FIGURES = {"start_up": "at start-up", "per_row": "per row"}
COMMAND = "make bench-gate ACCEPT=1"


class Unmeasurable(Exception):
    """A run under callgrind that failed, with what it printed."""


# ---- comparing: no measuring here, gate_selftest.py shows that it works ----

def compare(accepted, measured):
    """(lines, errors): what to say of every figure, and the sentences that make the gate fail.
    Both arguments are work → figure → instructions; a work in `measured` may lack figures."""
    lines, errors = [], []
    for work, figures in measured.items():
        for key, words in FIGURES.items():
            found, limit = figures.get(key), accepted.get(work, {}).get(key)
            if found is None:
                errors.append(f"{work} {words}: not measured")
            elif not limit:
                errors.append(f"{work} {words}: {found:,.0f} instructions, but no accepted figure: run {COMMAND}")
            else:
                line = f"{work} {words}: {found:,.0f} instructions, accepted {limit:,.0f}: {found / limit - 1:+.1%}"
                lines.append(line)
                if found > limit * MOST:
                    errors.append(f"{line}, at most {MOST - 1:+.0%} is allowed")
                elif found * MOST < limit:
                    lines.append(f"  better: {COMMAND} keeps it")
    return lines, errors


def accept(accepted, measured):
    """The figures to write: the measured ones, and the old ones of works that were not measured completely."""
    complete = {work: figures for work, figures in measured.items() if FIGURES.keys() <= figures.keys()}
    return {work: complete.get(work, accepted.get(work)) for work in sorted({*accepted, *complete})}


def collected(report):
    """The number of instructions in what callgrind printed; None if it isn't there."""
    found = re.search(r"^==\d+== Collected : (\d+)\s*$", report, re.M)
    return int(found[1]) if found else None


# ---- measuring ----

def prepare(folder):
    """The environment of a counted run: the binary without debug information (valgrind 3.19 can't read what
    Swift 6 writes), hashes without random seeds, and little else, so that every machine has the same."""
    binary = os.environ.get("SLUICE_BINARY") or os.path.join(HERE, "..", ".build", "release", "sluice")
    for tool, hint in (("valgrind", "apt-get install valgrind"), ("strip", "apt-get install binutils")):
        if not shutil.which(tool):
            sys.exit(f"bench-gate: no {tool} found\n  hint: {hint}")
    if not os.path.exists(binary):
        sys.exit(f"bench-gate: no executable at {binary}\n  hint: make release, or set SLUICE_BINARY")
    stripped = os.path.join(folder, "sluice")
    subprocess.run(["strip", "-o", stripped, binary], check=True)
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return dict(kept, LC_ALL="C.UTF-8", TZ="UTC", SWIFT_DETERMINISTIC_HASHING="1", SLUICE_BINARY=stripped,
                SLUICE_UNDER="valgrind --tool=callgrind --callgrind-out-file=/dev/null",
                LD_PRELOAD=compile_c("sigsuspend", folder, "-O2", "-shared", "-fPIC"))


def instructions(work, made, environment):
    command = [os.path.join(HERE, "work"), work, os.path.dirname(made.path), "1"]
    run = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                         errors="replace")
    count = collected(run.stderr)
    if run.returncode or count is None:
        said = re.sub(r"^==\d+== ?", "", run.stderr, flags=re.M).strip()
        raise Unmeasurable(f"exit {run.returncode}: {said[-1500:]}")
    return count


def measure(work, folder, environment):
    """Both figures of one work."""
    inputs = [generate(os.path.join(folder, str(size)), INPUTS[work], size) for size in (TINY, SMALL, LARGE)]
    tiny, small, large = (instructions(work, made, environment) for made in inputs)
    rows = inputs[2].rows - inputs[1].rows
    return {"start_up": tiny, "per_row": round((large - small) / rows, 1)}


def measure_all(works, folder):
    """work → figures; none where a work can't be run."""
    environment, measured = prepare(folder), {}
    for work in works:
        print(f"counting {work}", file=sys.stderr)
        try:
            measured[work] = measure(work, folder, environment)
        except Unmeasurable as failure:
            measured[work] = {}
            print(f"{work} can't be run: {failure}", file=sys.stderr)
    return measured


def versions():
    """What the figures depend on besides the sources."""
    swift = shutil.which("swift") and subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout
    found = re.search(r"Swift version (\S+)", swift or "")
    valgrind = subprocess.run(["valgrind", "--version"], capture_output=True, text=True).stdout.strip()
    return f"{platform.machine()}, Swift {found[1] if found else 'unknown'}, {valgrind}"


def load():
    if not os.path.exists(ACCEPTED):
        return {"on": "", "instructions": {}}
    with open(ACCEPTED) as f:
        return json.load(f)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--works", default=",".join(PEERS), help="comma separated (default all)")
    parser.add_argument("--accept", action="store_true", help="write the measured figures to gate.json")
    parser.add_argument("--out", default=os.path.join(HERE, "data"), help="folder for data")
    arguments = parser.parse_args()
    works = chosen_works(parser, arguments.works)
    folder = os.path.join(arguments.out, "gate")
    os.makedirs(folder, exist_ok=True)

    stored, here = load(), versions()
    measured = measure_all(works, folder)
    lines, errors = compare(stored["instructions"], measured)
    for line in lines:
        print(line)
    if stored["on"] not in ("", here):
        print(f"note: accepted on {stored['on']}; this is {here}: the figures may differ for that alone")
    for work in PEERS:
        if work not in works:
            print(f"note: {work} was not asked for")
    if arguments.accept:
        accepted = accept(stored["instructions"], measured)
        with open(ACCEPTED, "w") as f:
            json.dump({"on": here, "instructions": accepted}, f, indent=1)
            f.write("\n")
        print(f"wrote {os.path.relpath(ACCEPTED)}")
        _, errors = compare(accepted, measured)  # what is still missing
    for error in errors:
        print(f"bench-gate: {error}", file=sys.stderr)
    sys.exit(1 if errors else 0)


if __name__ == "__main__":
    main()
