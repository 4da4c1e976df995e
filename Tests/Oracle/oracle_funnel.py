"""KPIs of leads and deals: see expected.py."""

from fractions import Fraction

from oracle_sums import ratio, times


def standing(event, last, rates):
    """What of a deal stands open at the end of a day: nothing, or its measures at that day's rate."""
    deal = event.get("standing")
    if not deal or event["day"] > last or (deal["until"] and deal["until"] <= last):
        return {}
    measures = {"open_deals": Fraction(1)}
    if deal["amount"] is not None:
        measures["pipeline_value"] = rates.euros(deal["amount"], event["currency"], last)
        measures["expected_pipeline"] = measures["pipeline_value"] * deal["chance"] / 100
    return measures


# Of the quarterly example: whose deals marketing sourced.
MARKETING = ("Trade shows", "Search", "Social", "Email", "Website")


def created(event):
    """What a deal adds to the day of its creation: its amount, and both once more where marketing sourced it."""
    deal, counts = event.get("standing"), event["channel_"] in MARKETING
    if not deal:
        return {}
    amount = deal["amount"]
    sourced = None if amount is None else amount * counts
    won = None if amount is None else amount * deal["won"]
    return {"deal_amount": amount, "created_won_amount": won, "sourced_amount": sourced, "sourced_deals": int(counts)}


def contribution(value, total):
    """Parts of the totals of all channels."""
    return {
        "pipeline_contribution": (ratio(value("sourced_amount"), total("deal_amount")), "1%"),
        "pipeline_contribution.sourced_count": (ratio(value("sourced_deals"), total("deals_created")), "1%"),
    }


COHORTS = (
    ("sql_to_opportunity", "opportunities", "sqls"), ("opportunity_to_customer", "customers", "opportunities"),
    ("sql_to_customer", "customers", "sqls"), ("lead_to_customer", "customers", "leads"),
)


def funnel(value, cost):
    """name → (value, decimals, with % where shown in percent)"""
    leads, mqls, sqls, sqos, opportunities, customers = (
        value(name) for name in ("leads", "mqls", "sqls", "sqos", "opportunities", "new_customers")
    )
    won, lost, amount, lost_amount = (
        value(name) for name in ("won_deals", "lost_deals", "revenue", "lost_amount")
    )
    closed, amounts = (
        None if None in pair else sum(pair) for pair in ((won, lost), (amount, lost_amount))
    )
    cycle = ratio(value("cycle_days"), value("cycle_deals"))
    average = ratio(amount, won)
    # opportunities x win rate x average deal / days
    velocity = times(value("open_deals"), ratio(won, closed), average)
    return {
        "sqos": (sqos, 0),
        "opportunities": (opportunities, 0),
        "cost_per_sqo": (ratio(cost, sqos), 2),
        "cost_per_opportunity": (ratio(cost, opportunities), 2),
        "lead_to_mql": (ratio(mqls, leads), "1%"),
        "mql_to_sql": (ratio(sqls, mqls), "1%"),
        "sql_to_opportunity": (ratio(opportunities, sqls), "1%"),
        "sql_to_customer": (ratio(customers, sqls), "1%"),
        "opportunity_to_customer": (ratio(customers, opportunities), "1%"),
        "lead_to_customer": (ratio(customers, leads), "1%"),
        "lead_response_time": (ratio(ratio(value("response_seconds"), value("answered_leads")), 3600), 1),
        "lead_response_time.median": (ratio(value("median_response_seconds"), 3600), 1),
        "sales_cycle.median": (value("median_cycle_days"), 1),
        "win_rate.incidence": (value("win_incidence"), "1%"),
        **{
            f"win_rate.incidence_{days}": (value(f"win_incidence_{days}"), "1%") for days in (30, 60, 90, 180)
        },
        "win_rate.value": (ratio(amount, amounts), "1%"),
        "sales_cycle": (cycle, 1),
        "sales_cycle.closed": (ratio(value("closed_cycle_days"), value("closed_cycle_deals")), 1),
        "win_rate.received": (ratio(won, value("deals_created")), "1%"),
        "win_rate.created_value": (ratio(value("created_won_amount"), value("deal_amount")), "1%"),
        "cost_per_opportunity.deals": (ratio(cost, value("deals_created")), 2),
        "open_deals": (value("open_deals"), 0),
        "pipeline_value": (value("pipeline_value"), 2),
        "expected_pipeline": (value("expected_pipeline"), 2),
        "pipeline_velocity": (ratio(velocity, cycle), 2),
        "pipeline_velocity.created": (
            ratio(times(value("deals_created"), ratio(won, closed), average), cycle), 2),
        **{
            name + ".cohort": (ratio(value("cohort_" + reached), value("cohort_" + of)), "1%")
            for name, reached, of in COHORTS
        },
        **{
            f"cost_per_{name}.cohort": (ratio(cost, value("cohort_" + of)), 2)
            for name, of in (("sqo", "sqos"), ("opportunity", "opportunities"))
        },
        "upsell_rate": (ratio(value("upsell_deals"), value("typed_deals")), "1%"),
        "cross_sell_rate": (ratio(value("cross_sell_deals"), value("typed_deals")), "1%"),
    }
