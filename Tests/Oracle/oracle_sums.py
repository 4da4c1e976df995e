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


class Sums(dict):
    """Measures of one cell: None where nothing is stated."""

    def add(self, name, text):
        if text not in (None, ""):
            self[name] = self.get(name, 0) + Fraction(text)

    def __missing__(self, name):
        return None
