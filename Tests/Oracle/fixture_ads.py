"""Made-up exports of advertising and email tools for make_fixtures.py."""

import csv
import datetime
import io
import zlib
from xml.sax.saxutils import escape

MONTHS = "January February March April May June July August September October November December".split()


def pick(low, high, *label):
    """An integer from low to high, decided by the label alone."""
    return low + zlib.crc32("/".join(map(str, label)).encode()) % (high - low + 1)


def days(first, last):
    day = datetime.date.fromisoformat(first)
    while day <= datetime.date.fromisoformat(last):
        yield day
        day += datetime.timedelta(days=1)


def cents(value):
    return f"{value // 100}.{value % 100:02d}"


def table(rows, delimiter=",", quoting=csv.QUOTE_MINIMAL):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n", quoting=quoting).writerows(rows)
    return out.getvalue()


# Google Ads: preamble, totals that overlap, ` --` for null, costs ungrouped and counts grouped.

GOOGLE = [
    ("Search | Brand, DACH", "Search", 1),
    ('Search "Espresso" <b>exact</b>', "Search", 1),
    ("Totally Spring ☕", "Search", 2),
    ("PMax - EU", "Performance Max", 1),
    ("Shopping – grinders", "Shopping", 2),
    ("Video: brewing at home", "Video", 3),
]
GOOGLE_HEAD = (
    "Campaign status,Day,Campaign,Campaign type,Currency code,Impr.,Clicks,CTR,Cost,Conversions,"
    "Conv. value"
).split(",")


def google_rows(first, last, campaigns):
    for day in days(first, last):
        for name, kind, every in campaigns:
            # Platforms leave out campaigns on days without impressions.
            if day.toordinal() % every:
                continue
            label = (name, day)
            impressions = pick(150, 1600, "impressions", *label)
            clicks = impressions * pick(6, 48, "clicks", *label) // 1000
            cost = clicks * pick(21, 69, "cost", *label) + pick(0, 99, "odd", *label)
            conversions = clicks * pick(0, 4, "conversions", *label)
            value = conversions * pick(140, 390, "value", *label)
            rate = clicks * 10000 // impressions
            stated = kind != "Video"
            yield [
                "Enabled" if day.month == 2 else "Paused",
                day.isoformat(),
                name,
                kind,
                "USD",
                f"{impressions:,}",
                f"{clicks:,}",
                f"{rate // 100}.{rate % 100:02d}%",
                cents(cost),
                cents(conversions) if stated else " --",
                f"{value // 100:,}.{value % 100:02d}" if stated else " --",
            ]


def google(first, last, period, campaigns, spoiled):
    rows = list(google_rows(first, last, campaigns))
    if spoiled:
        # No such day; thousands grouped in twos. Both costs can be read, so the control total holds.
        rows.insert(
            7,
            [
                "Paused",
                "2026-02-30",
                "PMax - EU",
                "Performance Max",
                "USD",
                "1,020",
                "11",
                "1.07%",
                "12.34",
                "0.00",
                "0.00",
            ],
        )
        rows.insert(
            40,
            [
                "Paused",
                "2026-02-08",
                "Totally Spring ☕",
                "Search",
                "USD",
                "1,20",
                "9",
                "0.75%",
                "7.05",
                "0.00",
                "0.00",
            ],
        )

    def total(label, chosen, removed=0):
        cost = sum(int(row[8].replace(".", "")) for row in chosen) + removed
        value = sum(int(row[10].replace(".", "").replace(",", "")) for row in chosen if row[10] != " --")
        blank = " --" if label == "Total: Campaigns" else ""
        return [
            label,
            blank,
            blank,
            blank,
            "USD",
            blank,
            blank,
            blank,
            cents(cost),
            blank,
            f"{value // 100:,}.{value % 100:02d}",
        ]

    kinds = sorted({kind for _, kind, _ in campaigns})
    totals = [total("Total: Campaigns", rows), total("Total: Account", rows, removed=1999)]
    totals += [total(f"Total: {kind}", [row for row in rows if row[3] == kind]) for kind in kinds]
    return [["Campaign report"], [period], GOOGLE_HEAD] + rows + totals


# Meta: byte order mark, currency in the heading, several rows of one campaign and day.

