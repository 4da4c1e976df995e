/* Writes the benchmark's inputs.
 *
 *   generate ads BYTES SEED OUTPUT [CAMPAIGNS]       a daily ad-platform export (CSV); 0 means 2,000 campaigns
 *   generate email BYTES SEED OUTPUT [RECIPIENTS]    a log of e-mail events (CSV); 0 means a third of the rows
 *   generate orders BYTES SEED OUTPUT [CUSTOMERS]    a shop's nested orders (XML); 0 means a third of the orders
 *
 * Integer arithmetic only, so the same arguments give the same bytes on every machine. BYTES is the
 * size to reach: the file ends with the first row that reaches it. Prints "ROWS KEY_BYTES": the rows (orders)
 * written, and for ads the bytes of the distinct campaign names among them (else 0).
 *
 * Advice for whoever changes this: published figures are comparable only while the bytes stay the same.
 * A new kind of file gets its own name (the name is part of the random state); these three stay as they are.
 * The order of draws counts, so one expression must not draw twice.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t u64;
typedef uint32_t u32;

/* ---- random numbers: splitmix64 to seed, xoroshiro128+ to draw ---- */

static u64 mix(u64 z) {
    z += 0x9E3779B97F4A7C15ull;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
}
static u64 state[2];
static inline u64 draw(void) {
    u64 a = state[0], b = state[1], r = a + b;
    b ^= a;
    state[0] = ((a << 24) | (a >> 40)) ^ b ^ (b << 16);
    state[1] = (b << 37) | (b >> 27);
    return r;
}
static inline u32 below(u32 n) { return (u32)(((draw() >> 32) * (u64)n) >> 32); }
/* Skewed towards small values: the product of two uniform numbers. */
static inline u32 skew(u32 n) {
    u64 r = draw();
    u64 p = ((r & 0xffffffffull) * (r >> 32)) >> 32;
    return (u32)((p * n) >> 32);
}

/* ---- output: one buffer, flushed at row ends ---- */

#define CAPACITY (4u << 20)
static char *buffer, *w, *limit;
static FILE *out;
static u64 written, rows, key_bytes;

static inline u64 reached(void) { return written + (u64)(w - buffer); }
static int flush(void) {
    size_t n = (size_t)(w - buffer);
    if (fwrite(buffer, 1, n, out) != n) { perror("write"); return 0; }
    written += n;
    w = buffer;
    return 1;
}
static inline void text(const char *s) { size_t n = strlen(s); memcpy(w, s, n); w += n; }
static inline void byte(char c) { *w++ = c; }
static inline void digits(u64 v, int places) { /* the last `places` digits */
    for (int i = places - 1; i >= 0; i--) { w[i] = (char)('0' + v % 10); v /= 10; }
    w += places;
}
static inline void number(u64 v) {
    char t[20]; int n = 0;
    do { t[n++] = (char)('0' + v % 10); v /= 10; } while (v);
    while (n) *w++ = t[--n];
}
static inline void cents(u64 v) { number(v / 100); byte('.'); digits(v % 100, 2); }
static inline void grouped(u64 v) { /* 1,234 or 1,234,567; v is at least 1,000 */
    if (v >= 1000000) { number(v / 1000000); byte(','); digits(v / 1000 % 1000, 3); }
    else number(v / 1000);
    byte(','); digits(v % 1000, 3);
}

/* ---- days ---- */

#define FIRST_DAY 19358 /* 2023-01-01 as days since 1970-01-01 */
#define DAYS 731        /* to 2024-12-31 */
static char day_text[DAYS][11];

static void civil(int z, int *y, int *m, int *d) {
    z += 719468; int era = z / 146097; u32 doe = (u32)(z - era * 146097);
    u32 yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    u32 doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    *d = (int)(doy - (153 * mp + 2) / 5 + 1); *m = mp < 10 ? (int)mp + 3 : (int)mp - 9;
    *y = (int)yoe + era * 400 + (*m <= 2);
}
static void make_days(void) {
    char *save = w;
    for (int i = 0; i < DAYS; i++) {
        int y, m, d; civil(FIRST_DAY + i, &y, &m, &d);
        w = day_text[i];
        digits((u64)y, 4); byte('-'); digits((u64)m, 2); byte('-'); digits((u64)d, 2); byte(0);
    }
    w = save;
}
#define ZULU 9999 /* an offset that is written as Z */
/* An instant given in seconds since 1970, written at an offset of so many minutes. Its local day must be in day_text. */
static void stamp(int64_t instant, int offset) {
    int64_t local = instant + (offset == ZULU ? 0 : offset * 60);
    u64 second = (u64)(local % 86400);
    text(day_text[local / 86400 - FIRST_DAY]); byte('T');
    digits(second / 3600, 2); byte(':'); digits(second / 60 % 60, 2); byte(':'); digits(second % 60, 2);
    if (offset == ZULU) { byte('Z'); return; }
    u64 minutes = (u64)(offset < 0 ? -offset : offset);
    byte(offset < 0 ? '-' : '+'); digits(minutes / 60, 2); byte(':'); digits(minutes % 60, 2);
}

