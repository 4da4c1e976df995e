#!/usr/bin/env python3
"""Measure how Sluice alone grows: start-up, small and large inputs, many distinct names, threads.

    make bench-scaling [ROUNDS=5] [WORKS=W1,W2,W3] [THREADS=2]
    python3 Benchmarks/scaling.py --rounds 5 --works W1

Prints each figure with its goal and whether it holds. The commands of a comparison run interleaved. Peers run only
at 16 MB. Needs 5 GB of disk while it runs, and page cache for the largest input, which is deleted afterwards.
A failed command exits 1; a goal that is not met does not.
"""
import argparse
import os
import shutil
import sys

from generate import KINDS, generate, parse_size
from measure import (INPUTS, PINS, Tools, add_run_arguments, best_of_peers, checked_arguments, is_disturbed, machine,
                     our_job, peer_jobs, peer_python, warm)

TINY = 1_000
MOST = {  # goals: each figure is at most
    "start-up": 20,      # ms of wall time
    "small": 0.30,       # wall / best peer
    "large": 1.10,       # per byte, of the medium size's: user CPU, and peak memory as it is
    "campaigns": 1.50,   # user CPU / the same with 2,000
    "threads": 0.60,     # wall / the same on one thread
}


class Runs:
    """What every measurement needs, and whether all commands worked."""

    def __init__(self, arguments):
        self.arguments, self.tools, self.is_fine = arguments, Tools(arguments.out, arguments.threads), True

    def generate(self, work, size, distinct=None):
        """The input in a folder of its own; `distinct` is by the command line if it isn't given."""
        kind = INPUTS[work]
        if distinct is None:
            distinct = getattr(self.arguments, KINDS[kind].cardinality)
        folder = os.path.join(self.arguments.out, f"scaling-{kind}-{size}-{self.arguments.seed}-{distinct}")
        made = generate(folder, kind, size, self.arguments.seed, distinct)
        warm(made.path)
        return made

    def job(self, work, made, threads=None, name=None):
        folder = os.path.dirname(made.path)
        return our_job(work, folder, threads or self.arguments.threads, *filter(None, [name]))

    def measure(self, title, jobs, rounds=None):
        """Whether all commands worked, and the cores that were free."""
        cores = self.tools.run_rounds(jobs, rounds or self.arguments.rounds)
        for job in jobs:
            if job.failure is not None:
                print(f"FAILED {title}, {job.name}: {job.failure}")
                self.is_fine = False
        return all(job.is_measured for job in jobs), cores

    def say(self, title, figure, most, cores=None, detail=""):
        """One figure and its goal. A wall time is judged only if its cores were free: pass them."""
        holds = "holds" if figure <= most else "does NOT hold"
        if cores is not None and is_disturbed(cores, self.arguments.threads):
            holds = f"not judged: only {cores:.2f} of {self.arguments.threads} cores were free"
        print(f"{title}: {figure:.{1 if most >= 10 else 2}f}, goal at most {most:g}: {holds}{detail}")


def start_up(runs, work):
    job = runs.job(work, runs.generate(work, TINY))
    is_fine, cores = runs.measure(f"{work} start-up", [job], max(runs.arguments.rounds, 11))
    if is_fine:
        runs.say(f"{work} start-up, ms", job.median("wall") * 1000, MOST["start-up"], cores,
                 f" ({job.median('user') * 1000:.0f} ms user CPU, {job.median('mb'):.0f} MiB)")


def small(runs, work, python):
    size, threads = runs.arguments.small, runs.arguments.threads
    made = runs.generate(work, size)
    ours = runs.job(work, made)
    jobs = [ours, *peer_jobs(work, os.path.dirname(made.path), threads, python)]
    is_fine, cores = runs.measure(f"{work} small", jobs)
    if is_fine:
        runs.say(f"{work} at {size / 1e6:g} MB, wall / best peer", ours.median("wall") / best_of_peers(jobs, "wall"),
                 MOST["small"], cores, f" ({ours.median('wall'):.3f} s)")


def threads(runs, work):
    many = runs.arguments.threads
    if many == 1:
        print(f"{work} on several threads: not measured, there is one")
        return
    made = runs.generate(work, runs.arguments.size)
    one, all_of_them = runs.job(work, made, 1, "1 thread"), runs.job(work, made, many, f"{many} threads")
    is_fine, cores = runs.measure(f"{work} threads", [one, all_of_them])
    if is_fine:
        runs.say(f"{work} on {many} threads, wall / 1 thread", all_of_them.median("wall") / one.median("wall"),
                 MOST["threads"], cores, f" (user CPU {all_of_them.median('user') / one.median('user'):.2f})")


def campaigns(runs):
    size = runs.arguments.size
    few, many = (runs.job("W1", runs.generate("W1", size, distinct), name=f"{distinct} campaigns")
                 for distinct in (2_000, 1_000_000))
    is_fine, _ = runs.measure("W1 campaigns", [few, many])
    if is_fine:
        runs.say("W1 with 1,000,000 campaigns, user CPU / with 2,000", many.median("user") / few.median("user"),
                 MOST["campaigns"], detail=f" ({many.median('user'):.2f} s, {many.median('mb'):.0f} MiB)")


def large(runs):
    """The largest input is deleted afterwards, whatever happens."""
    medium, huge = runs.generate("W1", runs.arguments.size), None
    try:
        huge = runs.generate("W1", runs.arguments.large)
        jobs = [runs.job("W1", made, name=f"{made.bytes / 1e6:.0f} MB") for made in (medium, huge)]
        is_fine, _ = runs.measure("W1 large", jobs)
        if is_fine:
            ratio = lambda key: jobs[1].median(key) / jobs[0].median(key)
            title = f"W1 at {huge.bytes / 1e6:.0f} MB against {medium.bytes / 1e6:.0f} MB"
            runs.say(f"{title}, user CPU per byte", ratio("user") * medium.bytes / huge.bytes, MOST["large"])
            runs.say(f"{title}, peak memory", ratio("mb"), MOST["large"], detail=f" ({jobs[1].median('mb'):.0f} MiB)")
    finally:
        folder = f"scaling-ads-{runs.arguments.large}-{runs.arguments.seed}-{runs.arguments.campaigns}"
        shutil.rmtree(os.path.join(runs.arguments.out, folder), ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_run_arguments(parser, rounds=5)
    parser.add_argument("--small", type=parse_size, default=parse_size("16MB"), help="compared with peers (default 16MB)")
    parser.add_argument("--large", type=parse_size, default=parse_size("4GB"), help="compared with --size (default 4GB)")
    arguments = checked_arguments(parser)
    if arguments.large <= arguments.size:
        parser.error("--large must be above --size")
    os.makedirs(arguments.out, exist_ok=True)
    needed = arguments.large + 4 * arguments.size
    if shutil.disk_usage(arguments.out).free < needed:
        sys.exit(f"bench-scaling: {arguments.out} has less than {needed / 1e9:.1f} GB left\n  hint: --large or --out")

    runs, python = Runs(arguments), peer_python(arguments.venv)
    print(machine())
    print("peers:", ", ".join(PINS))
    for work in arguments.works:
        start_up(runs, work)
        small(runs, work, python)
        threads(runs, work)
    if "W1" in arguments.works:
        campaigns(runs)
        large(runs)
    sys.exit(0 if runs.is_fine else 1)


if __name__ == "__main__":
    main()
