#!/usr/bin/env python3
"""What the nightly and quarterly example pipelines must report, worked out apart from the program.

Standard library only; reads the fixture files and applies the written definitions. No figure comes from
the program's own output. Usage: python3 Tests/Oracle/expected.py [--write]; without --write the committed
expectations are compared with the fixtures.

Definitions
- Channel: the stated one, else the pipeline's own rules from the top, else GA4's default channel group.
- Orders and sends belong to the day of their instant in Berlin; stated days are never shifted.
- A row over several days counts only where one period holds all of them.
- Money is converted at the rate of the event's day, else of the newest day before it, at most 5 days old;
  a rate stated the other way round is inverted. Exactly; `display` is rounded once, half to even.
- A group's measure is the sum of what is stated. Where nothing is stated it is 0 if an input that states the
  measure for the group in any period of the run has any row in the period, else there is no value. So it is where an
  input of orders, deals or leads states it of other groups, and its rows tell such groups apart: some row has another
  channel than one without an origin, or names a campaign.
- A new customer's first order (or won deal) of all, by instant and then by key, falls in the period; it
  counts in that order's channel. The history has to reach back before the period.
- A channel's part of the pipeline is of all deals created, whatever their channel.
- roas is of channels with spend in the period, on both sides; a channel's own row is of it alone.
- marketing_cost counts spend or cost as 0 only where no input of the pipeline states it at all.
"""

import datetime
import json
import pathlib
import sys
import zoneinfo

import oracle_alerts
import oracle_read as read
import oracle_sales as sales
from oracle_channels import nightly_channel, quarterly_channel
from oracle_cube import Cube
from oracle_funnel import contribution, created, funnel
from oracle_money import Rates
from oracle_sums import exact

HERE = pathlib.Path(__file__).resolve().parent
FIXTURES = HERE.parents[1] / "fixtures"


def first_events(events):
    """Per person the first event of all that makes a customer."""
    firsts = {}
    for event in events:
        if event.get("person"):
            order = event["instant"], event["key"].encode()
            if event["person"] not in firsts or order < firsts[event["person"]][0]:
                firsts[event["person"]] = order, event
    return [event for _, event in firsts.values()]


def report(sources, periods, compared, channel_of, names, history, alerts=None, earlier=()):
    """`periods`: label → (first, last) day; `compared`: labels of focus and comparisons; `earlier`: the same of what is
    looked at besides."""
    ledgers, events = zip(*sources)
    events = [event for part in events for event in part]
    for event in events:
        event["channel_"] = channel_of(event)
        event["measures"] |= created(event)
    rates = Rates(FIXTURES / "fx/rates.csv", 5)

    looked = dict(earlier) | periods
    Cube.before = dict(zip(list(looked)[1:], looked))

    def period_of(when):
        return next((label for label, (first, last) in looked.items() if first <= when <= last), None)

    customers = first_events([event for event in events if "instant" in event])
    assert all(since < first for since in history for first, _ in periods.values())
    total = Cube(events, period_of, rates, lambda event: "", customers)
    channels = Cube(events, period_of, rates, lambda event: event["channel_"], customers)
    campaigns = Cube(
        events, period_of, rates, lambda event: (event["channel_"], event.get("campaign", "")), customers
    )
    total.stand(events, periods, rates, lambda event: "")
    channels.stand(events, periods, rates, lambda event: event["channel_"])
    total.by_channel = channels
    focus = compared[0]
    listed = sorted({group for group, _, _ in channels.sums})
    campaign_keys = sorted({group for group, period, _ in campaigns.sums if period == focus})
    brief = [name for name in ("spend", "impressions", "clicks", "orders", "revenue") if name in names]
    result = {
        "focus": focus,
        "compared_with": compared[1:],
        "currency": "EUR",
        "totals": {label: total.cell("", label, names) for label in periods},
        "channels": {
            label: {channel: channels.cell(channel, label, names) for channel in listed}
            for label in compared
        },
        "campaigns": (
            [
                {"channel": group[0], "campaign": group[1], **campaigns.cell(group, focus, brief)}
                for group in campaign_keys
            ]
            if brief and "spend" in names
            else []
        ),
        "files": [account(ledger) for ledger in ledgers],
    }
    if alerts:
        first = min(periods[label][0] for label in compared[:2])
        days = Cube(events, lambda when: when if when >= first else None, rates, lambda event: "", [])
        result["alerts"] = alerts(result, oracle_alerts.revenue_of(days, ledgers, events))
    return result


