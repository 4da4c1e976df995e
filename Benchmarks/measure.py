"""Run commands in rounds and measure them: what run.py and scaling.py share."""
import hashlib
import os
import platform
import statistics
import subprocess
import sys

from generate import HERE, add_arguments, compile_c

PINS = ["duckdb==2.0.0", "polars==2.1.0", "chdb==4.4.0", "pandas==3.1.1", "pyarrow==26.0.1", "lxml==6.1.3"]
PEERS = {
    "W1": ["duckdb", "duckdb:perrow", "polars", "polars:perrow", "chdb", "pandas"],
    "W2": ["duckdb", "polars", "chdb"],
    "W3": ["lxml"],
}
INPUTS = {"W1": "ads", "W2": "email", "W3": "orders"}  # the kinds of generate.py
OURS = "sluice"


def machine():
    """One line that says where the figures come from."""
    model, memory = platform.machine(), 0
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo") as f:
            model = next((line.split(":", 1)[1].strip() for line in f if line.startswith("model name")), model)
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return (f"{model}, {len(os.sched_getaffinity(0))} cores, {memory / 2**30:.0f} GiB, "
            f"{platform.system()} {platform.release()}, Python {platform.python_version()}")


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


class Job:
    """A command that is measured once per round."""

    def __init__(self, name, command, has_result):
        self.name, self.command, self.has_result = name, command, has_result
        self.runs, self.digests, self.failure, self.output = [], set(), None, None

    def measure(self, tools):
        """Wall, user and system seconds and peak MiB of the process alone."""
        report = os.path.join(tools.results, "report")
        self.output = os.path.join(tools.results, self.name.replace(":", "-").replace(" ", "-") + ".csv")
        command = [tools.timed, report, self.output, self.output + ".err", *self.command]
        subprocess.run(command, env=tools.environment, check=True)
        with open(report) as f:
            status, wall, user, system, memory = f.read().split()
        if status != "0":
            with open(self.output + ".err", errors="replace") as f:
                self.failure = f"exit {status}: {f.read()[-800:].strip()}"
            return
        self.runs.append({"wall": float(wall), "user": float(user), "cpu": float(user) + float(system),
                          "mb": int(memory) / 1024})
        if self.has_result:
            with open(self.output, "rb") as f:
                self.digests.add(hashlib.sha256(f.read()).hexdigest()[:16])

    @property
    def is_measured(self):
        return bool(self.runs) and self.failure is None

    def median(self, key):
        return statistics.median(run[key] for run in self.runs)


def our_job(work, data, threads, name=OURS):
    return Job(name, [os.path.join(HERE, "work"), work, data, str(threads)], True)


def peer_jobs(work, data, threads, python):
    jobs = []
    for peer in PEERS[work]:
        tool, _, variant = peer.partition(":")
        script = os.path.join(HERE, "peers", f"{tool}_peer.py")
        jobs.append(Job(peer, [python, script, work, data, str(threads), *filter(None, [variant])], True))
    return jobs


def best_of_peers(jobs, key):
    """The lowest median of any peer; None if no peer ran."""
    return min((job.median(key) for job in jobs if job.is_measured and job.has_result and job.name != OURS), default=None)


class Tools:
    """The compiled launchers, and the environment and folder that measured commands get."""

    def __init__(self, folder, threads):
        self.threads, self.results = threads, os.path.join(folder, "results")
        os.makedirs(self.results, exist_ok=True)
        self.floor = compile_c("floor", folder, "-O3", "-pthread")
        self.timed = compile_c("timed", folder, "-O2")
        self.environment = dict(os.environ, POLARS_MAX_THREADS=str(threads), OMP_NUM_THREADS=str(threads),
                                PYTHONDONTWRITEBYTECODE="1", LC_ALL="C.UTF-8", TZ="UTC")

    def free_cores(self):
        """The cores that a short spin on all threads really had."""
        command = [self.floor, "spin", "-", str(self.threads)]
        return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    def run_rounds(self, jobs, rounds):
        """Measure every job once per round, in rotating order; return the cores that were free (median)."""
        cores = []
        for number in range(rounds):
            cores.append(self.free_cores())
            first = number % len(jobs)
            for job in jobs[first:] + jobs[:first]:
                if job.failure is None:
                    job.measure(self)
            print(f"round {number + 1} of {rounds} done", file=sys.stderr)
        return statistics.median(cores)


def is_disturbed(cores, threads):
    """Whether something else took so much of the machine that wall times say little."""
    return cores < 0.9 * threads


def warm(path):
    """Read the file once, so that the first command doesn't pay for the disk."""
    with open(path, "rb", buffering=0) as f:
        block = bytearray(1 << 22)
        while f.readinto(block):
            pass


def add_run_arguments(parser, rounds):
    """The arguments that run.py and scaling.py share, those of the generator among them."""
    add_arguments(parser)
    parser.add_argument("--works", default=",".join(PEERS), help="comma separated (default all)")
    parser.add_argument("--rounds", type=int, default=rounds)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)), help="default: all cores")
    parser.add_argument("--out", default=os.path.join(HERE, "data"), help="folder for data and results")
    parser.add_argument("--venv", default=os.environ.get("SLUICE_PEERS_VENV") or os.path.join(HERE, "venv"),
                        help="the peers' virtual environment, made if missing")


def chosen_works(parser, text):
    """The works of --works; ends the program where one doesn't exist."""
    works = [work for work in text.split(",") if work]
    for work in works:
        if work not in PEERS:
            parser.error(f"unknown work '{work}': there are {', '.join(PEERS)}")
    if not works:
        parser.error(f"--works names none of {', '.join(PEERS)}")
    return works


def checked_arguments(parser):
    arguments = parser.parse_args()
    arguments.works = chosen_works(parser, arguments.works)
    if arguments.rounds < 1 or arguments.threads < 1:
        parser.error("rounds and threads must be at least one")
    return arguments
