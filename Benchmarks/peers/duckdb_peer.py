"""DuckDB. Variant `perrow`: rules on every row (less memory, better with very many campaigns);
else rules after a first grouping by campaign, network and month."""
import common as c
import duckdb

db = duckdb.connect(config={"threads": c.THREADS})
db.execute("SET TimeZone = 'UTC'; SET preserve_insertion_order = false")

COLUMNS = """{'Day': 'DATE', 'Campaign': 'VARCHAR', 'Ad group': 'VARCHAR', 'Network': 'VARCHAR',
  'Impressions': 'VARCHAR', 'Clicks': 'BIGINT', 'Cost': 'DECIMAL(18,2)', 'Conversions': 'DECIMAL(18,2)',
  'Conv. value': 'DECIMAL(18,2)', 'Currency': 'VARCHAR'}"""
READ = f"""read_csv('{c.DIR}/ads.csv', header = true, auto_detect = false, quote = '"', escape = '"', delim = ',',
  columns = {COLUMNS})"""
SUMS = "sum(i), sum(k), sum(s) * 100, sum(v) * 100, sum(w) * 100"

if c.VARIANT == "perrow":
    c.emit_w1(db.execute(f"""
      SELECT channel, strftime(m, '%Y-%m'), {SUMS} FROM (
        SELECT {c.sql_ads_channel()} AS channel, date_trunc('month', Day) AS m,
               CAST(replace(Impressions, ',', '') AS BIGINT) AS i, Clicks AS k, Cost AS s, Conversions AS v,
               "Conv. value" AS w FROM {READ}) GROUP BY ALL""").fetchall())
else:
    c.emit_w1(db.execute(f"""
      SELECT {c.sql_ads_channel()} AS channel, strftime(m, '%Y-%m'), {SUMS} FROM (
        SELECT Campaign, Network, date_trunc('month', Day) AS m,
               sum(CAST(replace(Impressions, ',', '') AS BIGINT)) AS i, sum(Clicks) AS k, sum(Cost) AS s,
               sum(Conversions) AS v, sum("Conv. value") AS w FROM {READ} GROUP BY ALL)
      GROUP BY ALL""").fetchall())
