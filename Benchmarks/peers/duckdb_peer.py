"""DuckDB. Variant `perrow` of W1: rules on every row (less memory, better with very many campaigns);
else rules after a first grouping by campaign, network and month."""
import common as c
import duckdb

db = duckdb.connect(config={"threads": c.THREADS})
db.execute("SET TimeZone = 'UTC'; SET preserve_insertion_order = false")

ADS = """{'Day': 'DATE', 'Campaign': 'VARCHAR', 'Ad group': 'VARCHAR', 'Network': 'VARCHAR',
  'Impressions': 'VARCHAR', 'Clicks': 'BIGINT', 'Cost': 'DECIMAL(18,2)', 'Conversions': 'DECIMAL(18,2)',
  'Conv. value': 'DECIMAL(18,2)', 'Currency': 'VARCHAR'}"""
EMAIL = """{'event_time': 'TIMESTAMPTZ', 'recipient': 'VARCHAR', 'campaign': 'VARCHAR', 'event': 'VARCHAR',
  'url': 'VARCHAR'}"""
SUMS = "sum(i), sum(k), sum(s) * 100, sum(v) * 100, sum(w) * 100"


def query(sql):
    return db.execute(sql).fetchall()


def read(file, columns):
    return f"""read_csv('{c.DIR}/{file}', header = true, auto_detect = false, quote = '"', escape = '"', delim = ',',
      columns = {columns})"""


def w1():
    if c.VARIANT == "perrow":
        c.emit_w1(query(f"""
          SELECT channel, strftime(m, '%Y-%m'), {SUMS} FROM (
            SELECT {c.sql_ads_channel()} AS channel, date_trunc('month', Day) AS m,
                   CAST(replace(Impressions, ',', '') AS BIGINT) AS i, Clicks AS k, Cost AS s, Conversions AS v,
                   "Conv. value" AS w FROM {read('ads.csv', ADS)}) GROUP BY ALL"""))
    else:
        c.emit_w1(query(f"""
          SELECT {c.sql_ads_channel()} AS channel, strftime(m, '%Y-%m'), {SUMS} FROM (
            SELECT Campaign, Network, date_trunc('month', Day) AS m,
                   sum(CAST(replace(Impressions, ',', '') AS BIGINT)) AS i, sum(Clicks) AS k, sum(Cost) AS s,
                   sum(Conversions) AS v, sum("Conv. value") AS w FROM {read('ads.csv', ADS)} GROUP BY ALL)
          GROUP BY ALL"""))


def w2():
    c.emit_w2(query(f"""
      SELECT campaign, CAST(date_trunc('week', CAST(event_time AS TIMESTAMP)) AS DATE) AS week,
             count(*) FILTER (event = 'sent'), count(*) FILTER (event = 'open'), count(*) FILTER (event = 'click'),
             count(DISTINCT lower(recipient)) FILTER (event = 'open')
      FROM {read('email_activity.csv', EMAIL)}
      GROUP BY ALL HAVING count(*) FILTER (event IN ('sent', 'open', 'click')) > 0"""))


c.run(W1=w1, W2=w2)