def account(ledger):
    money = [
        {
            "measure": measure,
            "currency": currency,
            **{key: exact(cell[key]) for key in ("records", "accepted", "filtered", "rejected")},
            "unreadable": cell["unreadable"],
            "control_total": (
                exact(ledger.total[measure, currency]) if (measure, currency) in ledger.total else None
            ),
        }
        for (measure, currency), cell in sorted(ledger.money.items())
    ]
    unit = "record" if ledger.path.suffix == ".xml" else "line"
    return {
        "file": str(ledger.path.relative_to(FIXTURES.parent)),
        "records": ledger.records,
        "accepted": ledger.accepted,
        "filtered": dict(sorted(ledger.filtered.items())),
        "rejected": len(ledger.rejects),
        "rejects": [{unit: place, "reason": why} for place, why in ledger.rejects],
        "money": money,
    }


# The two pipelines


def spans(first_year, first_month, count, length):
    result = {}
    for index in range(count):
        months = first_year * 12 + first_month - 1 + index * length
        year, month, after = months // 12, months % 12 + 1, months + length
        last = datetime.date(after // 12, after % 12 + 1, 1) - datetime.timedelta(days=1)
        label = f"{year}-{month:02d}" if length == 1 else f"{year}-Q{(month - 1) // 3 + 1}"
        result[label] = datetime.date(year, month, 1), last
    return result


def fiscal(label):
    """The fiscal year starts in April and is named after the year in which it does."""
    year, quarter = int(label[:4]), int(label[-1])
    return f"FY{year}-Q{quarter - 1}" if quarter > 1 else f"FY{year - 1}-Q4"


def nightly():
    zone = zoneinfo.ZoneInfo("America/Los_Angeles")
    files = [
        (read.google_ads, "google-ads/*", "google_ads"),
        (read.meta_ads, "meta-ads/*", "meta_ads"),
        (read.tradedoubler, "tradedoubler/*", "affiliates"),
        (lambda path, name: read.mailchimp(path, name, zone), "mailchimp/*", "newsletter"),
        (sales.shopify, "shopify/*", "web_shop"),
        (sales.commerceml, "commerceml/*", "moscow_shop"),
        (
            lambda path, name: sales.costs(path, name, lambda a, b: (a.year, a.month) == (b.year, b.month)),
            "generic/costs.csv",
            "other_costs",
        ),
        (sales.agency, "generic/agentur.csv", "agency"),
    ]
    names = (
        "spend marketing_cost revenue roas mer orders average_order_value refunds net_revenue "
        "new_customers cac impressions clicks ctr cpc conversions_claimed roas_claimed sent open_rate "
        "click_rate unsubscribe_rate "
        "margin_after_ads cac.lagged"
    ).split()
    return report(
        load(files),
        spans(2025, 1, 14, 1),
        ["2026-02", "2026-01", "2025-02"],
        nightly_channel,
        names,
        [datetime.date(2024, 6, 1), datetime.date(2023, 1, 1)],
        oracle_alerts.nightly,
        spans(2024, 12, 1, 1),
    )


def quarterly():
    def quarter(when):
        return when.year, (when.month - 1) // 3

    files = [
        (sales.leads, "generic/leads.csv", "leads"),
        (sales.salesforce, "salesforce/*", "crm"),
        (sales.deals, "generic/deals.csv", "resellers"),
        (
            lambda path, name: sales.costs(path, name, lambda a, b: quarter(a) == quarter(b)),
            "generic/costs.csv",
            "other_costs",
        ),
        (lambda path, name: sales.agency(path, name, "Agency"), "generic/agentur.csv", "agency"),
    ]
    names = (
        "marketing_cost leads cpl mqls cost_per_mql sqls cost_per_sql won_deals lost_deals win_rate revenue "
        "new_customers cac roi"
    ).split() + list(funnel(lambda _: None, None)) + list(contribution(lambda _: None, lambda _: None))
    return report(
        load(files),
        {fiscal(label): days for label, days in spans(2024, 10, 5, 3).items()},
        ["FY2025-Q3", "FY2025-Q2", "FY2024-Q3"],
        quarterly_channel,
        names,
        [datetime.date(2022, 1, 1), datetime.date(2024, 8, 1)],
    )


def load(files):
    return [reader(path, name) for reader, pattern, name in files for path in sorted(FIXTURES.glob(pattern))]


def twin_agrees():
    """The UTF-16 file with tabs holds the very cells of its UTF-8 twin."""
    twin = read.csv_rows(FIXTURES / "twins/google-ads-2026-02.utf16.csv", "utf-16", "\t")
    return list(twin) == list(read.csv_rows(FIXTURES / "google-ads/2026-02.csv"))


def main():
    failed = not twin_agrees()
    for name, result in (("nightly", nightly()), ("quarterly", quarterly())):
        text = json.dumps(result, ensure_ascii=False, indent=1) + "\n"
        path = HERE / f"{name}.expected.json"
        if "--write" in sys.argv:
            path.write_text(text)
        elif path.read_text() != text:
            print(f"{path.name} differs from the fixtures", file=sys.stderr)
            failed = True
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
