"""The detectors of docs/alerts.md written again with numpy and scipy, and the reference values of the tests.

    python3 Tests/Oracle/detectors.py            prints what the tests of AggregateTests state
    python3 Tests/Oracle/detectors.py measure    measures false alarms and recall (some minutes)
    python3 Tests/Oracle/detectors.py drift      the same of slow drifts

Needs numpy and scipy, which neither the build nor the tests do.
"""

import sys

import numpy as np
from scipy import stats

NILE = [
    1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958, 1140,
    1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020, 1050, 969,
    831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796, 1040, 759, 781,
    865, 845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890, 744, 749, 838,
    1050, 918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740,
]


# -- the retrospective detector


def design(places, season):
    matrix = np.zeros((len(places), season + 1))
    matrix[:, 0] = places
    matrix[np.arange(len(places)), 1 + np.asarray(places) % season] = 1
    return matrix


def outliers(values, season=7):
    y = np.asarray(values, float)
    n = len(y)
    x = design(np.arange(n), season)
    p = x.shape[1]
    floor = 1e-9 * np.abs(y).max()
    slope = np.median((y[season:] - y[:-season]) / season)
    flat = y - slope * np.arange(n)
    residual = flat - np.array([np.median(flat[s::season]) for s in range(season)])[np.arange(n) % season]
    for _ in range(20):
        scale = max(floor, 1.4826 * np.median(np.abs(residual)))
        if scale == 0:
            break
        u = residual / (4.685 * scale)
        weight = np.sqrt(np.where(np.abs(u) < 1, (1 - u * u) ** 2, 0))
        residual = y - x @ np.linalg.lstsq(x * weight[:, None], y * weight, rcond=None)[0]
    scale = max(floor, 1.4826 * np.median(np.abs(residual))) * np.sqrt(n / (n - p))
    out = sorted((i for i in range(n) if abs(residual[i]) > 2.5 * scale), key=lambda i: (-abs(residual[i]), i))
    while out:
        keep = np.setdiff1d(np.arange(n), out)
        if len(keep) <= p or len(set(keep % season)) < season:
            out.pop()  # too little is left: the weakest belongs to the series
            continue
        beta = np.linalg.lstsq(x[keep], y[keep], rcond=None)[0]
        free = len(keep) - p
        noise = max(floor, np.sqrt(((y[keep] - x[keep] @ beta) ** 2).sum() / free))
        inverse = np.linalg.inv(x[keep].T @ x[keep])
        t = [abs(y[i] - x[i] @ beta) / (noise * np.sqrt(1 + x[i] @ inverse @ x[i])) for i in out]
        weakest = int(np.argmin(t))
        if t[weakest] > stats.t.ppf(1 - 0.05 / (2 * n), free):
            break
        out.pop(weakest)
    return sorted(out)


def newest(history, value, season=7):
    """Expected, range and two-sided chance of the value behind a history, its outliers left out."""
    n = len(history)
    keep = np.setdiff1d(np.arange(n), outliers(history, season))
    x = design(np.arange(n + 1), season)
    y = np.asarray(history, float)
    beta = np.linalg.lstsq(x[keep], y[keep], rcond=None)[0]
    free = len(keep) - x.shape[1]
    noise = np.sqrt(((y[keep] - x[keep] @ beta) ** 2).sum() / free)
    spread = noise * np.sqrt(1 + x[n] @ np.linalg.inv(x[keep].T @ x[keep]) @ x[n])
    expected = x[n] @ beta
    reach = stats.t.ppf(0.975, free) * spread
    return expected, expected - reach, expected + reach, 2 * stats.t.sf(abs(value - expected) / spread, free)


# -- slow drifts: CUSUM and EWMA, the first half of a series says what is usual


def usual(values, season, length):
    """Levels per season, their counts and the spread, from the first values: those of a season follow its level."""
    y, at = np.asarray(values[:length], float), np.arange(length) % season
    count = np.bincount(at, minlength=season)
    level = np.bincount(at, y, season) / count
    residual = y - level[at]
    ranges = np.abs(np.diff(residual))
    error = np.where(at[1:] == at[:-1], 0, 1 / count[at[1:]] + 1 / count[at[:-1]])
    return level, count, (ranges * np.sqrt(2 / (2 - error))).mean() / 1.128


