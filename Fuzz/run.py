"""Builds the fuzzers, runs each for some seconds, and fails with the place of a find. `make fuzz SECONDS=60`."""
import argparse
import os
import pathlib
import subprocess
import sys

import seeds

ROOT = seeds.ROOT
SCRATCH = ROOT / ".build-fuzz"
TARGETS = ["CSV", "XML", "YAML", "Numbers", "Dates", "Formulas", "Containers", "Gzip"]
# Numbers and dates are short; tables, documents and pipeline files are not.
LENGTHS = {"Numbers": 64, "Dates": 64, "Formulas": 2048, "YAML": 8192}
# Without the variable Swift's crash handler takes the signal, and its helper may hang.
ENVIRONMENT = os.environ | {"SLUICE_FUZZ": "1", "SWIFT_BACKTRACE": "enable=no"}


def run(*command):
    return subprocess.run([str(part) for part in command], cwd=ROOT, env=ENVIRONMENT).returncode


def build(target):
    return run(os.environ.get("SWIFT", "swift"), "build", "-c", "release", "--product", f"Fuzz{target}",
               "--scratch-path", SCRATCH, "--sanitize=fuzzer")


def fuzz(target, seconds):
    """Returns the files that make the target fail."""
    program = SCRATCH / "release" / f"Fuzz{target}"
    corpus, found = SCRATCH / "corpus" / target, SCRATCH / "finds" / target
    for folder in (corpus, found):
        folder.mkdir(parents=True, exist_ok=True)
    old = set(found.iterdir())
    kept = ROOT / "Tests" / "Finds" / target
    limits = ["-timeout=5", "-rss_limit_mb=1024"]
    code = run(program, f"-max_total_time={seconds}", *limits, f"-max_len={LENGTHS.get(target, 16384)}",
               "-print_final_stats=1", f"-artifact_prefix={found}/", corpus, SCRATCH / "seeds" / target,
               *([kept] if kept.is_dir() else []))
    new = sorted(set(found.iterdir()) - old)
    for file in new:
        if file.name.startswith("crash-"):
            run(program, "-minimize_crash=1", "-runs=20000", "-max_total_time=20", *limits,
                f"-exact_artifact_path={file}.small", file)
    if code and not new:
        sys.exit(f"Fuzz{target} ended with {code} and left no file")
    return [path for file in new for path in [file, file.with_name(file.name + ".small")] if path.exists()]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("targets", nargs="*", default=TARGETS, help=" ".join(TARGETS))
    options = parser.parse_args()
    seeds.write(SCRATCH / "seeds")
    for target in options.targets or TARGETS:
        if build(target):
            sys.exit(f"Fuzz{target} does not build")
    finds = {target: fuzz(target, options.seconds) for target in options.targets or TARGETS}
    for target, files in finds.items():
        for file in files:
            print(f"{target}: {file.relative_to(ROOT)}")
    if any(finds.values()):
        sys.exit("keep the smallest under Tests/Finds/TARGET/ with a name that says what it is, then fix it: "
                 "`swift test --filter FindTests` replays it")


if __name__ == "__main__":
    main()
