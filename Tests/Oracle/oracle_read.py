"""Reads the fixture exports with Python's own csv and xml modules: an account that shares no code with ours.

An event is a dict: input, day, last (day), instant, key, person, measures, currency, dimensions.
A ledger counts records and money of one file; `rejects` are (physical line or record, reason).
"""

import csv
import datetime
import gzip
import io
import re
import xml.etree.ElementTree as ET
import zoneinfo
from fractions import Fraction

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


class Bad(Exception):
    """Why a record is rejected."""


class Ledger:
    def __init__(self, path):
        self.path, self.records, self.accepted = path, 0, 0
        self.filtered, self.rejects, self.money, self.total = {}, [], {}, {}
        # Days of rejected records of orders, as far as they can be read.
        self.doubtful = set()

    def put(self, fate, amounts, currency, place=None, reason=None, unreadable=()):
        """One record: fate is accepted, filtered or rejected."""
        self.records += 1
        if fate == "accepted":
            self.accepted += 1
        elif fate == "filtered":
            self.filtered[reason] = self.filtered.get(reason, 0) + 1
        else:
            self.rejects.append((place, reason))
        for measure in unreadable:
            self.cell(measure, currency)["unreadable"] += 1
        for measure, amount in amounts.items():
            if amount is not None:
                self.cell(measure, currency)["records"] += amount
                self.cell(measure, currency)[fate] += amount

    def cell(self, measure, currency):
        blank = {
            "records": Fraction(0),
            "accepted": Fraction(0),
            "filtered": Fraction(0),
            "rejected": Fraction(0),
            "unreadable": 0,
        }
        return self.money.setdefault((measure, currency), blank)


def number(text, grouping="", decimal=".", places=6):
    """A number written strictly in one notation; None for nothing."""
    text = text.strip().removesuffix("€").strip()
    if text in ("", "--", "n/a"):
        return None
    group = re.escape(grouping)
    whole = rf"(\d+|\d{{1,3}}({group}\d{{3}})+)" if grouping else r"\d+"
    if not re.fullmatch(rf"-?{whole}({re.escape(decimal)}\d+)?", text):
        spoiled = grouping and re.fullmatch(rf"-?\d[\d{group}]*({re.escape(decimal)}\d+)?", text)
        raise Bad("bad_grouping" if spoiled else "not_a_number")
    value = Fraction(
        text.replace(grouping, "").replace(decimal, ".") if grouping else text.replace(decimal, ".")
    )
    if (value * 10**places).denominator != 1:
        raise Bad("too_many_decimals")
    return value


def day(text, pattern=r"(\d{4})-(\d\d)-(\d\d)", order=(1, 2, 3)):
    found = re.fullmatch(pattern, text.strip())
    if not found:
        raise Bad("not_a_date" if text.strip() else "missing_value")
    try:
        return datetime.date(*(int(found[part]) for part in order))
    except ValueError:
        raise Bad("no_such_day") from None


def placed(moment):
    """(UTC seconds, day in Berlin) of an aware time."""
    return int((moment - EPOCH).total_seconds()), moment.astimezone(BERLIN).date()


def local(naive, zone):
    """The earlier instant of a local time; clocks may have skipped it."""
    aware = naive.replace(tzinfo=zone)
    if aware.astimezone(datetime.timezone.utc).astimezone(zone).replace(tzinfo=None) != naive:
        raise Bad("no_such_local_time")
    return aware


def csv_rows(path, encoding="utf-8-sig", delimiter=","):
    """(physical line on which the row starts, cells)"""
    data = path.read_bytes()
    data = gzip.decompress(data) if path.suffix == ".gz" else data
    reader = csv.reader(io.StringIO(data.decode(encoding), newline=""), delimiter=delimiter)
    start = 1
    for cells in reader:
        yield start, cells
        start = reader.line_num + 1


class Record:
    """Collects a record's values; the first problem is its reject reason."""

    def __init__(self, ledger, place):
        self.ledger, self.place, self.problem, self.amounts, self.unreadable = ledger, place, None, {}, []

    def read(self, reader, *args, money=None, **options):
        try:
            value = reader(*args, **options)
        except Bad as bad:
            self.problem = self.problem or str(bad)
            if money:
                self.unreadable.append(money)
            return None
        if money:
            self.amounts[money] = value
        return value

    def need(self, value):
        if value in (None, ""):
            self.problem = self.problem or "missing_value"
        return value

    def close(self, currency, keep=True, filtered="not_kept"):
        """True when accepted."""
        fate = "rejected" if self.problem else "accepted" if keep else "filtered"
        reason = self.problem or filtered
        self.ledger.put(fate, self.amounts, currency, self.place, reason, self.unreadable)
        return fate == "accepted"


