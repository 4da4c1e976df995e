#!/usr/bin/env python3
"""Run Sluice and its peers on the same work, interleaved, and print ratios.

    make bench [SIZE=256MB] [ROUNDS=5] [WORKS=W1] [THREADS=2]
    python3 Benchmarks/run.py --size 256MB --rounds 5 --works W1

All commands of a round run one after the other, in rotating order, so that they meet the same machine; what
counts are the ratios. Results are compared byte for byte: a difference or a failed command exits 1.
"""
import argparse
import hashlib
import json
import os
import platform
import statistics
import subprocess
import sys

from generate import HERE, add_arguments, compile_c, generate

PINS = ["duckdb==2.0.0", "polars==2.1.0", "chdb==4.4.0", "pandas==3.1.1", "pyarrow==26.0.1"]
PEERS = {"W1": ["duckdb", "duckdb:perrow", "polars", "polars:perrow", "chdb", "pandas"]}
INPUTS = {"W1": "ads.csv"}
OURS = "sluice"


def peer_python(folder):
    """The interpreter of the peers' virtual environment, made with the pinned versions if there is none."""
    python, stamp = os.path.join(folder, "bin", "python"), os.path.join(folder, "pins.txt")
    pins = "\n".join(PINS) + "\n"
    if os.path.exists(stamp):
        with open(stamp) as f:
            if f.read() == pins:
                return python
    print(f"installing the peers into {folder}: {', '.join(PINS)}", file=sys.stderr)
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *PINS], check=True)
    with open(stamp, "w") as f:
        f.write(pins)
    return python


def machine():
    """One line that says where the figures come from."""
    model, memory = platform.machine(), 0
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo") as f:
            model = next((line.split(":", 1)[1].strip() for line in f if line.startswith("model name")), model)
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return (f"{model}, {len(os.sched_getaffinity(0))} cores, {memory / 2**30:.0f} GiB, "
            f"{platform.system()} {platform.release()}, Python {platform.python_version()}")


class Job:
    """A command that is measured once per round."""

    def __init__(self, name, command, has_result):
        self.name, self.command, self.has_result = name, command, has_result
        self.runs, self.digests, self.failure = [], set(), None

    def measure(self, timed, folder, environment):
        """Wall, user and system seconds and peak MB of the process alone."""
        report = os.path.join(folder, "report")
        output = os.path.join(folder, self.name.replace(":", "-").replace(" ", "-") + ".csv")
        subprocess.run([timed, report, output, output + ".err", *self.command], env=environment, check=True)
        with open(report) as f:
            status, wall, user, system, memory = f.read().split()
        if status != "0":
            with open(output + ".err", errors="replace") as f:
                self.failure = f"exit {status}: {f.read()[-800:].strip()}"
            return
        self.runs.append({"wall": float(wall), "cpu": float(user) + float(system), "mb": int(memory) / 1024})
        if self.has_result:
            with open(output, "rb") as f:
                self.digests.add(hashlib.sha256(f.read()).hexdigest()[:16])

    def median(self, key):
        return statistics.median(run[key] for run in self.runs)


def jobs_of(work, data, threads, floor, python, arguments):
    jobs = [Job("floor: read and look", [floor, "read", os.path.join(data, INPUTS[work]), str(threads)], False)]
    if not arguments.peers_only:
        jobs.append(Job(OURS, [os.path.join(HERE, "work"), work, data, str(threads)], True))
    for peer in PEERS[work]:
        tool, _, variant = peer.partition(":")
        script = os.path.join(HERE, "peers", f"{tool}_peer.py")
        jobs.append(Job(peer, [python, script, work, data, str(threads), *filter(None, [variant])], True))
    return jobs


def warm(path):
    """Read the file once, so that the first command doesn't pay for the disk."""
    with open(path, "rb", buffering=0) as f:
        block = bytearray(1 << 22)
        while f.readinto(block):
            pass


