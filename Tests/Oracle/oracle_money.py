"""Amounts in the report's currency, by dated rates."""

import bisect
from fractions import Fraction

import oracle_read as read


class Rates:
    def __init__(self, path, limit):
        self.limit, self.days, self.rates = limit, {}, {}
        for _, (when, source, target, rate) in list(read.csv_rows(path))[1:]:
            self.rates[source, target, read.day(when)] = Fraction(rate)
            self.rates[target, source, read.day(when)] = 1 / Fraction(rate)
        for source, target, when in sorted(self.rates):
            self.days.setdefault((source, target), []).append(when)

    def euros(self, amount, currency, when):
        if currency == "EUR":
            return amount
        known = self.days[currency, "EUR"]
        newest = known[bisect.bisect_right(known, when) - 1]
        assert 0 <= (when - newest).days <= self.limit, (currency, when)
        return amount * self.rates[currency, "EUR", newest]
