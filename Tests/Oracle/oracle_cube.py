"""Figures of cells: sums by group and period, what is known of them, and the KPIs made of these."""

from fractions import Fraction

from oracle_funnel import contribution, funnel, standing
from oracle_sales import AS_OF
from oracle_sums import exact, incidence, middle, ratio

# Inputs with one row per thing that happened.
LOGS = {"web_shop", "moscow_shop", "leads", "crm", "resellers"}
# Channels of rows that state no origin.
NO_ORIGIN = {"", "Direct", "Unassigned", "Unknown"}

# A file of leads says of every lead which stages it reached, and so which it did not.
STAGES = ("leads", "mqls", "sqls", "sqos", "opportunities")
MONEY = set("spend cost revenue refunds conversion_value_claimed lost_amount deal_amount created_won_amount sourced_amount".split())


# Rates of what stands in the same rows are of those rows that state both.
PAIRS = (
    ("unique_opens", "delivered"),
    ("unique_clicks", "delivered"),
    ("unsubscribes", "delivered"),
    ("clicks", "impressions"),
    ("spend", "clicks"),
    ("conversion_value_claimed", "spend"),
)


# What medians are of, by the measure of each event that states one.
MIDDLES = {"median_cycle_days": "cycle_days", "median_response_seconds": "response_seconds"}


def watched(event):
    """How long a deal has been watched since it was created, and what became of it by then."""
    closed, won = event["standing"]["until"], event["standing"]["won"]
    if closed is None or closed > AS_OF:
        return (AS_OF - event["day"]).days, "open"
    return max(0, (closed - event["day"]).days), "won" if won else "lost"


# Figures


def kpis(value, planned, comparable, paid):
    """All figures of one cell.

    `value` gives a measure or None; `planned` are the measures that any input states for this group
    in any period. A part of a cost that none states counts as 0 beside one that is stated. `comparable`
    says whether the same inputs state two measures here: clicks of one divide no spend of another. `paid` is a
    measure of the channels with spend alone.
    """

    def part(name):
        return Fraction(0) if value(name) is None and name not in planned else value(name)

    def rate(top, bottom):
        return ratio(value(f"{top}|{bottom}"), value(f"{bottom}|{top}"))

    spend, revenue, orders, customers = map(value, ("spend", "revenue", "orders", "new_customers"))
    both = part("spend"), part("cost")
    unknown = value("spend") is None and value("cost") is None
    cost = None if unknown or None in both else sum(both)
    refunds = part("refunds")
    net = None if None in (revenue, refunds) else revenue - refunds
    won, lost = value("won_deals"), value("lost_deals")
    return {
        "spend": (spend, 2),
        "marketing_cost": (cost, 2),
        "revenue": (revenue, 2),
        "roas": (ratio(paid("revenue"), spend), 2),
        "mer": (ratio(revenue, cost), 2),
        "orders": (orders, 0),
        "average_order_value": (ratio(revenue, orders), 2),
        "refunds": (value("refunds"), 2),
        "net_revenue": (net, 2),
        "new_customers": (customers, 0),
        "cac": (ratio(cost, customers), 2),
        "impressions": (value("impressions"), 0),
        "clicks": (value("clicks"), 0),
        "ctr": (rate("clicks", "impressions"), "2%"),
        "cpc": (rate("spend", "clicks") if comparable("spend", "clicks") else None, 2),
        "conversions_claimed": (value("conversions_claimed"), 2),
        "roas_claimed": (
            rate("conversion_value_claimed", "spend")
            if comparable("conversion_value_claimed", "spend") else None, 2),
        "sent": (value("sent"), 0),
        "open_rate": (rate("unique_opens", "delivered"), "1%"),
        "click_rate": (rate("unique_clicks", "delivered"), "1%"),
        "unsubscribe_rate": (rate("unsubscribes", "delivered"), "2%"),
        "margin_after_ads": (None if None in (net, spend) else net * Fraction(42, 100) - spend, 2),
        "leads": (value("leads"), 0),
        "mqls": (value("mqls"), 0),
        "sqls": (value("sqls"), 0),
        "cpl": (ratio(cost, value("leads")), 2),
        "cost_per_mql": (ratio(cost, value("mqls")), 2),
        "cost_per_sql": (ratio(cost, value("sqls")), 2),
        "won_deals": (won, 0),
        "lost_deals": (lost, 0),
        "win_rate": (None if None in (won, lost) else ratio(won, won + lost), "1%"),
        "roi": (None if None in (revenue, cost) else ratio(revenue - cost, cost), "1%"),
        **funnel(value, cost),
    }


def fixed(value, places):
    """Rounded once, half to even."""
    units = round(Fraction(value) * 10**places)
    digits = str(abs(units)).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return ("-" if units < 0 else "") + text