/* ---- names that several files share ---- */

static const char *kinds[] = {"Brand", "BRAND", "brand", "Generic", "Generic", "Shop", "SHOP", "PMax", "Remarketing",
    "Prospecting", "Competitor", "Launch", "Always-on", "Seasonal", "Test", "RTG"};
static const char *products[] = {"Trail Shoes", "Running", "Küche", "Bücher & Comics", "Kaffee", "Naïve Art", "Garden",
    "Łódź Furniture", "スキー", "Smart Home", "Vélo", "Outdoor", "Möbel", "Pets", "Toys", "Wine"};
static const char *seasons[] = {"Winter", "Spring", "Sommer", "Herbst", "Q1", "Q2", "Q3", "Q4"};
static const char *cities[] = {"München", "Paris", "Łódź", "London", "Zürich", "Malmö", "Wien", "Porto", "Århus",
    "Bilbao", "DE", "AT", "FR", "UK", "ES", "PL"};
static const char *networks[] = {"Google Search", "Google Search", "Google Search", "Search partners", "Display Network",
    "YouTube Videos", "Microsoft Bing", "Facebook", "Instagram", "LinkedIn", "TikTok", "Affiliate", "Criteo"};

static const char *first_names[] = {"anna", "ben", "carla", "david", "emma", "felix", "greta", "hugo", "ines", "jan",
    "katya", "leo", "mia", "noah", "olga", "paul", "quinn", "rosa", "sam", "tina", "uwe", "vera", "will", "xenia", "yves",
    "zoe", "ada", "bo", "cleo", "dan", "eva", "finn"};
static const char *last_names[] = {"smith", "meyer", "garcia", "rossi", "dubois", "novak", "larsen", "kowalski", "silva",
    "jansen", "ito", "brown", "schulz", "moreau", "bianchi", "horvat", "nilsson", "wojcik", "costa", "devries", "tanaka",
    "jones", "fischer", "lopez", "conti", "petit", "svoboda", "berg", "mazur", "pinto", "bakker", "sato"};
static const char *domains[] = {"example.com", "example.org", "mail.example.net", "post.example.de", "gmail.example",
    "corp.example.co", "web.example.fr", "inbox.example.it"};

static void address(u64 person) {
    u64 h = mix(person);
    text(first_names[h & 31]); byte('.'); text(last_names[h >> 5 & 31]); number(person);
    byte('@'); text(domains[h >> 10 & 7]);
}

/* ---- ads.csv ---- */

/* A quoted name with a comma, doubled quotes or neither, and its number at the end. */
static void campaign_name(u32 i) {
    u64 h = mix(i * 7919 + 13);
    byte('"'); text(kinds[h & 15]);
    text((h >> 4 & 3) == 0 ? "_" : (h >> 4 & 3) == 1 ? " - " : " | ");
    text(products[h >> 8 & 15]);
    switch (h >> 12 & 7) {
    case 0: case 1: case 2: text(", "); text(seasons[h >> 16 & 7]); break;
    case 3: text(" \"\""); text(seasons[h >> 16 & 7]); text("\"\""); break;
    case 4: text(" remarketing"); break;
    case 5: text(" Prospecting"); break;
    default: break;
    }
    text(" – "); text(cities[h >> 20 & 15]); byte(' '); number(i); byte('"');
}

struct name { char *bytes; u32 length; char is_used; };

static void ad_row(struct name *names, u32 campaigns) {
    u64 r = draw();
    text(day_text[below(DAYS)]); byte(',');
    struct name *campaign = &names[skew(campaigns)];
    memcpy(w, campaign->bytes, campaign->length); w += campaign->length; byte(',');
    if (!campaign->is_used) { campaign->is_used = 1; key_bytes += campaign->length - 2; /* without the quotes */ }
    u32 group = (u32)(r & 63);
    if (group < 6) { text("\"Group, broad "); number(group); byte('"'); }
    else { text("Exact match "); number(group * 3); }
    byte(','); text(networks[(r >> 6 & 0xffff) % 13]); byte(',');
    u32 impressions = skew(60000); if (!(r >> 24 & 63)) impressions *= 37;
    if (impressions >= 1000 && (r >> 30 & 3) == 0) { byte('"'); grouped(impressions); byte('"'); }
    else number(impressions);
    byte(',');
    u32 clicks = impressions ? skew(impressions / 12 + 1) : 0; number(clicks); byte(',');
    cents((u64)clicks * (20 + below(260))); byte(',');
    u64 conversions = clicks ? (u64)skew(clicks * 9 + 1) : 0; cents(conversions); byte(',');
    cents(conversions * (30 + below(90))); text(",EUR\n");
}