def drift(values, season=7, length=None, sign=-1):
    """CUSUM, EWMA in its own deviations, whether one signals, and the chance of that, at the newest value."""
    n = len(values)
    length = length or n // 2 // season * season
    level, count, sigma = usual(values, season, length)
    at = np.arange(length, n) % season
    z = np.clip(sign * (np.asarray(values[length:], float) - level[at]) / sigma, -3, 3)
    total = average = 0.0
    for value in z:
        total = max(0, total + value - 0.5)
        average += 0.2 * (value - average)
    own = np.sqrt(0.2 / 1.8 * (1 - 0.8 ** (2 * len(z))))
    if total <= 5 and average <= 3 * own:
        return total, average / own, False, 1.0
    free = max(1, int(0.6 * (length - season)))
    newest_first = np.eye(season)[at[::-1]]  # which season, one row per value
    stretches = np.arange(1, len(z) + 1)
    spread = np.sqrt(stretches + (np.cumsum(newest_first, axis=0) ** 2 / count).sum(1))
    of_total = min(1, stats.t.sf((total + 0.5 * stretches) / spread, free).sum())
    weight = 0.2 * 0.8 ** np.arange(len(z))
    error = np.sqrt((weight**2).sum() + ((weight @ newest_first) ** 2 / count).sum())
    return total, average / own, True, min(of_total, stats.t.sf(average / error, free))


# -- series that Swift and Python make alike: whole numbers from SplitMix64, the sum of 48 uniforms


class Generator:
    def __init__(self, seed):
        self.state = seed

    def next(self):
        mask = (1 << 64) - 1
        self.state = (self.state + 0x9E3779B97F4A7C15) & mask
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        return z ^ (z >> 31)

    def noise(self):
        """Nearly normal, standard deviation 2000: (sum of 48 numbers below 1000) - 23976, in whole numbers."""
        return sum(self.next() % 1000 for _ in range(48)) - 23976


WEEK = [0, 3000, 5000, 4000, 2000, -6000, -8000]


def series(seed, count, spikes):
    generator = Generator(seed)
    values = [100_000 + 20 * i + WEEK[i % 7] + generator.noise() for i in range(count)]
    places = []
    while len(places) < spikes:
        place = generator.next() % count
        if place not in places:
            values[place] += 13_400 if generator.next() % 2 == 0 else -13_400  # 6.7 standard deviations
            places.append(place)
    return values, sorted(places)


# -- measuring


def measure():
    random = np.random.default_rng(20261128)
    week = np.array(WEEK) / 2000
    for count in [28, 35, 42, 56, 91, 365]:
        wrong = hits = newest_wrong = newest_hits = 0
        rounds = 1000 if count < 100 else 200
        for _ in range(rounds):
            clean = 50 + 0.01 * np.arange(count) + week[np.arange(count) % 7] + random.normal(size=count)
            wrong += bool(outliers(clean))
            spiked = clean.copy()
            places = random.choice(count, 4, replace=False)
            spiked[places] += random.choice([-6.7, 6.7], 4)
            hits += len(set(outliers(spiked)) & set(places.tolist()))
            if count > 28:
                newest_wrong += newest(clean[:-1], clean[-1])[3] < 0.05
                newest_hits += newest(clean[:-1], clean[-1] + 6.7)[3] < 0.05
        print(
            f"{count} points: any false alarm {wrong / rounds:.3f}, recall {hits / rounds / 4:.3f};"
            f" newest: false {newest_wrong / rounds:.3f}, found {newest_hits / rounds:.3f}")


def measure_drift():
    """Alone in a run, a drift is told where a chart signals and the chance is at most 5 %."""
    random = np.random.default_rng(20261129)
    rounds = 4000

    def told(series, season=7, sign=-1):
        return np.mean([drift(values, season, sign=sign)[3] <= 0.05 for values in series])

    def trends(series, days):
        return np.array([stats.norm.cdf(trend(values[-days:], 7)[0]) for values in series])

    for count, season in [(43, 7), (92, 7), (41, 1), (53, 1), (73, 12)]:
        clean = random.normal(size=(rounds, count))
        spiked = clean.copy()
        spiked[:, -1] -= 10
        print(f"{count} values, seasons of {season}: false alarm {told(clean, season):.4f};"
              f" after one spike of 10 deviations {told(spiked, season):.3f}")
    for mean in [0.3, 1, 3, 10]:
        counts = random.poisson(mean, size=(rounds, 92))
        print(f"Poisson counts of {mean}: falling {told(counts):.4f}, rising {told(counts, sign=1):.4f}")
    skewed = np.exp(random.normal(size=(rounds, 92)))
    print(f"lognormal: falling {told(skewed):.4f}, rising {told(skewed, sign=1):.4f}")
    for share in [0.1, 0.2, 0.3, 0.5]:
        noise = random.normal(size=(rounds, 92))
        for place in range(1, 92):
            noise[:, place] = share * noise[:, place - 1] + np.sqrt(1 - share**2) * noise[:, place]
        print(f"each day {share} like the one before: {told(noise):.4f}")
    chances = [drift(values)[3] for values in random.normal(size=(50 * 400, 92))]
    wrong = [any(np.sort(run) <= 0.05 * np.arange(1, 51) / 50) for run in np.reshape(chances, (400, 50))]
    print(f"50 clean series together: any false alarm {np.mean(wrong):.3f}")

    rounds = 2000
    clean = random.normal(size=(rounds, 92))
    level = told(clean)
    limits = {days: np.quantile(trends(clean, days), level) for days in [21, 56, 91]}
    print(f"at equal false alarms ({level:.4f}): drift, and trends of {list(limits)} days")
    for days, size in [(14, 0.5), (14, 1), (14, 2), (21, 0.75), (28, 1), (28, 2), (42, 1.5), (49, 1), (91, 2)]:
        ramp = size * np.clip(np.arange(92) - (91 - days), 0, None) / days
        slow = random.normal(size=(rounds, 92)) - ramp
        found = [np.mean(trends(slow, last) <= limit) for last, limit in limits.items()]
        print(f"  {size} deviations within {days} days: {told(slow):.2f}", np.round(found, 2))
    for days, size in [(7, 1), (14, 1), (28, 1), (28, 0.5)]:
        slow = random.normal(size=(rounds, 92)) - size * (np.arange(92) > 91 - days)
        found = [np.mean(trends(slow, last) <= limit) for last, limit in limits.items()]
        print(f"  {size} deviations lower for {days} days: {told(slow):.2f}", np.round(found, 2))


