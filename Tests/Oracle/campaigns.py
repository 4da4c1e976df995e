#!/usr/bin/env python3
"""What pipelines/campaigns.yaml must say of every planned campaign and of its targets, worked out apart from the program.

Standard library only; reads the fixtures. Usage: python3 Tests/Oracle/campaigns.py [--write]; without --write the
committed expectations are compared with the fixtures.

Definitions
- A campaign's figures are of its own days, 45 more after its end, at most up to 28 February 2026.
- Amounts in euros are converted at the average of their month; a plan's at that of the campaign's first month.
- Costs are ad spend and other costs that name the campaign; where there are none, what the plan states.
- A row names a campaign by its name, whatever its case, or by its id.
- pacing = (cost / budget) / (days passed / planned days), pace = the same of revenue and expected revenue.
- Opportunities are deals created; a campaign without any has 0.
"""

import csv
import datetime
import io
import json
import pathlib
import sys
from fractions import Fraction

from oracle_sums import exact, ratio

HERE = pathlib.Path(__file__).resolve().parent
FIXTURES = HERE.parents[1] / "fixtures"
UNTIL = datetime.date(2026, 2, 28)
MORE = datetime.timedelta(days=45)


def rows(path, encoding="utf-8"):
    return list(csv.DictReader(io.StringIO((FIXTURES / path).read_bytes().decode(encoding), newline="")))


def number(text):
    text = text.replace(",", "")
    return Fraction(text) if text not in ("", "--") else None


def day(text):
    return datetime.date.fromisoformat(text[:10])


RATES = {row["day"]: Fraction(row["rate"]) for row in rows("fx/cny-months.csv")}


def yuan(amount, currency, when):
    if amount is None or currency == "CNY":
        return amount
    assert currency == "EUR"
    return amount * RATES[when.isoformat()[:7]]


def plans():
    for row in rows("fxiaoke/campaigns-2026.csv", "gb18030"):
        first, last = day(row["开始日期（必填）"]), day(row["结束日期"])
        yield (row["市场活动名称（必填）"], row["活动编号"], first, last, row["币种"],
               [number(row[name]) for name in ("预计成本", "预计收入", "实际成本")])
    for row in rows("generic/campaign-plan.csv"):
        yield (row["campaign"], None, day(row["start"]), day(row["end"]), row["currency"],
               [number(row[name]) for name in ("budget", "expected_revenue", "actual_cost")])


def facts():
    """(day, campaign, kind, amount in yuan)"""
    for row in rows("generic/campaign-ads.csv"):
        when = day(row["day"])
        yield when, row["campaign"], "cost", yuan(number(row["spend"]), row["currency"], when)
    for row in rows("generic/campaign-costs.csv"):
        when = day(row["day"])
        yield when, row["campaign"], "cost", yuan(number(row["cost"]), row["currency"], when)
    for row in rows("fxiaoke/orders-2026.csv", "gb18030"):
        when = day(row["下单日期（必填）"])
        yield when, row["市场活动"], "revenue", yuan(number(row["销售订单金额(元)"]), row["币种"], when)
        yield when, row["市场活动"], "orders", Fraction(1)
    for row in rows("fxiaoke/opportunities-2026.csv", "gb18030"):
        yield day(row["创建时间"]), row["市场活动"], "opportunities.deals", Fraction(1)


def verdict(roi, pace):
    if roi is not None and pace is not None:
        if roi <= Fraction(-3, 10) and pace <= Fraction(3, 10):
            return "stop"
        if roi >= 1 and pace >= 1:
            return "invest"
        return "improve" if pace <= Fraction(8, 10) else "keep"
    raise SystemExit("the fixtures have no campaign without costs or expectations")


def review():
    everything = list(facts())
    found = []
    for name, number_, first, last, currency, amounts in plans():
        if first > UNTIL or last + MORE < datetime.date(2025, 9, 1):
            continue
        budget, expected, stated = [yuan(amount, currency, first) for amount in amounts]
        end = min(last + MORE, UNTIL)
        mine = [fact for fact in everything if first <= fact[0] <= end
                and (fact[1].casefold() == name.casefold() or (number_ and fact[1] == number_))]
        total = {kind: sum((fact[3] for fact in mine if fact[2] == kind), Fraction(0))
                 for kind in ("cost", "revenue", "orders", "opportunities.deals")}
        cost = total["cost"] if any(fact[2] == "cost" for fact in mine) else stated
        passed = ((min(last, UNTIL) - first).days + 1, (last - first).days + 1)
        share = Fraction(*passed)
        roi = ratio(total["revenue"] - cost, cost)
        pace = ratio(ratio(total["revenue"], expected), share)
        figures = {
            "budget": budget, "marketing_cost": cost, "budget_pacing": ratio(ratio(cost, budget), share),
            "opportunities.deals": total["opportunities.deals"], "orders": total["orders"],
            "expected_revenue": expected, "actual_revenue": total["revenue"],
            "achievement": ratio(total["revenue"], expected), "pace_to_target": pace, "roi": roi,
            "actual_cost": stated, "expected_roi": ratio(expected - budget, budget),
        }
        found.append({
            "campaign": name, "first": first.isoformat(), "last": last.isoformat(), "elapsed_days": passed[0],
            "planned_days": passed[1], "verdict": verdict(roi, pace),
            "figures": {kpi: exact(value) for kpi, value in figures.items()},
        })
    return sorted(found, key=lambda row: (row["first"], row["campaign"]), reverse=True)


def targets():
    everything = [fact for fact in facts() if datetime.date(2026, 2, 1) <= fact[0] <= UNTIL]

    def total(kind, wanted=lambda campaign: True):
        return sum((fact[3] for fact in everything if fact[2] == kind and wanted(fact[1])), Fraction(0))

    def is_search(campaign):
        return "搜索推广" in campaign or campaign == "HD-005"

    ads = [row for row in rows("generic/campaign-ads.csv") if row["day"].startswith("2026-02")]
    clicks, shown = (Fraction(sum(int(row[name]) for row in ads)) for name in ("clicks", "impressions"))
    search = total("cost", is_search)
    care = ratio(total("revenue", lambda name: "回访" in name), total("orders", lambda name: "回访" in name))
    return {
        "revenue": exact(total("revenue")), "marketing_cost": exact(total("cost")),
        "roi": exact((total("revenue", is_search) - search) / search), "average_order_value": exact(care),
        "ctr": exact(clicks / shown),
    }


def main():
    made = {"campaigns": review(), "targets": targets()}
    text = json.dumps(made, ensure_ascii=False, indent=1) + "\n"
    place = HERE / "campaigns.expected.json"
    if "--write" in sys.argv:
        place.write_text(text, encoding="utf-8")
    elif place.read_text(encoding="utf-8") != text:
        raise SystemExit("campaigns.expected.json is not what the fixtures say: run with --write and review")


if __name__ == "__main__":
    main()
