"""Made-up exports of shops and CRMs for make_fixtures.py: orders, deals, leads and other costs."""

import datetime
from xml.sax.saxutils import escape


def cents(value):
    return f"{value // 100}.{value % 100:02d}"


def months(first, last):
    year, month = first
    while (year, month) <= last:
        yield year, month
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


# Shopify: the 79 columns of "Export orders"; an order's own cells stand on its first line only.

SHOPIFY = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,"
    "Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,"
    "Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,"
    "Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,"
    "Billing Name,Billing Street,Billing Address1,Billing Address2,Billing Company,Billing City,"
    "Billing Zip,Billing Province,Billing Country,Billing Phone,Shipping Name,Shipping Street,"
    "Shipping Address1,Shipping Address2,Shipping Company,Shipping City,Shipping Zip,"
    "Shipping Province,Shipping Country,Shipping Phone,Notes,Note Attributes,Cancelled at,"
    "Payment Method,Payment Reference,Refunded Amount,Vendor,Outstanding Balance,Employee,Location,"
    "Device ID,Id,Tags,Risk Level,Source,Lineitem discount,Tax 1 Name,Tax 1 Value,Tax 2 Name,"
    "Tax 2 Value,Tax 3 Name,Tax 3 Value,Tax 4 Name,Tax 4 Value,Tax 5 Name,Tax 5 Value,Phone,"
    "Receipt Number,Duties,Billing Province Name,Shipping Province Name,Payment ID,"
    "Payment Terms Name,Next Payment Due At,Payment References"
).split(",")
LANDING = "landing: https://shop.example/beans"
NOTES = [
    "utm_source: google\nutm_medium: cpc\nutm_campaign: search-brand",
    LANDING + "?utm_source=google&utm_medium=cpc&utm_campaign=espresso%20exact",
    "utm_source: adwords\nutm_medium: CPC",
    "utm_source: google\nutm_medium: organic\n" + LANDING,
    'gift: yes, "for Ida"\nutm_source: newsletter\nutm_medium: email\nutm_campaign: letter',
    LANDING + "?utm_source=facebook&utm_medium=paid_social&utm_campaign=wake+up",
    "utm_source: instagram\nutm_medium: social",
    "utm_source: tradedoubler\nutm_medium: affiliate",
    "utm_source: partner_kaffeeblog\nutm_medium: referral",
    "utm_source: xing\nutm_medium: cpc\nutm_campaign: workshop-2026",
    "utm_source: gazette\nutm_medium: cpc\nutm_campaign: workshop-2026",
    "",
    "",
]
PRODUCTS = [
    ("Hand grinder, steel", 18900),
    ('Kettle "Goose"', 14950),
    ("Filter papers | 100", 590),
    ("Espresso machine", 64900),
    ("Beans 1 kg", 2490),
]


def berlin_offset(day):
    def last_sunday(month):
        end = datetime.date(day.year, month, 31)
        return end - datetime.timedelta(days=end.isoweekday() % 7)

    return "+0200" if last_sunday(3) < day < last_sunday(10) else "+0100"


