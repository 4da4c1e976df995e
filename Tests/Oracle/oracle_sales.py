"""Reads the fixtures of shops and CRMs, and other costs: see oracle_read.py."""

import datetime
import re
import urllib.parse
import xml.etree.ElementTree as ET

from oracle_read import BERLIN, Bad, Ledger, Record, csv_rows, day, local, number, placed

ALIASES = {"adwords": "google"}


def campaign_parameters(note):
    """utm_* of the first address in a note, then of its `name: value` lines; the first of each counts."""
    found = {}
    if "?" in note:
        query = note.split("?", 1)[1].split("\n")[0]
        found = {key: values[0] for key, values in urllib.parse.parse_qs(query).items()}
    for line in note.splitlines():
        name, _, value = line.partition(":")
        found.setdefault(name.strip(), value.strip())
    result = {short: found.get(f"utm_{short}", "") for short in ("source", "medium", "campaign")}
    result["source"] = ALIASES.get(result["source"].lower(), result["source"])
    return result


def net(record, gross, *parts):
    """Takes the stated parts off the revenue, in the ledger too."""
    if gross is None:
        return None
    record.amounts["revenue"] = gross - sum(part for part in parts if part is not None)
    return record.amounts["revenue"]


def shopify(path, name):
    ledger, events, head = Ledger(path), [], None
    previous = None
    for line, cells in csv_rows(path):
        if head is None:
            head = cells
            continue
        row = dict(zip(head, cells))
        if row["Name"] == previous and not row["Created at"]:
            continue
        previous, record = row["Name"], Record(ledger, line)

        def moment(text):
            found = re.fullmatch(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) ([+-]\d{4})", text)
            day(found[1])
            return placed(datetime.datetime.strptime(text, "%Y-%m-%d %H:%M:%S %z"))

        time = record.read(moment, row["Created at"])
        gross = record.read(number, row["Total"], money="revenue")
        revenue = net(record, gross, number(row["Taxes"]), number(row["Shipping"]))
        refunds = record.read(number, row["Refunded Amount"], money="refunds")
        kept = row["Financial Status"] in ("paid", "partially_paid", "partially_refunded", "refunded")
        if record.problem and time:
            ledger.doubtful.add(time[1])
        if record.close(row["Currency"], keep=kept):
            events.append(
                dict(
                    input=name,
                    day=time[1],
                    instant=time[0],
                    key=row["Name"],
                    person=row["Email"].strip().lower(),
                    measures={"orders": 1, "revenue": revenue, "refunds": refunds},
                    currency=row["Currency"],
                    **campaign_parameters(row["Note Attributes"]),
                )
            )
    return ledger, events


def commerceml(path, name):
    ledger, events = Ledger(path), []
    for index, document in enumerate(ET.parse(path).getroot().findall("Документ"), 1):
        record = Record(ledger, index)
        named = {
            item.findtext("Наименование"): item.findtext("Значение")
            for item in document.findall("ЗначенияРеквизитов/ЗначениеРеквизита")
        }
        when = record.read(day, document.findtext("Дата"))
        gross = record.read(number, document.findtext("Сумма"), money="revenue")
        tax = [
            number(item.findtext("Сумма"))
            for item in document.findall("Налоги/Налог")
            if item.findtext("УчтеноВСумме") == "true"
        ]
        delivery = [
            number(item.findtext("Сумма"))
            for item in document.findall("Товары/Товар")
            if item.findtext("Ид") == "ORDER_DELIVERY"
        ]
        revenue = net(record, gross, *tax, *delivery)
        if record.problem and when:
            ledger.doubtful.add(when)
        kept = document.findtext("ХозОперация") == "Заказ товара" and named.get("Отменен", "") in (
            "",
            "false",
        )
        if record.close(document.findtext("Валюта"), keep=kept):
            midnight = datetime.datetime(when.year, when.month, when.day, tzinfo=datetime.timezone.utc)
            events.append(
                dict(
                    input=name,
                    day=when,
                    instant=placed(midnight)[0],
                    key=document.findtext("Ид"),
                    person=document.findtext("Контрагенты/Контрагент/Ид"),
                    measures={"orders": 1, "revenue": revenue},
                    currency=document.findtext("Валюта"),
                    source=named.get("utm_source", ""),
                    medium=named.get("utm_medium", ""),
                    campaign=named.get("utm_campaign", ""),
                )
            )
    return ledger, events


def costs(path, name, same_period):
    ledger, events, head = Ledger(path), [], None
    for line, cells in csv_rows(path):
        if head is None:
            head = cells
            continue
        row, record = dict(zip(head, cells)), Record(ledger, line)
        first = record.read(day, row["day"])
        last = record.read(day, row["last_day"]) if row["last_day"] else first
        cost = record.read(number, row["cost"], money="cost")
        if not record.problem and last < first:
            record.problem = "ends_before_start"
        whole = bool(record.problem) or same_period(first, last)
        if record.close(row["currency"], keep=whole, filtered="spans_periods"):
            events.append(
                dict(
                    input=name,
                    day=first,
                    measures={"cost": cost},
                    currency=row["currency"],
                    channel=row["channel"],
                )
            )
    return ledger, events


def agency(path, name, channel=""):
    ledger, events, head = Ledger(path), [], None
    for line, cells in csv_rows(path, "windows-1252", ";"):
        if head is None:
            head = cells
            continue
        row, record = dict(zip(head, cells)), Record(ledger, line)
        when = record.read(day, row["Leistungstag"], r"(\d\d)\.(\d\d)\.(\d{4})", (3, 2, 1))
        cost = record.read(number, row["Betrag netto"], ".", ",", money="cost")
        if record.close("EUR"):
            events.append(
                dict(input=name, day=when, measures={"cost": cost}, currency="EUR", channel=channel)
            )
    return ledger, events