META = ["Aroma | Prospecting | “Wake up”", 'Boost: "Neue Röstung" ☀️…', "Retargeting|carousel <b>v2</b>"]
META_HEAD = (
    "Day,Campaign name,Ad set name,Reach,Frequency,Impressions,Amount spent (EUR),Clicks (all),"
    "Link clicks,Purchases,Purchases conversion value,Reporting starts,Reporting ends"
).split(",")


def meta(first, last, campaigns, spoiled):
    rows = []
    for day in reversed(list(days(first, last))):
        for index, name in enumerate(campaigns):
            for ad_set in ("Broad", "Lookalike 1%") if index == 0 and day.day % 2 else ("Broad",):
                label = (name, ad_set, day)
                reach = pick(120, 980, "reach", *label)
                frequency = pick(100000000, 210000000, "frequency", *label)
                impressions = reach * frequency // 100000000
                clicks = impressions * pick(8, 35, "clicks", *label) // 1000
                spend = clicks * pick(17, 64, "spend", *label) + pick(0, 99, "odd", *label)
                bought = pick(0, 9, "bought", *label) // 8
                value = bought * pick(6400, 33900, "value", *label)
                amount = cents(spend).rstrip("0").rstrip(".")
                rows.append(
                    [
                        day,
                        name,
                        ad_set,
                        reach,
                        f"{frequency // 10**8}.{frequency % 10**8:08d}".rstrip("0"),
                        impressions,
                        amount,
                        clicks + pick(0, 30, "likes", *label),
                        clicks,
                        bought or "",
                        cents(value) if bought else "",
                        day,
                        day,
                    ]
                )
    if spoiled:
        rows.insert(
            19,
            ["2026-02-25", META[0], "Broad", 10, "1", 10, "n.a.", 1, 1, "", "", "2026-02-25", "2026-02-25"],
        )
    return meta_head() + table(rows)


def meta_head():
    """Headings are quoted where they hold a space."""
    return "\ufeff" + ",".join(f'"{text}"' if " " in text else text for text in META_HEAD) + "\n"


# Mailchimp: one row per campaign, times of the account (here Los Angeles), `n/a` for null.

MAIL_HEAD = (
    "Title,Subject,List,Send Date,Send Weekday,Total Recipients,Successful Deliveries,"
    "Soft Bounces,Hard Bounces,Total Bounces,Unique Opens,Open Rate,Total Opens,Unique Clicks,"
    "Click Rate,Total Clicks,Unsubscribes,Abuse Complaints,Unique Id"
).split(",")
MAIL_EXTRA = [  # title, local time in Los Angeles
    ("Sleepless in spring", "2025-03-09 02:30"),  # clocks skip this half hour
    ("Autumn, twice", "2025-11-02 01:30"),  # and repeat this one
    ("Valentine’s | early birds", "2026-01-31 17:30"),  # already February in Berlin
    ('Last call: "Carnival"', "2026-02-28 14:59"),  # still February in Berlin
    ("March, almost", "2026-02-28 15:00"),  # March in Berlin
]


def mailchimp():
    sends = [
        (
            f"Letter {year}-{month:02d}, part {part}",
            f"{year}-{month:02d}-{4 + 13 * (part - 1):02d} 09:{part}5",
        )
        for year, last in ((2025, 12), (2026, 2))
        for month in range(1, last + 1)
        for part in (1, 2)
    ]
    rows = [MAIL_HEAD]
    for title, moment in sorted(sends + MAIL_EXTRA, key=lambda send: send[1]):
        time = datetime.datetime.fromisoformat(moment)
        sent = pick(1450, 2600, "sent", title)
        soft, hard = pick(0, 14, "soft", title), pick(0, 9, "hard", title)
        delivered = sent - soft - hard
        unique = delivered * pick(210, 390, "opens", title) // 1000
        clickers = unique * pick(90, 240, "clickers", title) // 1000
        percent = [
            f"{part * 10000 // delivered // 100}.{part * 10000 // delivered % 100:02d}%"
            for part in (unique, clickers)
        ]
        hour = f"{(time.hour + 11) % 12 + 1:02d}:{time.minute:02d} {'pm' if time.hour >= 12 else 'am'}"
        rows.append(
            [
                title,
                "Fresh beans, “now”",
                "Readers",
                f"{MONTHS[time.month - 1][:3]} {time.day:02d}, {time.year} {hour}",
                "",
                f"{sent:,}",
                f"{delivered:,}",
                soft,
                hard,
                soft + hard,
                f"{unique:,}",
                percent[0],
                f"{unique + pick(40, 400, 'again', title):,}",
                clickers,
                percent[1],
                clickers + pick(0, 60, "more", title),
                pick(0, 6, "left", title),
                "n/a",
                f"{zlib.crc32(title.encode()):08x}",
            ]
        )
    rows.append(
        [
            "Plain text test",
            "test",
            "Staff",
            "Feb 20, 2026 08:00 am",
            "",
            12,
            12,
            0,
            0,
            0,
            "n/a",
            "n/a",
            "n/a",
            "n/a",
            "n/a",
            "n/a",
            0,
            "n/a",
            "00000000",
        ]
    )
    return table(rows)


