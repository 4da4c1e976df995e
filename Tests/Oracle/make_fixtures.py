#!/usr/bin/env python3
"""Writes the made-up exports under fixtures/: same bytes on every machine (gzip: same contents).

Every figure comes from integer arithmetic over CRC-32 of a label, so nothing here depends on a clock,
a locale or a random generator. Shapes follow real exports; names, people and amounts are invented.
Usage: python3 Tests/Oracle/make_fixtures.py [FOLDER]
"""

import gzip
import pathlib
import sys

from fixture_ads import (
    GOOGLE,
    META,
    days,
    excel_csv,
    google,
    mailchimp,
    meta,
    meta_head,
    pick,
    table,
    tradedoubler,
)
from fixture_sales import commerceml, generic_tables, salesforce, shopify

# Exchange rates: working days only, none on the first two days of a year.


def rates():
    lines = ["day,from,to,rate"]
    for day in days("2024-09-30", "2026-02-27"):
        if day.isoweekday() > 5 or (day.month == 1 and day.day <= 2):
            continue
        lines.append(f"{day},USD,EUR,0.{9000 + pick(0, 420, 'USD', day)}")
        lines.append(f"{day},CHF,EUR,1.0{500 + pick(0, 190, 'CHF', day)}")
        lines.append(
            f"{day},EUR,RUB,{pick(88, 97, 'RUB', day.isocalendar()[:2])}.{pick(1000, 9999, 'RUB', day)}"
        )
    return "\n".join(lines) + "\n"


def main(folder):
    february = google("2026-02-01", "2026-02-28", "February 1, 2026 - February 28, 2026", GOOGLE, True)
    files = {
        "google-ads/2025-01_02.csv": table(
            google(
                "2025-01-01",
                "2025-02-28",
                "1 January 2025 - 28 February 2025",
                GOOGLE[:2] + GOOGLE[3:4],
                False,
            )
        ),
        "google-ads/2026-01.csv": table(
            google("2026-01-01", "2026-01-31", "January 1, 2026 - January 31, 2026", GOOGLE, False)
        ),
        "google-ads/2026-02.csv": table(february),
        # The same report saved as "Excel .csv": tabs, commas still quoted.
        "twins/google-ads-2026-02.utf16.csv": excel_csv(february).encode("utf-16-le"),
        "meta-ads/2025-01_02.csv.gz": gzip.compress(
            meta("2025-01-01", "2025-02-28", META[:2], False).encode(), mtime=0
        ),
        "meta-ads/2026-01_02.csv": meta("2026-01-01", "2026-02-28", META, True),
        "meta-ads/no-delivery.csv": meta_head() + '"No data available."\n',
        "mailchimp/campaigns.csv": mailchimp(),
        "tradedoubler/2026-01_02.xml": tradedoubler(),
        "fx/rates.csv": rates(),
        "salesforce/opportunities.csv": salesforce(pick, table),
        "commerceml/orders.xml": commerceml(pick).encode("windows-1251"),
    }
    files.update(shopify(pick, table))
    files.update(generic_tables(pick, table))
    for name, content in sorted(files.items()):
        path = pathlib.Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


if __name__ == "__main__":
    here = pathlib.Path(__file__).resolve().parents[2]
    main(sys.argv[1] if len(sys.argv) > 1 else here / "fixtures")
