"""Exact sums and ratios in which what is unknown stays so."""

from fractions import Fraction


def exact(value):
    """A finite decimal where there is one, else a reduced fraction."""
    if value is None:
        return None
    value = Fraction(value)
    places = next((places for places in range(40) if (value * 10**places).denominator == 1), None)
    if places is None:
        return f"{value.numerator}/{value.denominator}"
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    text = digits[:-places] + "." + digits[-places:] if places else digits
    return ("-" if value < 0 else "") + text


def ratio(top, bottom):
    return None if top is None or not bottom else Fraction(top) / bottom


def less(value, other):
    return None if value is None or other is None else value - other


def times(*values):
    result = Fraction(1)
    for value in values:
        if value is None:
            return None
        result *= value
    return result


def middle(lengths):
    """The median: of an even number the mean of the two in the middle."""
    ordered, count = sorted(lengths), len(lengths)
    return Fraction(ordered[(count - 1) // 2] + ordered[count // 2], 2) if count else None


def incidence(watched, within=None):
    """The share that was won within so many days, after Aalen and Johansen: lost is the other outcome, open is watched
    for so long only. `watched` are (days, outcome)."""
    if not watched:
        return None
    undecided, won = Fraction(1), Fraction(0)
    for time in sorted({days for days, _ in watched}):
        if within is not None and time > within:
            break
        at_risk = [outcome for days, outcome in watched if days >= time]
        here = [outcome for days, outcome in watched if days == time]
        won += undecided * here.count("won") / len(at_risk)
        undecided *= 1 - Fraction(here.count("won") + here.count("lost"), len(at_risk))
    # Nobody was watched so long, and some are undecided.
    if within is not None and undecided and max(days for days, _ in watched) < within:
        return None
    return won


class Sums(dict):
    """Measures of one cell: None where nothing is stated."""

    def add(self, name, text):
        if text not in (None, ""):
            self[name] = self.get(name, 0) + Fraction(text)

    def __missing__(self, name):
        return None