def google_ads(path, name):
    ledger, events, head = Ledger(path), [], None
    for line, cells in csv_rows(path):
        if head is None:
            head = cells if "Campaign" in cells else None
            continue
        row = dict(zip(head, cells))
        if cells[0].startswith("Total:"):
            ledger.put("filtered", {}, "USD", reason="total")
            if cells[0] == "Total: Campaigns":
                for measure, column in (("spend", "Cost"), ("conversion_value_claimed", "Conv. value")):
                    ledger.total[measure, "USD"] = number(row[column], ",")
            continue
        record = Record(ledger, line)
        when = record.read(day, row["Day"])
        measures = {"spend": record.read(number, row["Cost"], ",", money="spend")}
        for measure, column, places in (
            ("impressions", "Impr.", 0),
            ("clicks", "Clicks", 0),
            ("conversions_claimed", "Conversions", 6),
        ):
            measures[measure] = record.read(number, row[column], ",", places=places)
        value = record.read(number, row["Conv. value"], ",", money="conversion_value_claimed")
        measures["conversion_value_claimed"] = value
        if record.close("USD"):
            events.append(
                dict(
                    input=name,
                    day=when,
                    measures=measures,
                    currency="USD",
                    source="google",
                    medium="cpc",
                    campaign=row["Campaign"],
                    campaign_type=row["Campaign type"],
                )
            )
    return ledger, events


def meta_ads(path, name):
    ledger, events, head = Ledger(path), [], None
    for line, cells in csv_rows(path):
        if head is None:
            head = cells
            continue
        if cells[0] == "No data available.":
            ledger.put("filtered", {}, "EUR", reason="footer")
            continue
        row, record = dict(zip(head, cells)), Record(ledger, line)
        when = record.read(day, row["Day"])
        assert row["Day"] == row["Reporting starts"] == row["Reporting ends"]
        measures = {
            "spend": record.read(number, row["Amount spent (EUR)"], money="spend"),
            "impressions": record.read(number, row["Impressions"], places=0),
            "clicks": record.read(number, row["Link clicks"], places=0),
            "conversions_claimed": record.read(number, row["Purchases"]),
            "conversion_value_claimed": record.read(
                number, row["Purchases conversion value"], money="conversion_value_claimed"
            ),
        }
        # Meta leaves what a row did not have of these empty.
        for measure in ("conversions_claimed", "conversion_value_claimed"):
            measures[measure] = measures[measure] or Fraction(0)
        if record.close("EUR"):
            events.append(
                dict(
                    input=name,
                    day=when,
                    measures=measures,
                    currency="EUR",
                    source="facebook",
                    medium="paid_social",
                    campaign=row["Campaign name"],
                )
            )
    return ledger, events


def mailchimp(path, name, zone):
    months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
    columns = {
        "sent": "Total Recipients",
        "delivered": "Successful Deliveries",
        "unique_opens": "Unique Opens",
        "unique_clicks": "Unique Clicks",
        "unsubscribes": "Unsubscribes",
    }
    ledger, events, head = Ledger(path), [], None

    def moment(text):
        month, number_, year, clock, half = text.replace(",", "").split()
        hour, minute = map(int, clock.split(":"))
        naive = datetime.datetime(
            int(year), months.index(month) + 1, int(number_), hour % 12 + (12 if half == "pm" else 0), minute
        )
        return placed(local(naive, zone))

    for line, cells in csv_rows(path):
        if head is None:
            head = cells
            continue
        row, record = dict(zip(head, cells)), Record(ledger, line)
        time = record.read(moment, row["Send Date"])
        measures = {
            measure: record.read(number, row[column], ",", places=0) for measure, column in columns.items()
        }
        if record.close(None):
            events.append(
                dict(
                    input=name,
                    day=time[1],
                    measures=measures,
                    currency=None,
                    source="mailchimp",
                    medium="email",
                    campaign=row["Title"],
                )
            )
    return ledger, events


def tradedoubler(path, name):
    ledger, events = Ledger(path), []
    zones = {"UTC+0": 0, "CET": 1}
    for index, row in enumerate(ET.parse(path).getroot().findall("matrix/rows/row"), 1):
        record = Record(ledger, index)

        def moment(text):
            date, clock, zone = text.split(" ")
            if zone not in zones:
                raise Bad("unknown_zone")
            offset = datetime.timezone(datetime.timedelta(hours=zones[zone]))
            return placed(datetime.datetime.fromisoformat(f"{date}T{clock}").replace(tzinfo=offset))

        time = record.read(moment, row.findtext("timeOfEvent"))
        measures = {
            "spend": record.read(number, row.findtext("affiliateCommission"), money="spend"),
            "conversion_value_claimed": record.read(
                number, row.findtext("orderValue"), money="conversion_value_claimed"
            ),
            "conversions_claimed": Fraction(1),
        }
        if record.close("EUR", keep=row.findtext("pendingStatus") in "AP"):
            events.append(
                dict(
                    input=name,
                    day=time[1],
                    measures=measures,
                    currency="EUR",
                    source="tradedoubler",
                    medium="affiliate",
                    campaign=row.findtext("programName"),
                )
            )
    return ledger, events
