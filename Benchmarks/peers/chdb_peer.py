"""ClickHouse in process (chdb)."""
import json
import common as c
import chdb


def query(sql):
    sql += f" SETTINGS max_threads = {c.THREADS}, session_timezone = 'UTC'"
    return [json.loads(line) for line in chdb.query(sql, "JSONCompactEachRow").bytes().splitlines()]


ADS = ("Day Date, Campaign LowCardinality(String), `Ad group` String, Network LowCardinality(String), "
       "Impressions String, Clicks Int64, Cost Decimal64(2), Conversions Decimal64(2), "
       "`Conv. value` Decimal64(2), Currency String")
EMAIL = ("event_time String, recipient String, campaign LowCardinality(String), event LowCardinality(String), "
         "url String")


def w1():
    channel = c.sql_ads_channel(contains="position({0}, '{1}') > 0", prefix="startsWith({0}, '{1}')")
    c.emit_w1(query(f"""
      SELECT channel, substring(toString(month), 1, 7), i, k, s, v, w FROM (
        SELECT {channel} AS channel, toStartOfMonth(Day) AS month,
               sum(toInt64(replaceAll(Impressions, ',', ''))) AS i, sum(Clicks) AS k,
               toInt64(sum(Cost) * 100) AS s, toInt64(sum(Conversions) * 100) AS v,
               toInt64(sum(`Conv. value`) * 100) AS w
        FROM file('{c.DIR}/ads.csv', 'CSVWithNames', '{ADS}') GROUP BY channel, month)"""))


def w2():
    c.emit_w2(query(f"""
      SELECT campaign, toString(toStartOfWeek(parseDateTimeBestEffort(event_time), 1)) AS week,
             countIf(event = 'sent'), countIf(event = 'open'), countIf(event = 'click'),
             uniqExactIf(lower(recipient), event = 'open')
      FROM file('{c.DIR}/email_activity.csv', 'CSVWithNames', '{EMAIL}')
      WHERE event IN ('sent', 'open', 'click') GROUP BY campaign, week"""))


c.run(W1=w1, W2=w2)