# -- reference values


def trend(values, season=1):
    score, variance, slopes = 0, 0.0, []
    for first in range(season):
        own = values[first::season]
        n = len(own)
        variance += n * (n - 1) * (2 * n + 5)
        for size in np.unique(own, return_counts=True)[1]:
            variance -= size * (size - 1) * (2 * size + 5)
        for j in range(n):
            for i in range(j):
                score += np.sign(own[j] - own[i])
                slopes.append((own[j] - own[i]) / ((j - i) * season))
    return (score - np.sign(score)) / np.sqrt(variance / 18), np.median(slopes)


def charts():
    base = np.array(NILE[:20], float)
    mean, sigma = base.mean(), np.abs(np.diff(base)).mean() / 1.128
    high = low = level = 0.0
    first = {}
    for index, value in enumerate(NILE):
        z = (value - mean) / sigma
        high, low = max(0, high + z - 0.5), max(0, low - z - 0.5)
        if max(high, low) > 5:
            first.setdefault("cusum", 1871 + index)
        level = 0.2 * z + 0.8 * level
        if abs(level) > 3 * np.sqrt(0.2 / 1.8 * (1 - 0.8 ** (2 * (index + 1)))):
            first.setdefault("ewma", 1871 + index)
    return mean, sigma, first


def main():
    print("normal above 1, 2, 5, 8:", [stats.norm.sf(z) for z in [1, 2, 5, 8]])
    print("normal quantiles .025 .005 .0001:", [stats.norm.isf(p) for p in [0.025, 0.005, 0.0001]])
    print("t beyond:", [2 * stats.t.sf(t, n) for t, n in [(1, 1), (2, 3), (2.5, 20), (4, 34), (6, 83), (12, 20)]])
    print("t quantiles:", [stats.t.isf(p / 2, n) for p, n in [(0.05, 1), (0.05, 20), (0.001, 34), (1e-6, 83)]])
    print("chi2 above:", [stats.chi2.sf(x, n) for x, n in [(3.84, 1), (22.774369, 1), (10, 3), (0.5, 4), (60, 5)]])
    print("binomial:", [stats.binom.sf(k - 1, n, p) for k, n, p in [(7, 10, 0.5), (12, 60, 1 / 14), (3, 200, 0.01)]])
    print("poisson:", [stats.poisson.sf(k - 1, m) for k, m in [(5, 2.5), (12, 3.2), (1, 0.1), (20, 4.0)]])
    print("Fisher:", [stats.fisher_exact(t)[1] for t in [[[3, 1], [1, 3]], [[8, 2], [1, 5]], [[56, 14], [48, 32]]]])
    print("Nile:", charts(), "trend", trend(NILE))
    years = {y: drift(NILE[: y - 1870], 1, 20) for y in range(1891, 1971)}
    first = [min(y for y, r in years.items() if r[i] > limit) for i, limit in [(0, 5), (1, 3)]]
    print("Nile, charts behind the first 20 years:", usual(NILE, 1, 20), first, years[1902], years[1905])
    values = series(21, 92, 0)[0]
    slow = [value - 150 * max(0, place - 63) for place, value in enumerate(values)]
    print("a slow fall:", values[:3], drift(slow), drift(slow, sign=1), drift(values))
    print("seasonal trend:", trend([10, 20, 9, 21, 8, 19, 7, 18], season=2), stats.norm.sf(2.65))
    for seed in range(1, 7):
        values, spikes = series(seed, 42, seed % 4)
        print("series", seed, values[:3], "spikes", spikes, "found", outliers(values))
    values, _ = series(11, 57, 2)
    print("newest:", newest(values[:-1], values[-1] - 13_400), outliers(values[:-1]))
    above = stats.binom.sf(11, 12 + 40, 1 / 14)
    print("counts: 40 in 13 places, 12 now:", above)


if __name__ == "__main__":
    {"measure": measure, "drift": measure_drift}.get("".join(sys.argv[1:]), main)()