def figure(value, shown):
    if value is None:
        return None
    percent = isinstance(shown, str)
    places = int(shown[:-1]) if percent else shown
    return {"exact": exact(Fraction(value)), "display": fixed(value * 100 if percent else value, places)}


class Cube:
    """Sums by group and period, and which inputs stated what."""

    before = {}  # label → that of the period before

    def __init__(self, events, period_of, rates, group_of, customers):
        self.sums, self.stating, self.present, self.history = {}, {}, set(), True
        self.by_channel = None  # of a cube of everything: the one by channel
        self.inputs, self.lists = {}, {}
        self.tells = {}  # input → which parts of a group's name its rows tell apart
        for event in events:
            period = period_of(event["day"])
            if period is None:
                continue
            self.present.add((event["input"], period))
            listed = {name: event["measures"].get(name) for name in MIDDLES.values()}
            if event.get("standing") and event["day"] <= AS_OF:
                listed["watched"] = watched(event)
            for name, length in listed.items():
                if length is not None:
                    self.lists.setdefault((group_of(event), period, name), []).append(length)
            stated = {
                measure: rates.euros(amount, event["currency"], event["day"]) if measure in MONEY else amount
                for measure, amount in event["measures"].items()
                if amount is not None
            }
            for pair in PAIRS:
                if all(measure in stated for measure in pair):
                    stated |= {"|".join(two): stated[two[0]] for two in (pair, pair[::-1])}
            for measure, amount in stated.items():
                self.add(group_of(event), period, measure, amount, event["input"])
        for event in customers:
            if period_of(event["day"]):
                self.add(group_of(event), period_of(event["day"]), "new_customers", 1, event["input"])

    def stand(self, events, periods, rates, group_of):
        """Deals that stand open at the end of each period, whenever they were created."""
        for event in events:
            for label, (_, last) in periods.items():
                for measure, amount in standing(event, last, rates).items():
                    self.add(group_of(event), label, measure, amount, event["input"])

    def add(self, group, period, measure, amount, source):
        key = group, period, measure
        self.sums[key] = self.sums.get(key, 0) + Fraction(amount)
        if source in LOGS:
            parts = {place for place, text in enumerate(self.parts(group)) if text not in NO_ORIGIN}
            self.tells.setdefault(source, set()).update(parts)
        self.inputs.setdefault(key, set()).add(source)
        for stated in STAGES if measure in STAGES else (measure,):
            self.stating.setdefault((group, stated), set()).add(source)

    @staticmethod
    def parts(group):
        return group if isinstance(group, tuple) else (group,)

    def told(self, group, measure):
        """Inputs that state the measure of other groups and would have named this one."""
        named = {place for place, text in enumerate(self.parts(group)) if text}
        stating = {source for (_, stated), sources in self.stating.items() if stated == measure for source in sources}
        return {source for source in stating & LOGS if named and named <= self.tells.get(source, set())}

    def value(self, group, period, measure):
        if measure in MIDDLES:
            return middle(self.lists.get((group, period, MIDDLES[measure]), []))
        if measure.startswith("win_incidence"):
            within = int(measure.split("_")[2]) if measure.count("_") > 1 else None
            return incidence(self.lists.get((group, period, "watched"), []), within)
        if (group, period, measure) in self.sums:
            return self.sums[group, period, measure]
        things = {"sourced_amount": "sourced_deals", "created_won_amount": "deals_created", "deal_amount": "deals_created"}
        if measure in things and self.value(group, period, things[measure]):
            return None  # of deals that are there and state none
        sources = self.stating.get((group, measure), set()) | self.told(group, measure)
        return Fraction(0) if any((source, period) in self.present for source in sources) else None

    def cell(self, group, period, names):
        planned = {measure for _, measure in self.stating if self.told(group, measure)}
        planned |= {measure for name, measure in self.stating if name == group}
        def comparable(a, b):
            return self.inputs.get((group, period, a)) == self.inputs.get((group, period, b))

        def paid(measure):
            """Of channels that have spend, all of which are to state it."""
            if self.by_channel is None:
                return value(measure)
            spending = [
                name for (name, *of), amount in self.by_channel.sums.items() if of == [period, "spend"] and amount
            ]
            parts = [self.by_channel.value(name, period, measure) for name in spending]
            return None if None in parts else sum(parts, Fraction(0))

        def total(measure):
            return sum(sum_ for (_, *of), sum_ in self.sums.items() if of == [period, measure])

        def cost(period):
            before = kpis(lambda measure: self.value(group, period, measure), planned, comparable, paid)
            return before["marketing_cost"][0]

        value = lambda measure: self.value(group, period, measure)
        figures = kpis(value, planned, comparable, paid) | contribution(value, total)
        figures["cac.lagged"] = ratio(cost(self.before.get(period)), value("new_customers")), 2
        return {name: figure(*figures[name]) for name in names}
