"""lxml's iterparse, with amounts in integer cents; elements are freed as they are used. One thread."""
import common as c
from lxml import etree


def to_cents(text):
    whole, _, fraction = text.partition(".")
    return int(whole) * 100 + int((fraction + "00")[:2])


def revenue_of(order):
    return sum(int(item.get("qty")) * to_cents(item.findtext("price")) for item in order.iterfind("items/item")) \
        - to_cents(order.findtext("discount"))


def w3():
    cells, firsts = {}, {}  # (channel, month) → orders, revenue, new customers; customer → time, order, cell of the first
    for _, order in etree.iterparse(f"{c.DIR}/orders.xml", events=("end",), tag="order"):
        if order.get("status") in ("paid", "shipped"):
            source, created = order.find("attribution"), order.get("created")
            key = (c.utm_channel(source.get("utm_source"), source.get("utm_medium"), source.get("utm_campaign")),
                   created[:7])
            cell = cells.setdefault(key, [0, 0, 0])
            cell[0] += 1
            cell[1] += revenue_of(order)
            customer, mark = order.find("customer").get("id"), (created, int(order.get("id")), key)
            if customer not in firsts or mark < firsts[customer]:
                firsts[customer] = mark
        order.clear()
        while order.getprevious() is not None:
            del order.getparent()[0]
    for _, _, key in firsts.values():
        cells[key][2] += 1
    c.emit_w3((*key, *cell) for key, cell in cells.items())


c.run(W3=w3)
