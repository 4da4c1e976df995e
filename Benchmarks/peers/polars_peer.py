"""Polars, lazy with the streaming engine. Variant `perrow` of W1: rules on every row (better with very many
campaigns); else rules after a first grouping by campaign, network and month."""
import os
import common as c
os.environ.setdefault("POLARS_MAX_THREADS", str(c.THREADS))
import polars as pl

col, lit = pl.col, pl.lit


def hundredths(name):
    return (col(name) * 100).round().cast(pl.Int64)


def channel():
    name, network = col("Campaign").str.to_lowercase(), col("Network")
    has = lambda text: name.str.contains(text, literal=True)
    return (pl.when(has("test")).then(lit("Internal")).when(has("remarketing")).then(lit("Retargeting"))
            .when(name.str.starts_with("rtg")).then(lit("Retargeting"))
            .when(network == "YouTube Videos").then(lit("Video"))
            .when(network.is_in(c.SEARCH) & name.str.starts_with("brand")).then(lit("Brand Search"))
            .when(name.str.starts_with("shop")).then(lit("Shopping")).when(has("pmax")).then(lit("Performance Max"))
            .when(network.is_in(c.SEARCH)).then(lit("Generic Search"))
            .when(network.is_in(["Facebook", "Instagram"]) & has("prospect")).then(lit("Social Prospecting"))
            .when(network.is_in(c.SOCIAL)).then(lit("Paid Social"))
            .when(network == "Display Network").then(lit("Display"))
            .when(network == "Affiliate").then(lit("Affiliate")).otherwise(lit("Other"))).alias("channel")


def w1():
    ads = pl.scan_csv(f"{c.DIR}/ads.csv", schema_overrides={
        "Day": pl.String, "Impressions": pl.String, "Clicks": pl.Int64, "Cost": pl.Float64, "Conversions": pl.Float64,
        "Conv. value": pl.Float64})
    month = col("Day").str.slice(0, 7).alias("month")
    sums = (col("Impressions").str.replace_all(",", "", literal=True).cast(pl.Int64).sum(), col("Clicks").sum(),
            hundredths("Cost").sum(), hundredths("Conversions").sum(), hundredths("Conv. value").sum())
    if c.VARIANT == "perrow":
        plan = ads.group_by(channel(), month).agg(*sums)
    else:
        plan = ads.group_by("Campaign", "Network", month).agg(*sums).group_by(channel(), "month").agg(
            col("Impressions", "Clicks", "Cost", "Conversions", "Conv. value").sum())
    c.emit_w1(plan.collect(engine="streaming").rows())


def w2():
    event = col("event")
    week = (col("event_time").str.to_datetime("%Y-%m-%dT%H:%M:%S%#z", time_zone="UTC", time_unit="ms")
            .dt.truncate("1w").dt.date().alias("week"))
    events = (pl.scan_csv(f"{c.DIR}/email_activity.csv", schema_overrides={"event_time": pl.String})
              .filter(event.is_in(["sent", "open", "click"]))
              .select("campaign", week, event, col("recipient").str.to_lowercase()))
    c.emit_w2(events.group_by("campaign", "week").agg(
        (event == "sent").sum().alias("sent"), (event == "open").sum().alias("open"),
        (event == "click").sum().alias("click"), col("recipient").filter(event == "open").n_unique(),
    ).collect(engine="streaming").rows())


c.run(W1=w1, W2=w2)