def run_rounds(jobs, rounds, threads, floor, timed, folder):
    """Measure every job once per round; return the cores that were really free (median)."""
    environment = dict(os.environ, POLARS_MAX_THREADS=str(threads), OMP_NUM_THREADS=str(threads),
                       PYTHONDONTWRITEBYTECODE="1", LC_ALL="C.UTF-8", TZ="UTC")
    cores = []
    for number in range(rounds):
        spun = subprocess.run([floor, "spin", "-", str(threads)], capture_output=True, text=True, check=True)
        cores.append(float(spun.stdout))
        first = number % len(jobs)
        for job in jobs[first:] + jobs[:first]:
            if job.failure is None:
                job.measure(timed, folder, environment)
        print(f"round {number + 1} of {rounds} done", file=sys.stderr)
    return statistics.median(cores)


def print_table(work, jobs, size, cores, arguments):
    """The figures as a Markdown table; ratios are against the best peer, column by column."""
    done = [job for job in jobs if job.runs and job.failure is None]
    peers = [job for job in done if job.has_result and job.name != OURS]
    best = {key: min((job.median(key) for job in peers), default=None) for key in ("wall", "cpu", "mb")}
    ratio = lambda job, key: f"{job.median(key) / best[key]:.2f}" if best[key] else "-"
    print(f"\n{work}: {INPUTS[work]}, {size / 1e6:.0f} MB, {arguments.rounds} rounds, median; {arguments.threads} threads, "
          f"cores really had: {cores:.2f}")
    print("| | wall s | MB/s | wall / best peer | CPU s | CPU / best peer | peak MB | memory / best peer |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|")
    for job in done:
        wall = job.median("wall")
        print(f"| {job.name} | {wall:.3f} | {size / 1e6 / wall:.0f} | {ratio(job, 'wall')} | {job.median('cpu'):.2f} "
              f"| {ratio(job, 'cpu')} | {job.median('mb'):.0f} | {ratio(job, 'mb')} |")
    if cores < 0.9 * arguments.threads:
        print("Something else was running: trust the CPU ratios, not the wall ones.")


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
    add_arguments(parser)
    parser.add_argument("--works", default="W1", help="comma separated; there is W1")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)), help="default: all cores")
    parser.add_argument("--out", default=os.path.join(HERE, "data"), help="folder for data and results")
    parser.add_argument("--venv", default=os.environ.get("SLUICE_PEERS_VENV") or os.path.join(HERE, "venv"),
                        help="the peers' virtual environment, made if missing")
    parser.add_argument("--peers-only", action="store_true", help="leave Sluice out")
    parser.add_argument("--json", help="write every single measurement here")
    arguments = parser.parse_args()
    works = [work for work in arguments.works.split(",") if work]
    for work in works:
        if work not in PEERS:
            parser.error(f"unknown work '{work}': there is {', '.join(PEERS)}")
    if not works or arguments.rounds < 1 or arguments.threads < 1:
        parser.error("works, rounds and threads must be at least one")

    data = os.path.join(arguments.out, f"{arguments.size}-{arguments.seed}-{arguments.campaigns}")
    results = os.path.join(arguments.out, "results")
    os.makedirs(results, exist_ok=True)
    ads = generate(data, arguments.size, arguments.seed, arguments.campaigns)
    floor = compile_c("floor", arguments.out, "-O3", "-pthread")
    timed = compile_c("timed", arguments.out, "-O2")
    python = peer_python(arguments.venv)

    print(machine())
    print("peers:", ", ".join(PINS))
    fine, raw = True, {}
    for work in works:
        jobs = jobs_of(work, data, arguments.threads, floor, python, arguments)
        warm(ads)
        cores = run_rounds(jobs, arguments.rounds, arguments.threads, floor, timed, results)
        print_table(work, jobs, os.path.getsize(ads), cores, arguments)
        fine = judge(work, jobs) and fine
        raw[work] = {job.name: job.runs for job in jobs}
    if arguments.json:
        with open(arguments.json, "w") as f:
            json.dump({"machine": machine(), "size": arguments.size, "threads": arguments.threads, "pins": PINS,
                       "runs": raw}, f, indent=1)
    sys.exit(0 if fine else 1)


if __name__ == "__main__":
    main()