static int ads(u64 bytes, u32 campaigns) {
    if (!campaigns) campaigns = 2000;
    struct name *names = calloc(campaigns, sizeof *names);
    if (!names) return 0;
    for (u32 i = 0; i < campaigns; i++) {
        char *start = w;
        campaign_name(i);
        names[i].length = (u32)(w - start); w = start;
        names[i].bytes = malloc(names[i].length);
        if (!names[i].bytes) return 0;
        memcpy(names[i].bytes, start, names[i].length);
    }
    text("Day,Campaign,Ad group,Network,Impressions,Clicks,Cost,Conversions,Conv. value,Currency\n");
    for (; reached() < bytes; rows++) {
        ad_row(names, campaigns);
        if (w >= limit && !flush()) return 0;
    }
    return flush();
}

/* ---- email_activity.csv ---- */

#define EMAIL_CAMPAIGNS 400

/* Anna.Smith17@…: the same person as anna.smith17@… */
static void capitalized_address(u64 person) {
    char *first = w; address(person);
    char *last = memchr(first, '.', (size_t)(w - first)) + 1;
    *first = (char)(*first - 32); *last = (char)(*last - 32);
}

static void email_row(u32 recipients, u32 audience) {
    static const int offsets[] = {60, 120, 0, -300, ZULU, 330};
    u64 r = draw(); u32 campaign = (u32)(r & 0xffff) % EMAIL_CAMPAIGNS; u64 h = mix(campaign + 99);
    u32 event = (u32)(r >> 16 & 127);
    u64 recipient = (h + (u64)skew(audience) * 17) % recipients;
    int64_t sent = (int64_t)(FIRST_DAY + h % 690) * 86400 + 8 * 3600;
    stamp(sent + (event < 66 ? below(6 * 3600) : skew(30 * 86400)), offsets[(r >> 24 & 255) % 6]); byte(',');
    if (r >> 32 & 31) address(recipient); else capitalized_address(recipient);
    byte(',');
    if (campaign & 1) { text("Newsletter "); text(seasons[h >> 20 & 7]); byte(' '); number(campaign); }
    else { text("\"Flow, "); text(products[h >> 24 & 15]); byte(' '); number(campaign); byte('"'); }
    if (event < 66) text(",sent,");
    else if (event < 106) text(",open,");
    else if (event < 120) {
        text(",click,https://shop.example.com/p/"); number(below(9000));
        text("?utm_source=newsletter&utm_medium=email&utm_campaign=flow-"); number(campaign);
        text("&utm_content="); text(r >> 40 & 1 ? "hero" : "footer");
    } else if (event < 125) text(",bounce,");
    else { text(",unsubscribe,https://shop.example.com/u/"); number(recipient); }
    byte('\n');
}

static int email(u64 bytes, u32 recipients) {
    u64 expected = bytes / 96 + 1; /* rows */
    if (!recipients) recipients = (u32)(expected / 3 + 1000);
    u32 audience = (u32)(expected * 3 / 10 / EMAIL_CAMPAIGNS + 10);
    text("event_time,recipient,campaign,event,url\n");
    for (; reached() < bytes; rows++) {
        email_row(recipients, audience);
        if (w >= limit && !flush()) return 0;
    }
    return flush();
}

/* ---- orders.xml ---- */

static const char *utm[][2] = {{"google", "cpc"}, {"google", "cpc"}, {"bing", "cpc"}, {"google", "organic"},
    {"google", "organic"}, {"facebook", "paid_social"}, {"instagram", "paid_social"}, {"facebook", "cpc"},
    {"newsletter", "email"}, {"crm", "email"}, {"criteo", "display"}, {"partner-x", "affiliate"},
    {"blog.example", "referral"}, {"", ""}, {"", ""}, {"tiktok", "cpc"}, {"youtube", "video"},
    {"linkedin", "paid_social"}};
static const char *utm_campaigns[] = {"Brand &amp; Co", "Brand &amp; Friends", "generic", "sale-24", "brand-only",
    "Prospecting &lt;LAL&gt;", "r&#233;gion", "flow"};
static const char *statuses[] = {"paid", "paid", "paid", "shipped", "shipped", "shipped", "cancelled", "refund-test"};

