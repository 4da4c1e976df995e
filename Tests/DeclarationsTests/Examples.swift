/// The two worked examples of a pipeline file, in the keys that exist, and one with tables alone.
enum Examples {
  static let nightly = """
    # yaml-language-server: $schema=../schema/pipeline-1.json
    sluice: 1
    name: nightly-channels
    title: {en: Channels yesterday, zh-Hans: 昨日渠道日报, ru: Каналы за вчера}
    root: ..

    period: {every: day, last: 28, compare_with: [previous_day, same_weekday_last_week]}
    calendar: {timezone: Asia/Shanghai}
    currency: {report_in: CNY, rates: inputs/fx/daily-rates.csv, if_rate_missing: use_previous, no_older_than: 5 days}

    extract:
      google_ads:
        profile: google-ads/report
        files: inputs/google-ads/*.csv.gz
        timezone: America/Los_Angeles
        required: true
      newsletter:
        profile: mailchimp/campaigns
        files: inputs/email/*.csv
      shop_orders:
        profile: commerceml/orders       # XML
        files: inputs/orders/*.xml
        required: true
        history_since: 2021-01-01        # so that "new customer" means something

    normalize:
      channels:                          # read from the top, first match wins
        - {name: Paid Search, when: {input: google_ads, campaign_type: Search}}
        - {name: Email, when: {input: newsletter}}
        - {name: Partners, when: {source: {starts_with: partner_}}}
        - then: ga4-2026                 # the versioned default rules
      customer_is: order
      rejected_rows_at_most: 0.5%

    aggregate:
      by: [channel, campaign]
      kpis:
        - spend
        - revenue
        - cac
        - roas
        - name: margin_after_ads         # our own
          title: {en: Margin after ads, zh-Hans: 广告后毛利, ru: Маржа после рекламы}
          formula: net_revenue - spend
          shown_as: money
          better: higher
      checks:
        control_totals: must_match       # an export's own "Total" row against the sum of its rows

    render:
      daily:
        languages: [zh-Hans, ru, en]
        formats: [html, markdown]
        output: reports/<pipeline>/<period>/
        sections: [headline, {channels: {sort_by: spend, rows: 12}}, trend, data_quality, definitions]
    """

  static let quarterly = """
    sluice: 1
    name: quarterly-review
    title: {en: Marketing quarter in review, zh-Hans: 季度营销回顾, ru: "Маркетинг, итоги квартала"}
    root: ..
    period: {every: quarter, only: 2025-Q2, compare_with: [previous_quarter, same_quarter_last_year]}
    calendar: {timezone: Europe/Moscow}
    currency: {report_in: RUB, rates: inputs/fx/quarter-average.csv, if_rate_missing: fail}

    extract:
      ads:
        profile: generic/ad-costs
        files: [inputs/2025/ads/*.csv, inputs/2024/ads/*.csv]
        numbers: "1 234,56"
        columns:                         # their heading: our field
          Дата: {field: day, as: date dd.MM.yyyy}
          Кампания: campaign
          "Расход, ₽ с НДС": {field: spend}
          Клики: clicks
      crm:
        profile: generic/deals
        files: inputs/crm/deals-*.csv
        required: true
        history_since: 2020-01-01
        columns: {utm_source: source, utm_medium: medium, utm_campaign: campaign, Источник: lead_source}
      trade_shows: {profile: generic/costs, files: inputs/trade-shows.csv, channel: Trade shows}

    normalize:
      channels:
        - {name: Search, when: {campaign: {contains_any: [search, поиск]}}}
        - {name: Social, when: {input: ads}}
        - {name: Search, when: {source: {in: [google, yandex]}, medium: cpc}}
        - {name: Social, when: {source: {in: [vk, telegram, facebook]}}}
        - {name: Trade shows, when: {lead_source: Выставка}}
        - {name: Sales outreach, when: {lead_source: {in: [outbound, Холодный звонок]}}}
        - everything_else: Unknown
      revenue_is: won deals
      customer_is: deal

    aggregate:
      by: [channel]
      kpis: [spend, marketing_cost, leads, mql_to_sql, win_rate, cac, roi]

    render:
      review:
        languages: [ru, zh-Hans, en]
        formats: [html, markdown]
        output: reports/<pipeline>/<period>/
        sections: [headline, channels, data_quality, definitions]
    """

  static let tables = """
    sluice: 1
    name: w1
    period: {every: month, from: 2025-01-01, to: 2025-12-31}
    extract: {ads: {profile: generic/ad-costs, files: ads/*.csv}}
    render:
      tables:
        w1:
          by: [channel, month]
          columns: [impressions, ctr]
          headings: {ctr: CTR}
          decimals: {ctr: 4}
          rounding: half_up
          undefined_as: ""
          hide_all_zero: true
          order: [channel, month]
    """
}
