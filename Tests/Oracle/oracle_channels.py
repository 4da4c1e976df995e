"""Channels of events: the example pipelines' own rules, then GA4's default channel group."""

import re

SEARCH, SOCIAL, VIDEO, SHOPPING = (
    {"google", "yandex"},
    {"facebook", "instagram", "xing", "vk.com"},
    set(),
    set(),
)
OTHERS = {"", "mailchimp", "tradedoubler", "newsletter", "partner_kaffeeblog", "gazette"}


def ga4(source, medium, campaign):
    """Google Analytics 4, default channel group for manual traffic; first match wins."""
    source, medium, campaign = source.lower(), medium.lower(), campaign.lower()
    assert source in SEARCH | SOCIAL | VIDEO | SHOPPING | OTHERS, source
    paid = re.fullmatch(r"(.*cp.*|ppc|retargeting|paid.*)", medium) is not None
    shop = source in SHOPPING or re.fullmatch(r"(.*(([^a-df-z]|^)shop|shopping).*)", campaign) is not None
    mails = ("email", "e-mail", "e_mail", "e mail")
    rules = [
        ("Direct", source == "(direct)" and medium in ("(not set)", "(none)")),
        ("Cross-network", "cross-network" in campaign),
        ("Paid Shopping", shop and paid),
        ("Paid Search", source in SEARCH and paid),
        ("Paid Social", source in SOCIAL and paid),
        ("Paid Video", source in VIDEO and paid),
        ("Display", medium in ("display", "banner", "expandable", "interstitial", "cpm")),
        ("Paid Other", paid),
        ("Organic Shopping", shop),
        (
            "Organic Social",
            source in SOCIAL
            or medium in ("social", "social-network", "social-media", "sm", "social network", "social media"),
        ),
        ("Organic Video", source in VIDEO or "video" in medium),
        ("Organic Search", source in SEARCH or medium == "organic"),
        ("Referral", medium in ("referral", "app", "link")),
        ("Email", source in mails or medium in mails),
        ("Affiliates", medium == "affiliate"),
        ("Audio", medium == "audio"),
        ("SMS", "sms" in (source, medium)),
        (
            "Mobile Push Notifications",
            medium.endswith("push") or "mobile" in medium or "notification" in medium,
        ),
    ]
    return next((channel for channel, holds in rules if holds), "Unassigned")


def nightly_channel(event):
    kind, source, medium = (event.get(key, "") for key in ("campaign_type", "source", "medium"))
    if event.get("channel"):
        return event["channel"]
    if event["input"] == "google_ads" and kind == "Performance Max":
        return "Cross-network"
    if event["input"] == "google_ads" and kind in ("Video", "Demand Gen"):
        return "Paid Video"
    if event["input"] == "google_ads" and kind == "Display":
        return "Display"
    if source.startswith("partner_"):
        return "Partners"
    if event["input"] in ("web_shop", "moscow_shop") and not source and not medium:
        return "Direct"
    if event["input"] in ("other_costs", "agency"):
        return "Overheads"
    return ga4(source, medium, event.get("campaign", ""))


def quarterly_channel(event):
    origin = event.get("lead_source", "")
    if event.get("channel"):
        return event["channel"]
    named = {"Trade Show": "Trade shows", "Partner Referral": "Partners", "Cold Call": "Sales outreach"}
    if origin in named:
        return named[origin]
    if event.get("source") in ("google", "yandex"):
        return "Search"
    if event.get("source") == "linkedin":
        return "Social"
    if event.get("medium") == "email":
        return "Email"
    return "Website" if origin == "Web" else "Unknown"
