"""The alerts of pipelines/nightly.yaml, worked out from the oracle's own figures."""

import datetime
import math
from fractions import Fraction


def value(figure):
    return None if figure is None else Fraction(figure["exact"])


def nightly(result, revenue_of):
    """`revenue_of`: day → revenue of everything, None where orders of the day were rejected and none counts. The alerts
    that fire, the largest in money first."""
    now, before = (result["channels"][label] for label in ("2026-02", "2026-01"))
    found = []
    for channel in now:
        revenue, base = value(now[channel]["revenue"]), value(before[channel]["revenue"])
        if None not in (revenue, base) and base - revenue > base / 2 and max(revenue, base) >= 500:
            found.append(("revenue broke down", channel, now[channel]["revenue"], base - revenue))
        cac = value(now[channel]["cac"])
        if cac is not None and cac > 300:
            found.append(("dear customers", channel, now[channel]["cac"], cac - 300))
        roas, spend = value(now[channel]["roas"]), value(now[channel]["spend"])
        if roas is not None and roas < 1 and spend is not None and spend >= 500:
            found.append(("ads bring less than they cost", channel, now[channel]["roas"], None))
    # The logs of orders begin before and end after: a day without orders had a revenue of 0.
    revenue = [revenue_of(day) for day in days("2026-02-28", 56)]
    chance, slope, distance = trend(revenue)
    if chance < 0.05:
        found.append(("revenue is sliding", None, result["totals"]["2026-02"]["revenue"], distance))
    found.sort(key=lambda row: (row[3] is None, -(row[3] or 0)))
    chances = {"revenue is sliding": {"chance": f"{chance:.6g}"}}
    return [
        {"alert": name, "channel": channel, "exact": figure["exact"], **chances.get(name, {})}
        for name, channel, figure, _ in found
    ]


def revenue_of(cube, ledgers, events):
    """What was sold on a day; None where orders of it were rejected and none counts."""
    sold = {event["day"] for event in events if "revenue" in event["measures"]}
    unknown = set().union(*(ledger.doubtful for ledger in ledgers)) - sold
    return lambda day: None if day in unknown else cube.value("", day, "revenue") or 0


def days(last, count):
    end = datetime.date.fromisoformat(last)
    return [end - datetime.timedelta(days=offset) for offset in range(count - 1, -1, -1)]


def trend(values):
    """Mann and Kendall's test, weekday by weekday: the chance of falling so, the slope, and what it makes in all."""
    score, variance, slopes = 0, 0, []
    for weekday in range(7):
        known = [(place, value) for place, value in enumerate(values) if value is not None and place % 7 == weekday]
        places, own = [place for place, _ in known], [value for _, value in known]
        variance += sum(n * (n - 1) * (2 * n + 5) * sign for n, sign in sizes(own)) / 18
        for later in range(len(own)):
            for earlier in range(later):
                change = own[later] - own[earlier]
                score += (change > 0) - (change < 0)
                slopes.append(change / (places[later] - places[earlier]))
    z = (score - math.copysign(1, score)) / math.sqrt(variance) if score else 0
    slopes.sort()
    slope = (slopes[(len(slopes) - 1) // 2] + slopes[len(slopes) // 2]) / 2
    return math.erfc(-z / math.sqrt(2)) / 2, slope, abs(slope) * (len(values) - 1)


def sizes(own):
    yield len(own), 1
    for value in set(own):
        yield own.count(value), -1
