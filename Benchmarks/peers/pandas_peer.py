"""pandas: the usual script, with rules evaluated on the distinct pairs of campaign and network."""
import common as c
import pandas as pd

NUMBERS = ["Impressions", "Clicks", "Cost", "Conversions", "Conv. value"]


def channel(campaign, network):
    name = campaign.lower()
    if "test" in name: return "Internal"
    if "remarketing" in name or name.startswith("rtg"): return "Retargeting"
    if network == "YouTube Videos": return "Video"
    if network in c.SEARCH and name.startswith("brand"): return "Brand Search"
    if name.startswith("shop"): return "Shopping"
    if "pmax" in name: return "Performance Max"
    if network in c.SEARCH: return "Generic Search"
    if network in ("Facebook", "Instagram") and "prospect" in name: return "Social Prospecting"
    if network in c.SOCIAL: return "Paid Social"
    if network == "Display Network": return "Display"
    if network == "Affiliate": return "Affiliate"
    return "Other"


def w1():
    ads = pd.read_csv(f"{c.DIR}/ads.csv", thousands=",", engine="c", usecols=["Day", "Campaign", "Network", *NUMBERS],
                      dtype={"Campaign": "category", "Network": "category"})
    ads["month"] = ads["Day"].str.slice(0, 7)
    for name in ("Cost", "Conversions", "Conv. value"):
        ads[name] = (ads[name] * 100).round().astype("int64")
    pairs = ads.groupby(["Campaign", "Network", "month"], observed=True)[NUMBERS].sum().reset_index()
    pairs["channel"] = [channel(a, b) for a, b in zip(pairs["Campaign"], pairs["Network"])]
    c.emit_w1(pairs.groupby(["channel", "month"])[NUMBERS].sum().reset_index().itertuples(index=False, name=None))


c.run(W1=w1)