def moment(text):
    """An instant written as local time in Berlin."""
    found = re.fullmatch(r"(\d{4}-\d\d-\d\d) \d\d:\d\d:\d\d", text)
    day(found[1])
    return placed(local(datetime.datetime.fromisoformat(text), BERLIN))


def leads(path, name):
    counted = {"lead": "leads", "mql": "mqls", "sql": "sqls", "sqo": "sqos", "opportunity": "opportunities"}
    ledger, events, head = Ledger(path), [], None
    for line, cells in csv_rows(path):
        if head is None:
            head = cells
            continue
        row, record = dict(zip(head, cells)), Record(ledger, line)
        when, stage = record.read(moment, row["at"]), row["stage"].lower()
        contact = record.read(moment, row["first_contact_at"]) if row["first_contact_at"] else None
        if not record.problem and stage not in (*counted, "customer", "upsell"):
            record.problem = "unknown_value"
        if record.close(None):
            measures = {counted[stage]: 1} if stage in counted else {}
            if stage == "lead" and contact and contact[0] >= when[0]:
                measures.update(response_seconds=contact[0] - when[0], answered_leads=1)
            events.append(
                dict(
                    input=name,
                    day=when[1],
                    measures=measures,
                    currency=None,
                    source=row["source"],
                    medium=row["medium"],
                    campaign=row["campaign"],
                    lead_source=row["lead_source"],
                    lead=row["lead"],
                    stage=stage,
                )
            )
    cohorts(events)
    return ledger, events


AS_OF = datetime.date(2026, 3, 2)


def cohorts(events):
    """Adds to every lead's arrival how far it has come; a stage that was skipped is passed."""
    stages = ["lead", "mql", "sql", "sqo", "opportunity", "customer", "upsell"]
    furthest, arrivals = {}, {}
    for event in events:
        if event["day"] <= AS_OF:
            step = stages.index(event["stage"])
            furthest[event["lead"]] = max(step, furthest.get(event["lead"], 0))
        if event["stage"] == "lead":
            first = arrivals.get(event["lead"])
            if first is None or event["day"] < first["day"]:
                arrivals[event["lead"]] = event
    for lead, event in arrivals.items():
        for step, name in enumerate(("leads", "mqls", "sqls", "sqos", "opportunities", "customers")):
            event["measures"]["cohort_" + name] = int(furthest.get(lead, 0) >= step)


def deal_events(
    record, name, key, created, closed, status, amount, currency, account, lead_source, chance, kind=""
):
    """A deal is stated when it is created, and again when it is won or lost."""
    if status != "open" and closed is None:
        record.problem = record.problem or "missing_value"
    if not record.close(currency):
        return []
    common = dict(input=name, currency=currency, key=key, lead_source=lead_source)
    # It stands open from the day it is created to the day before it is closed.
    until = None if status == "open" else closed
    standing = dict(until=until, amount=amount, chance=chance, won=status == "won")
    events = [dict(common, day=created, measures={"deals_created": 1}, standing=standing)]
    counts = {"cycle_days": (closed - created).days, "cycle_deals": 1} if status == "won" else {}
    both = {"closed_cycle_days": (closed - created).days, "closed_cycle_deals": 1} if status != "open" else {}
    if status == "won" and kind:
        counts |= {"typed_deals": 1, "upsell_deals": kind == "upsell", "cross_sell_deals": kind == "cross_sell"}
    if status == "won":
        midnight = datetime.datetime(closed.year, closed.month, closed.day, tzinfo=datetime.timezone.utc)
        events.append(
            dict(
                common,
                day=closed,
                instant=placed(midnight)[0],
                person=account,
                measures={"won_deals": 1, "revenue": amount, **counts, **both},
            )
        )
    elif status == "lost":
        events.append(dict(common, day=closed, measures={"lost_deals": 1, "lost_amount": amount, **both}))
    return events


def salesforce(path, name):
    ledger, events, head = Ledger(path), [], None
    for line, cells in csv_rows(path):
        if head is None:
            head = cells
            continue
        row, record = dict(zip(head, cells)), Record(ledger, line)
        utc = datetime.datetime.strptime(row["CreatedDate"], "%Y-%m-%dT%H:%M:%S.000%z")
        closed = record.read(day, row["CloseDate"])
        amount = record.read(number, row["Amount"], money="deal_amount")
        status = {"Closed Won": "won", "Closed Lost": "lost"}.get(row["StageName"], "open")
        events += deal_events(
            record,
            name,
            row["Id"],
            placed(utc)[1],
            closed,
            status,
            amount,
            row["CurrencyIsoCode"],
            row["AccountId"],
            row["LeadSource"],
            number(row["Probability"]),
        )
    return ledger, events


def deals(path, name):
    ledger, events, head = Ledger(path), [], None
    for line, cells in csv_rows(path):
        if head is None:
            head = cells
            continue
        row, record = dict(zip(head, cells)), Record(ledger, line)
        created = record.read(day, row["created"])
        closed = record.read(day, row["closed"]) if row["closed"] else None
        amount = record.read(number, row["amount"], money="deal_amount")
        status = row["status"].lower()
        if status not in ("open", "won", "lost"):
            raise Bad(status)
        events += deal_events(
            record,
            name,
            row["deal"],
            created,
            closed,
            status,
            amount,
            row["currency"],
            row["account"],
            row["lead_source"],
            number(row["probability"]),
            row["deal_type"],
        )
    return ledger, events