def shopify(pick, table):
    files, number = {"shopify/orders-2024_2025.csv": [SHOPIFY], "shopify/orders-2026.csv": [SHOPIFY]}, 1000
    for year, month in months((2024, 6), (2026, 2)):
        count = 32 if year == 2026 else 15 if (year, month) in ((2025, 1), (2025, 2)) else 3
        for index in range(count):
            number += 1
            day = datetime.date(year, month, 1 + index * 28 // count)
            clock = f"{pick(7, 22, 'hour', number):02d}:{pick(0, 59, 'minute', number):02d}:{number % 60:02d}"
            if (month, index) == (2, 0):
                clock = "00:00:10"
            created = f"{day} {clock} {berlin_offset(day)}"
            if (year, month, index) == (2026, 1, count - 1):
                created = "2026-01-31 23:59:50 +0100"
            files[f"shopify/orders-{'2026' if year == 2026 else '2024_2025'}.csv"] += shopify_order(
                pick, number, created
            )
    last = files["shopify/orders-2026.csv"]
    last += shopify_order(pick, number + 1, "2026-02-29 10:00:00 +0100")  # no such day
    spoiled = shopify_order(pick, number + 2, "2026-02-26 11:00:00 +0100")
    spoiled[0][SHOPIFY.index("Total")] = "49,90"
    last += spoiled
    return {name: table(rows) for name, rows in files.items()}


def shopify_order(pick, number, created):
    name = f"#{number}"
    who = pick(0, 110 + number % 60, "who", number)
    email = f"guest{who}@example.org" if number % 3 else f"Guest{who}@Example.ORG"
    email = "" if number % 47 == 0 else email
    lines = [PRODUCTS[pick(0, 4, "line", number, line)] for line in range(pick(2, 5, "lines", number) // 2)]
    subtotal = sum(price for _, price in lines)
    discount = subtotal // 10 if number % 6 == 0 else 0
    shipping = 0 if subtotal > 7000 else 490
    taxes = (subtotal - discount + shipping) * 19 // 119
    total = subtotal - discount + shipping
    rare = ["pending", "voided", "partially_refunded", "refunded"]
    status = (rare + ["paid"] * 20)[pick(0, 23, "state", number)]
    refund = {"refunded": total, "partially_refunded": total // 3}.get(status, 0)
    rows = []
    for index, (product, price) in enumerate(lines):
        cell = {
            "Name": name,
            "Email": email,
            "Lineitem quantity": 1,
            "Lineitem name": product,
            "Lineitem price": cents(price),
            "Lineitem discount": "0.00",
            "Vendor": "Aroma",
        }
        if index == 0:
            cell.update(
                {
                    "Financial Status": status,
                    "Accepts Marketing": "yes",
                    "Currency": "EUR",
                    "Subtotal": cents(subtotal - discount),
                    "Shipping": cents(shipping),
                    "Taxes": cents(taxes),
                    "Total": cents(total),
                    "Discount Code": "TEN" if discount else "",
                    "Created at": created,
                    "Discount Amount": cents(discount),
                    "Refunded Amount": cents(refund),
                    "Source": "web",
                    "Note Attributes": NOTES[pick(0, len(NOTES) - 1, "note", number)],
                    "Risk Level": "Low",
                    "Notes": 'Ring twice,\nplease: "left" door' if number % 19 == 0 else "",
                    "Outstanding Balance": "0.00",
                    "Id": 5510000000000 + number,
                }
            )
        rows.append([cell.get(column, "") for column in SHOPIFY])
    return rows


# CommerceML: windows-1251, one document per order; shipments are documents too.

CML_UTM = [
    ("yandex", "cpc", "кофе_поиск"),
    ("yandex", "organic", ""),
    ("vk.com", "cpc", "vk_зима"),
    ("", "", ""),
    ("newsletter", "email", "письмо"),
    ("", "", ""),
]


def commerceml(pick):
    lines = [
        '<?xml version="1.0" encoding="windows-1251"?>',
        '<КоммерческаяИнформация ВерсияСхемы="2.05" ДатаФормирования="2026-03-01">',
    ]
    number = 300
    for year, month in months((2023, 1), (2026, 2)):
        count = 8 if year == 2026 else 4 if (year, month) in ((2025, 1), (2025, 2)) else month % 3 == 0
        for index in range(count):
            number += 1
            lines += cml_document(pick, number, f"{year}-{month:02d}-{2 + index * 3:02d}")
    lines += cml_document(pick, 901, "2026-02-11", operation="Отпуск товара")
    lines += cml_document(pick, 902, "2026-02-12", total="1 200,00")
    return "\n".join(lines + ["</КоммерческаяИнформация>", ""])


def cml_document(pick, number, day, operation="Заказ товара", total=None):
    goods = [
        (f"sku-{pick(1, 9, 'sku', number, line)}", pick(45000, 690000, "price", number, line))
        for line in range(pick(1, 2, "goods", number))
    ]
    delivery = 35000 if number % 2 else 0
    amount = sum(price for _, price in goods) + delivery
    tax = amount * 20 // 120 if number % 3 else 0
    buyer = pick(1, 34, "buyer", number)
    source, medium, campaign = CML_UTM[pick(0, len(CML_UTM) - 1, "cml", number)]
    properties = [
        ("Отменен", "true" if number % 11 == 0 else "false"),
        ("Статус заказа", "[F] Выполнен"),
        ("utm_source", source),
        ("utm_medium", medium),
        ("utm_campaign", campaign),
    ]
    tag = "    <{0}>{1}</{0}>".format
    lines = [
        "  <Документ>",
        tag("Ид", number),
        tag("Номер", number),
        tag("Дата", day),
        tag("ХозОперация", operation),
        tag("Роль", "Продавец"),
        tag("Валюта", "RUB"),
        tag("Курс", 1),
        tag("Сумма", total or cents(amount)),
    ]
    person = f"<Контрагент><Ид>{buyer}#buyer{buyer}</Ид><Роль>Покупатель</Роль></Контрагент>"
    lines += [tag("Контрагенты", person), tag("Время", f"{8 + number % 12:02d}:40:40")]
    if tax:
        lines.append(
            tag(
                "Налоги",
                "<Налог><Наименование>НДС</Наименование><УчтеноВСумме>true</УчтеноВСумме>"
                f"<Сумма>{cents(tax)}</Сумма></Налог>",
            )
        )
    if delivery:
        goods.insert(0, ("ORDER_DELIVERY", delivery))
    items = "".join(
        f"<Товар><Ид>{sku}</Ид><Количество>1</Количество><Сумма>{cents(price)}</Сумма></Товар>"
        for sku, price in goods
    )
    values = "".join(
        f"<ЗначениеРеквизита><Наименование>{name}</Наименование><Значение>{escape(value)}</Значение>"
        "</ЗначениеРеквизита>"
        for name, value in properties
        if value
    )
    return lines + [tag("Товары", items), tag("ЗначенияРеквизитов", values), "  </Документ>"]


# Salesforce: Data Loader's API names, byte order mark, booleans as 1 or blank.

OPPORTUNITY = (
    "Id,IsDeleted,AccountId,Name,Description,StageName,Amount,CurrencyIsoCode,Probability,"
    "CloseDate,Type,NextStep,LeadSource,IsClosed,IsWon,ForecastCategory,CampaignId,OwnerId,"
    "CreatedDate,LastModifiedDate,FiscalQuarter,FiscalYear"
).split(",")
STAGES = ["Closed Won", "Closed Lost", "Closed Won", "Closed Lost", "Negotiation/Review", "Closed Lost"]
LEAD_SOURCES = ["Web", "Trade Show", "Partner Referral", "Cold Call", ""]


def salesforce(pick, table):
    rows, number = [OPPORTUNITY], 0
    for year, month in months((2022, 1), (2025, 12)):
        count = 3 if (year, month) >= (2024, 7) else month % 4 == 0
        for index in range(count):
            number += 1
            rows.append(opportunity(pick, number, datetime.date(year, month, 3 + index * 11)))
    rows[-2][OPPORTUNITY.index("CloseDate")] = "31.12.2025"
    rows[-1][OPPORTUNITY.index("Amount")] = "12,000"
    return "\ufeff" + table(rows)


def opportunity(pick, number, created):
    stage = STAGES[pick(0, len(STAGES) - 1, "stage", number)]
    closed = created + datetime.timedelta(days=pick(5, 95, "cycle", number))
    account = f"001Zx00000{pick(10, 69, 'account', number):02d}QQQAA"
    cell = {
        "Id": f"006Zx00000{number:03d}abIAA",
        "AccountId": account,
        "Name": f"Roastery, line {number}",
        "Description": 'Wants "all in",\nsecond call in spring' if number % 13 == 0 else "",
        "StageName": stage,
        "Amount": "" if number % 17 == 0 else cents(pick(180000, 2400000, "amount", number)),
        "CurrencyIsoCode": "USD" if number % 5 == 0 and created >= datetime.date(2024, 10, 1) else "EUR",
        "Probability": {"Closed Won": 100, "Closed Lost": 0}.get(stage, pick(2, 8, "chance", number) * 10),
        "CloseDate": closed,
        "LeadSource": LEAD_SOURCES[pick(0, 4, "source", number)],
        "IsClosed": 1 if stage.startswith("Closed") else "",
        "IsWon": 1 if stage == "Closed Won" else "",
        # The first hours of the day in UTC are the same day in Berlin, the last ones are not.
        "CreatedDate": f"{created}T{(number * 5) % 24:02d}:14:25.000+0000",
        "FiscalYear": closed.year,
        "FiscalQuarter": (closed.month + 2) // 3,
    }
    return [cell.get(column, "") for column in OPPORTUNITY]


# What no tool exports: other costs, an agency's German list, leads, a reseller's deals.


def generic_tables(pick, table):
    return {
        "generic/costs.csv": table(
            [["day", "last_day", "cost", "currency", "cost_type", "channel"]] + list(costs(pick))
        ),
        "generic/agentur.csv": agency(pick).encode("windows-1252"),
        "generic/leads.csv": table(
            [["lead", "at", "stage", "first_contact_at", "source", "medium", "campaign", "lead_source"]]
            + leads(pick)
        ),
        "generic/deals.csv": table(deals(pick)),
    }


def costs(pick):
    for year, month in months((2024, 10), (2026, 2)):
        yield [
            f"{year}-{month:02d}-01",
            f"{year}-{month:02d}-28",
            cents(pick(9000, 14000, "crm", year, month)),
            "EUR",
            "tools",
            "",
        ]
        if month in (2, 5, 11):
            yield [
                f"{year}-{month:02d}-12",
                "",
                cents(pick(40000, 90000, "stand", year, month)),
                "CHF" if month == 2 else "EUR",
                "stand, travel",
                "Trade shows",
            ]
    yield ["2025-10-15", "2025-11-15", "900.00", "EUR", "catalogue", "Partners"]  # spans months, not quarters
    yield ["2026-01-15", "2026-02-15", "640.00", "EUR", "catalogue", "Partners"]
    yield ["2026-02-20", "2026-02-19", "75.00", "EUR", "taxi", "Trade shows"]  # ends before it starts


def agency(pick):
    lines = ["Leistungstag;Leistung;Betrag netto"]
    for year, month in months((2024, 10), (2026, 2)):
        value = pick(40000, 110000, "agentur", year, month)
        lines.append(
            f"{5 + month:02d}.{month:02d}.{year};Betreuung „Frühjahr“ – Größe M;"
            f"{value // 100 // 1000}.{value // 100 % 1000:03d},{value % 100:02d} €"
            if value >= 100000
            else f"{5 + month:02d}.{month:02d}.{year};Betreuung klein;{value // 100},{value % 100:02d} €"
        )
    return "\r\n".join(lines) + "\r\n"


LEAD_ORIGINS = [
    ("google", "cpc", "roaster b2b", "Web"),
    ("yandex", "organic", "", "Web"),
    ("linkedin", "cpc", "cto", "Web"),
    ("", "", "", "Trade Show"),
    ("", "", "", "Partner Referral"),
    ("newsletter", "email", "b2b", "Web"),
    ("", "", "", ""),
]


STAGES_OF_LEADS = ["lead", "MQL", "sql", "sqo", "opportunity", "customer"]


def leads(pick):
    rows, number = [], 0
    for year, month in months((2024, 10), (2025, 12)):
        for index in range(4):
            number += 1
            day = datetime.date(year, month, 2 + index * 7)
            came = datetime.datetime.combine(day, datetime.time(9, number % 60))
            contact = came + datetime.timedelta(minutes=pick(12, 2800, "contact", number))
            for step, stage in enumerate(STAGES_OF_LEADS[: pick(1, 6, "depth", number)]):
                reached = came + datetime.timedelta(days=step * pick(2, 19, "pace", number))
                # Every fifth lead nobody has called yet.
                spoken = contact if step == 0 and number % 5 else ""
                origin = LEAD_ORIGINS[pick(0, 6, "origin", number)]
                rows.append([f"L-{number:03d}", reached, stage, spoken, *origin])
    rows.append(["L-900", "2025-11-31 10:00:00", "lead", "", "google", "cpc", "", "Web"])
    rows.append(["L-901", "2025-11-03 10:00:00", "nurturing", "", "google", "cpc", "", "Web"])
    return rows


def deals(pick):
    head = "deal,created,status,closed,amount,currency,probability,deal_type,account,lead_source"
    rows = [head.split(",")]
    number = 0
    for year, month in months((2024, 8), (2025, 12)):
        number += 1
        created = datetime.date(year, month, 9)
        status = ["Won", "lost", "won", "open"][pick(0, 3, "reseller", number)]
        closed = (
            created + datetime.timedelta(days=pick(10, 70, "reseller cycle", number))
            if status != "open"
            else ""
        )
        rows.append(
            [
                f"R-{number:02d}",
                created,
                status,
                closed,
                cents(pick(90000, 700000, "reseller amount", number)),
                "CHF" if number % 3 == 0 else "EUR",
                pick(2, 8, "chance", number) * 10 if status == "open" else 0 if status == "lost" else 100,
                ["new", "upsell", "renewal", "cross_sell"][number % 4],
                f"Café <{pick(1, 14, 'café', number)}> & Söhne",
                "Partner Referral",
            ]
        )
    # Customers who came back for more.
    for deal, created, closed, amount, currency, kind, account in (
        ("R-18", "2025-08-27", "2025-10-14", "2890.00", "EUR", "upsell", 5),
        ("R-19", "2025-10-08", "2025-11-21", "1745.50", "CHF", "cross_sell", 7),
        ("R-20", "2025-10-30", "2025-12-03", "4120.75", "EUR", "new", 2),
    ):
        account = f"Café <{account}> & Söhne"
        rows.append([deal, created, "won", closed, amount, currency, 100, kind, account, "Partner Referral"])
    rows.append(["R-90", "2025-10-02", "won", "", "5000.00", "EUR", "", "", "Café <1> & Söhne", "Partner Referral"])
    return rows