/* An item; returns its price times its quantity, in cents. */
static u64 order_item(void) {
    u64 r = draw(); u32 quantity = 1 + (u32)(r & 3), price = 99 + skew(20000);
    text("      <item sku=\"SKU-"); number(r >> 2 & 16383); text("\" qty=\""); number(quantity);
    text("\">\n        <title>");
    if (r >> 16 & 1) { text("<![CDATA["); text(products[r >> 17 & 15]); text(" <new> & more]]>"); }
    else { text(products[r >> 17 & 1 ? 1 : 2]); text(" &quot;"); text(seasons[r >> 21 & 7]); text("&quot;"); }
    text("</title>\n        <price>");
    if (r >> 24 & 15) cents(price); else { text("<![CDATA["); cents(price); text("]]>"); }
    text("</price>\n      </item>\n");
    return (u64)quantity * price;
}

/* Customers buy in four spells of 20 days. */
static int64_t spell_start(u64 customer, u32 spell) {
    return (int64_t)(FIRST_DAY + 2 + mix(customer * 4 + spell + 5) % (DAYS - 24)) * 86400;
}

static void order(u64 *id, u32 customers) {
    u64 r = draw(); u32 customer = below(customers); *id += 1 + (r & 7);
    int64_t created = spell_start(customer, (u32)(r >> 3 & 3)) + below(20 * 86400);
    const char **source = utm[(r >> 8 & 0xffff) % 18];
    text("  <order id=\""); number(*id); text("\" created=\""); stamp(created, ZULU);
    text("\" status=\""); text(statuses[r >> 5 & 7]); text("\" currency=\"EUR\">\n    <customer id=\"C"); number(customer);
    text("\">\n      <email>"); address(customer); text("</email>\n      <name>"); text(first_names[r >> 27 & 31]);
    text(" &amp; "); text(last_names[r >> 32 & 31]); text(" M&#252;ller</name>\n      <country>");
    text(cities[10 + (r >> 37 & 3)]); text("</country>\n    </customer>\n    <attribution utm_source=\""); text(source[0]);
    text("\" utm_medium=\""); text(source[1]); text("\" utm_campaign=\""); text(utm_campaigns[r >> 24 & 7]);
    text("\"/>\n    <items>\n");
    u64 revenue = 0;
    for (u64 items = 1 + (r >> 40 & 3); items; items--) revenue += order_item();
    u64 discount = r >> 44 & 3 ? 0 : revenue / 10;
    text("    </items>\n    <discount>"); cents(discount); text("</discount>\n    <shipping>4.90</shipping>\n    <total>");
    cents(revenue - discount + 490); text("</total>\n");
    if (!(r >> 46 & 7))
        text("    <!-- imported by legacy shop -->\n    <note>Gift &#8211; call &lt;before&gt; delivery</note>\n");
    text("  </order>\n");
}

static int orders(u64 bytes, u32 customers) {
    if (!customers) customers = (u32)((bytes / 800 + 1) / 3 + 10);
    u64 id = 100000000;
    text("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<orders shop=\"demo\" exported=\"2025-01-01T00:00:00Z\">\n");
    for (; reached() < bytes; rows++) {
        order(&id, customers);
        if (w >= limit && !flush()) return 0;
    }
    text("</orders>\n");
    return flush();
}

/* ---- */

static const struct kind { const char *name; int (*write)(u64 bytes, u32 distinct); } known_kinds[] = {
    {"ads", ads}, {"email", email}, {"orders", orders}};

int main(int argc, char **argv) {
    if (argc < 5 || argc > 6) {
        fprintf(stderr, "usage: generate ads|email|orders BYTES SEED OUTPUT [DISTINCT]\n");
        return 64;
    }
    const struct kind *kind = 0;
    for (size_t i = 0; i < sizeof known_kinds / sizeof *known_kinds; i++)
        if (!strcmp(argv[1], known_kinds[i].name)) kind = &known_kinds[i];
    if (!kind) { fprintf(stderr, "unknown kind %s: expected ads, email or orders\n", argv[1]); return 64; }
    u64 bytes = strtoull(argv[2], 0, 10), seed = strtoull(argv[3], 0, 10);
    state[0] = mix(seed); state[1] = mix(seed + 0x1234567);
    for (const char *k = kind->name; *k; k++) state[0] ^= mix((u64)(unsigned char)*k + state[1]);
    buffer = malloc(CAPACITY + 65536); if (!buffer) { perror("memory"); return 1; }
    w = buffer; limit = buffer + CAPACITY;
    out = fopen(argv[4], "wb"); if (!out) { perror(argv[4]); return 1; }
    setvbuf(out, 0, _IONBF, 0);
    make_days();
    if (!kind->write(bytes, argc > 5 ? (u32)strtoul(argv[5], 0, 10) : 0)) return 1;
    if (fclose(out)) { perror("write"); return 1; }
    printf("%llu %llu\n", (unsigned long long)rows, (unsigned long long)key_bytes);
    return 0;
}
