"""What the peer scripts share: arguments, the channel rules, the result's text.

Every peer is called as  SCRIPT WORK DIR THREADS [VARIANT]  and prints one CSV table, sorted by bytes, so that
results of different tools can be compared byte for byte.
The formatting here handles a few hundred rows; it is the same for all peers and is not what is measured.
"""
import sys

if len(sys.argv) not in (4, 5) or sys.argv[1] != "W1":
    sys.exit("usage: PEER W1 DIR THREADS [VARIANT]")
DIR, THREADS = sys.argv[2], int(sys.argv[3])
VARIANT = sys.argv[4] if len(sys.argv) > 4 else ""

SEARCH = ("Google Search", "Search partners", "Microsoft Bing")
SOCIAL = ("Facebook", "Instagram", "LinkedIn", "TikTok")


def half_up(numerator, denominator, places):
    """The exact fraction, neither part negative, rounded half up; '' where the denominator is 0."""
    if denominator == 0:
        return ""
    scaled = (2 * numerator * 10**places + denominator) // (2 * denominator)
    return f"{scaled // 10**places}.{scaled % 10**places:0{places}d}"


def cents(value):
    return f"{value // 100}.{value % 100:02d}"


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
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    print("channel,month,impressions,clicks,spend,conversions,value,ctr,cpc,cpa,roas")
    for line in sorted(lines, key=str.encode):
        print(line)


def sql_ads_channel(contains="contains({0}, '{1}')", prefix="starts_with({0}, '{1}')"):
    """The channel rules as an SQL expression over Campaign and Network, in the dialect's own functions."""
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
