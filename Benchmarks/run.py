#!/usr/bin/env python3
"""Run Sluice and its peers on the same works, interleaved, and print ratios.

    make bench [SIZE=256MB] [ROUNDS=5] [WORKS=W1,W2,W3] [THREADS=2]
    python3 Benchmarks/run.py --size 256MB --rounds 5 --works W1,W3

All commands of a round run one after the other, in rotating order, so that they meet the same machine; what
counts are the ratios. Results are compared byte for byte: a difference or a failed command exits 1. A goal that
is not met does not: it is said below the table.
"""
import argparse
import json
import os
import sys

from generate import generate_as_asked
from goals import verdicts
from measure import (INPUTS, OURS, PINS, Job, Tools, add_run_arguments, best_of_peers, checked_arguments, is_disturbed,
                     machine, our_job, peer_jobs, peer_python, warm)


def jobs_of(work, made, tools, python, arguments):
    data, threads = os.path.dirname(made.path), arguments.threads
    floor = Job("floor: read and look", [tools.floor, "read", made.path, str(threads)], False)
    ours = [] if arguments.peers_only else [our_job(work, data, threads)]
    return [floor, *ours, *peer_jobs(work, data, threads, python)]


def print_table(work, jobs, made, cores, arguments):
    """The figures as a Markdown table; ratios are against the best peer, column by column."""
    best = {key: best_of_peers(jobs, key) for key in ("wall", "cpu", "user", "mb")}
    ratio = lambda job, key: f"{job.median(key) / best[key]:.2f}" if best[key] else "-"
    print(f"\n{work}: {os.path.basename(made.path)}, {made.bytes / 1e6:.0f} MB, {arguments.rounds} rounds, median; "
          f"{arguments.threads} threads, cores really had: {cores:.2f}")
    print("| | wall s | MB/s | wall / best peer | CPU s | CPU / best peer | user CPU s | user CPU / best peer "
          "| peak MiB | memory / best peer |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    for job in filter(lambda job: job.is_measured, jobs):
        wall = job.median("wall")
        print(f"| {job.name} | {wall:.3f} | {made.bytes / 1e6 / wall:.0f} | {ratio(job, 'wall')} "
              f"| {job.median('cpu'):.2f} | {ratio(job, 'cpu')} | {job.median('user'):.2f} | {ratio(job, 'user')} "
              f"| {job.median('mb'):.0f} | {ratio(job, 'mb')} |")
    if is_disturbed(cores, arguments.threads):
        print("Something else was running: trust the CPU ratios, not the wall ones.")


def print_goals(work, jobs, made, cores, threads):
    ours = next((job for job in jobs if job.name == OURS), None)
    if ours is None:
        return
    if not ours.is_measured or best_of_peers(jobs, "wall") is None:
        print(f"goals of {work} (stated for 1 GB): not judged, a figure is missing")
        return
    print(f"goals of {work} (stated for 1 GB): " + "; ".join(verdicts(work, jobs, ours, made, cores, threads)))


def judge(work, jobs):
    """Say whether all results are equal; return False on a difference or a failed command."""
    for job in jobs:
        if job.failure is not None:
            print(f"FAILED {work} {job.name}: {job.failure}")
    results = {job.name: sorted(job.digests) for job in jobs if job.digests}
    digests = {digest for found in results.values() for digest in found}
    if len(digests) > 1:
        print(f"RESULTS DIFFER in {work}:")
        for name, found in results.items():
            print(f"  {name}: {', '.join(found)}")
    elif digests:
        print(f"results equal, byte for byte: {len(results)} commands, sha256 {digests.pop()}…")
        return all(job.failure is None for job in jobs)
    return False


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_run_arguments(parser, rounds=5)
    parser.add_argument("--peers-only", action="store_true", help="leave Sluice out")
    parser.add_argument("--json", help="write every single measurement here")
    arguments = checked_arguments(parser)
    data = os.path.join(arguments.out, "-".join(str(part) for part in (
        arguments.size, arguments.seed, arguments.campaigns, arguments.recipients, arguments.customers)))
    tools, python = Tools(arguments.out, arguments.threads), peer_python(arguments.venv)

    print(machine())
    print("peers:", ", ".join(PINS))
    is_fine, raw = True, {}
    for work in arguments.works:
        made = generate_as_asked(data, INPUTS[work], arguments)
        jobs = jobs_of(work, made, tools, python, arguments)
        warm(made.path)
        cores = tools.run_rounds(jobs, arguments.rounds)
        print_table(work, jobs, made, cores, arguments)
        is_fine = judge(work, jobs) and is_fine
        print_goals(work, jobs, made, cores, arguments.threads)
        raw[work] = {job.name: job.runs for job in jobs}
    if arguments.json:
        with open(arguments.json, "w") as f:
            json.dump({"machine": machine(), "size": arguments.size, "threads": arguments.threads, "pins": PINS,
                       "runs": raw}, f, indent=1)
    sys.exit(0 if is_fine else 1)


if __name__ == "__main__":
    main()