# TradeDoubler: attributes on the root, a message matrix before the data, zone names, five decimals.

TD_FIELDS = [
    ("programName", "string"),
    ("programId", "integer"),
    ("timeOfVisit", "datetime"),
    ("timeOfEvent", "datetime"),
    ("lastModified", "datetime"),
    ("orderNR", "string"),
    ("epi1", "string"),
    ("eventName", "string"),
    ("pendingStatus", "string"),
    ("siteName", "string"),
    ("orderValue", "decimal"),
    ("voucher_code", "string"),
    ("affiliateCommission", "decimal"),
]


def tradedoubler():
    events = []
    for number, day in enumerate(days("2026-01-02", "2026-02-27")):
        if pick(0, 2, "td", day):
            continue
        value = pick(2500, 44000, "td value", day)
        commission = value * pick(310, 780, "td rate", day) // 10  # basis points of cents: 10^-5 of the unit
        status = "APAAD"[pick(0, 4, "td status", day)]
        events.append(
            [
                "Röststube & Friends" if number % 3 else "Bean <3 Club",
                9100 + number % 3,
                f"{day} 08:12:00 UTC+0",
                f"{day} {pick(8, 20, 'td hour', day):02d}:31:07 CET",
                f"{day} 23:05:00 CET",
                f"TD{7000 + number}",
                f"{zlib.crc32(str(day).encode()):08x}",
                "Sale",
                status,
                "Kaffeeblog",
                cents(value),
                "",
                f"{commission // 100000}.{commission % 100000:05d}",
            ]
        )
    events.append(
        [
            "Bean <3 Club",
            9100,
            "2026-01-31 23:10:00 UTC+0",
            "2026-01-31 23:30:00 UTC+0",
            "2026-02-02 09:00:00 CET",
            "TD7900",
            "",
            "Sale",
            "A",
            "Kaffeeblog",
            "40.00",
            "",
            "2.00000",
        ]
    )
    events.append(
        [
            "Bean <3 Club",
            9100,
            "2026-02-10 12:00:00 UTC+0",
            "2026-02-10 12:00:00 IST",
            "2026-02-10 12:00:00 CET",
            "TD7901",
            "",
            "Lead",
            "A",
            "Kaffeeblog",
            "",
            "",
            "1.50000",
        ]
    )
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<report title="Event breakdown report" name="aAffiliateEventBreakdownReport"'
        ' time="2026-03-01 07:40">',
        "\t<matrix><c>Amounts are in the currency of the account.</c></matrix>",
        f'\t<matrix rowcount="{len(events) + 2}">',
        "\t\t<columns>",
    ]
    lines += [f'\t\t\t<{name} type="{kind}">{name}</{name}>' for name, kind in TD_FIELDS]
    lines += ["\t\t</columns>", "\t\t<rows>"]
    for event in events:
        cells = "".join(f"<{name}>{escape(str(text))}</{name}>" for (name, _), text in zip(TD_FIELDS, event))
        lines.append(f"\t\t\t<row>{cells}</row>")
    return "\n".join(lines + ["\t\t</rows>", "\t</matrix>", "</report>", ""])


def excel_csv(rows):
    """Tab-separated with a byte order mark; fields with commas keep their quotes."""

    def cell(text):
        needs = any(mark in text for mark in ',"\t\n')
        return '"' + text.replace('"', '""') + '"' if needs else text

    return "\ufeff" + "".join("\t".join(map(cell, row)) + "\n" for row in rows)
