#!/usr/bin/env python3
"""Prove that the gate can fail: 6 % more instructions do, 4 % don't, and a missing figure is never passed over."""
import sys

import gate

ACCEPTED = {"W1": {"start_up": 1_000_000, "per_row": 500.0}, "W2": {"start_up": 2_000_000, "per_row": 300.0}}
# what is measured → what the errors must name, in order
CASES = {
    "the same": (ACCEPTED, []),
    "4 % more": ({"W1": {"start_up": 1_040_000, "per_row": 520.0}}, []),
    "exactly 5 % more": ({"W1": {"start_up": 1_050_000, "per_row": 500.0}}, []),
    "6 % more per row": ({"W1": {"start_up": 1_000_000, "per_row": 530.0}}, ["W1 per row", "+6.0%"]),
    "6 % more at start-up, in one of two works": (
        {"W1": {"start_up": 1_000_000, "per_row": 500.0}, "W2": {"start_up": 2_120_000, "per_row": 300.0}},
        ["W2 at start-up", "+6.0%"]),
    "half": ({"W1": {"start_up": 500_000, "per_row": 250.0}}, []),
    "a work without accepted figures": (
        {"W3": {"start_up": 1, "per_row": 1.0}}, ["W3 at start-up", "ACCEPT=1", "W3 per row", "ACCEPT=1"]),
    "a figure that was not measured": ({"W1": {"start_up": 1_000_000}}, ["W1 per row: not measured"]),
    "a work that failed": ({"W1": {}}, ["W1 at start-up: not measured", "W1 per row: not measured"]),
}
REPORT = "==12== \n==12== Events    : Ir\n==12== Collected : 1492214698\n==12== \n==12== I   refs:      1,492,214,698\n"


def names_in_order(text, names):
    """Whether the text has all the names, one after the other."""
    at = 0
    for name in names:
        at = text.find(name, at)
        if at < 0:
            return False
        at += len(name)
    return True


def main():
    wrong = []
    for case, (measured, expected) in CASES.items():
        _, errors = gate.compare(ACCEPTED, measured)
        if bool(errors) != bool(expected) or not names_in_order("\n".join(errors), expected):
            wrong.append(f"{case}: expected errors that name {expected}, found {errors}")
    kept = gate.accept(ACCEPTED, {"W1": {"start_up": 7, "per_row": 8.0}, "W2": {}, "W3": {}})
    if kept != {"W1": {"start_up": 7, "per_row": 8.0}, "W2": ACCEPTED["W2"]}:
        wrong.append(f"accepting must replace what was measured and keep the rest, found {kept}")
    if gate.collected(REPORT) != 1492214698 or gate.collected("==12== Valgrind: I can't recover.") is not None:
        wrong.append("the instructions are misread from callgrind's report")
    for line in wrong:
        print(f"gate_selftest: {line}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
