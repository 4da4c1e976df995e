"""What Sluice is meant to reach, and whether a run reached it."""
import collections
import csv

from measure import best_of_peers, is_disturbed

MIB = 2**20
# wall and user: at most this share of the best peer's, at 1 GB. memory: at most so many bytes, whatever the size of
# the input; it may grow with `keys` (see keys_of).
Goal = collections.namedtuple("Goal", "wall user memory")
GOALS = {
    "W1": Goal(wall=0.20, user=0.20, memory=lambda keys: 48 * MIB + 2 * keys),
    "W2": Goal(wall=0.20, user=0.20, memory=lambda keys: 48 * MIB + 80 * keys),
    "W3": Goal(wall=0.15, user=0.15, memory=lambda keys: 64 * MIB + 64 * keys),
}
COUNTED = {"W2": "unique_openers", "W3": "new_customers"}


def keys_of(work, made, result):
    """What memory may grow with: W1 the bytes of the distinct campaign names, W2 the distinct pairs of group and
    opener, W3 the customers with an order that counts. The last two stand in the result, each pair or customer once."""
    if work not in COUNTED:
        return made.key_bytes
    with open(result, encoding="utf-8", newline="") as f:
        return sum(int(row[COUNTED[work]]) for row in csv.DictReader(f))


def verdict(label, figure, limit, unit=""):
    """One goal in words: 'user CPU 0.13 of at most 0.20: met'."""
    places = 0 if unit else 2
    return (f"{label} {figure:.{places}f} of at most {limit:.{places}f}{unit}: "
            f"{'met' if figure <= limit else 'NOT met'}")


def verdicts(work, jobs, ours, made, cores, threads):
    """Every goal of the work in words; wall time is not judged on a disturbed machine."""
    goal, best = GOALS[work], {key: best_of_peers(jobs, key) for key in ("wall", "user", "mb")}
    words = ["wall: not judged, something else was running" if is_disturbed(cores, threads)
             else verdict("wall", ours.median("wall") / best["wall"], goal.wall)]
    words.append(verdict("user CPU", ours.median("user") / best["user"], goal.user))
    keys = keys_of(work, made, ours.output)
    words.append(verdict("memory", ours.median("mb"), goal.memory(keys) / MIB, " MiB"))
    return words
