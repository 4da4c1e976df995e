"""What the peer scripts share: arguments, the channel rules, the results' text.

Every peer is called as  SCRIPT WORK DIR THREADS [VARIANT]  and prints one CSV table, sorted by bytes, so that
results of different tools can be compared byte for byte.
The formatting here handles a few thousand rows at most; it is the same for all peers and is not what is measured.
"""
import datetime
import sys

if len(sys.argv) not in (4, 5):
    sys.exit("usage: PEER WORK DIR THREADS [VARIANT]")
WORK, DIR, THREADS = sys.argv[1], sys.argv[2], int(sys.argv[3])
VARIANT = sys.argv[4] if len(sys.argv) > 4 else ""

SEARCH = ("Google Search", "Search partners", "Microsoft Bing")
SOCIAL = ("Facebook", "Instagram", "LinkedIn", "TikTok")


def run(**works):
    """Do the work that was asked for: one of the peer's functions by the work's name."""
    if WORK not in works:
        sys.exit(f"unknown work '{WORK}': this peer has {', '.join(works)}")
    works[WORK]()


def half_up(numerator, denominator, places):
    """The exact fraction, neither part negative, rounded half up; '' where the denominator is 0."""
    if denominator == 0:
        return ""
    scaled = (2 * numerator * 10**places + denominator) // (2 * denominator)
    return f"{scaled // 10**places}.{scaled % 10**places:0{places}d}"


def cents(value):
    return f"{'-' if value < 0 else ''}{abs(value) // 100}.{abs(value) % 100:02d}"


def quoted(text):
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\r\n') else text


def emit(header, lines):
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    print(header)
    for line in sorted(lines, key=str.encode):
        print(line)


def emit_w1(rows):
    """rows: channel, month as YYYY-MM, impressions, clicks, and in hundredths: spend, conversions, value."""
    lines = []
    for channel, month, *numbers in rows:
        impressions, clicks, spend, conversions, value = map(int, numbers)
        lines.append(",".join((
            channel, month, str(impressions), str(clicks), cents(spend), cents(conversions), cents(value),
            half_up(clicks, impressions, 4),     # ctr
            half_up(spend, clicks * 100, 4),     # cpc
            half_up(spend, conversions, 4),      # cpa: both in hundredths
            half_up(value, spend, 4))))          # roas
    emit("channel,month,impressions,clicks,spend,conversions,value,ctr,cpc,cpa,roas", lines)


def emit_w2(rows):
    """rows: campaign, Monday of the ISO week as a date or its ISO text, sent, open, click, distinct openers."""
    lines = []
    for campaign, monday, *counts in rows:
        year, week, _ = datetime.date.fromisoformat(str(monday)[:10]).isocalendar()
        lines.append(",".join(("email", quoted(campaign), f"{year}-W{week:02d}", *(str(int(n)) for n in counts))))
    emit("channel,campaign,week,sent,open,click,unique_openers", lines)


def emit_w3(rows):
    """rows: channel, month as YYYY-MM, orders, revenue in hundredths, new customers."""
    emit("channel,month,orders,revenue,new_customers",
         (f"{channel},{month},{orders},{cents(revenue)},{new}" for channel, month, orders, revenue, new in rows))


def utm_channel(source, medium, campaign):
    """The channel rules of orders."""
    if medium == "email" or source == "newsletter": return "Email"
    if medium == "cpc" and source in ("google", "bing"):
        return "Brand Search" if campaign.lower().startswith("brand &") else "Generic Search"
    if source in ("facebook", "instagram", "linkedin", "tiktok"): return "Paid Social"
    if medium in ("display", "banner"): return "Display"
    if medium == "affiliate": return "Affiliate"
    if medium == "organic": return "Organic Search"
    if medium == "referral": return "Referral"
    if medium == "video" or source == "youtube": return "Video"
    if source == "" and medium == "": return "Direct"
    return "Other"


def sql_ads_channel(contains="contains({0}, '{1}')", prefix="starts_with({0}, '{1}')"):
    """The channel rules of ads as an SQL expression over Campaign and Network, in the dialect's own functions."""
    has = lambda text: contains.format("lower(Campaign)", text)
    starts = lambda text: prefix.format("lower(Campaign)", text)
    return f"""CASE WHEN {has('test')} THEN 'Internal'
      WHEN {has('remarketing')} THEN 'Retargeting'
      WHEN {starts('rtg')} THEN 'Retargeting'
      WHEN Network = 'YouTube Videos' THEN 'Video'
      WHEN Network IN {SEARCH} AND {starts('brand')} THEN 'Brand Search'
      WHEN {starts('shop')} THEN 'Shopping'
      WHEN {has('pmax')} THEN 'Performance Max'
      WHEN Network IN {SEARCH} THEN 'Generic Search'
      WHEN Network IN ('Facebook', 'Instagram') AND {has('prospect')} THEN 'Social Prospecting'
      WHEN Network IN {SOCIAL} THEN 'Paid Social'
      WHEN Network = 'Display Network' THEN 'Display'
      WHEN Network = 'Affiliate' THEN 'Affiliate'
      ELSE 'Other' END"""
