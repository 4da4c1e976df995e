/* Writes the benchmark's input: a daily ad-platform export.
 *
 *   generate ads BYTES SEED OUTPUT [CAMPAIGNS]
 *
 * Integer arithmetic only, so the same arguments give the same bytes on every machine. BYTES is the
 * size to reach: the file ends with the first row that reaches it. CAMPAIGNS is the number of distinct
 * campaigns; 0 means 2,000.
 *
 * Advice for whoever changes this: published figures are comparable only while the bytes stay the same.
 * A new kind of file gets its own name (the name is part of the random state); `ads` stays as it is.
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
static u64 written;

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

/* ---- ads.csv ---- */

static const char *kinds[] = {"Brand", "BRAND", "brand", "Generic", "Generic", "Shop", "SHOP", "PMax", "Remarketing",
    "Prospecting", "Competitor", "Launch", "Always-on", "Seasonal", "Test", "RTG"};
static const char *products[] = {"Trail Shoes", "Running", "Küche", "Bücher & Comics", "Kaffee", "Naïve Art", "Garden",
    "Łódź Furniture", "スキー", "Smart Home", "Vélo", "Outdoor", "Möbel", "Pets", "Toys", "Wine"};
static const char *seasons[] = {"Winter", "Spring", "Sommer", "Herbst", "Q1", "Q2", "Q3", "Q4"};
static const char *cities[] = {"München", "Paris", "Łódź", "London", "Zürich", "Malmö", "Wien", "Porto", "Århus",
    "Bilbao", "DE", "AT", "FR", "UK", "ES", "PL"};
static const char *networks[] = {"Google Search", "Google Search", "Google Search", "Search partners", "Display Network",
    "YouTube Videos", "Microsoft Bing", "Facebook", "Instagram", "LinkedIn", "TikTok", "Affiliate", "Criteo"};

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

static void ad_row(char **names, const u32 *lengths, u32 campaigns) {
    u64 r = draw();
    text(day_text[below(DAYS)]); byte(',');
    u32 c = skew(campaigns); memcpy(w, names[c], lengths[c]); w += lengths[c]; byte(',');
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
    char **names = malloc(campaigns * sizeof *names);
    u32 *lengths = malloc(campaigns * sizeof *lengths);
    if (!names || !lengths) return 0;
    for (u32 i = 0; i < campaigns; i++) {
        char *save = w;
        campaign_name(i);
        lengths[i] = (u32)(w - save); w = save;
        names[i] = malloc(lengths[i]);
        if (!names[i]) return 0;
        memcpy(names[i], save, lengths[i]);
    }
    text("Day,Campaign,Ad group,Network,Impressions,Clicks,Cost,Conversions,Conv. value,Currency\n");
    while (written + (u64)(w - buffer) < bytes) {
        ad_row(names, lengths, campaigns);
        if (w >= limit && !flush()) return 0;
    }
    return flush();
}

int main(int argc, char **argv) {
    if (argc < 5 || argc > 6) { fprintf(stderr, "usage: generate ads BYTES SEED OUTPUT [CAMPAIGNS]\n"); return 64; }
    if (strcmp(argv[1], "ads")) { fprintf(stderr, "unknown kind %s: expected ads\n", argv[1]); return 64; }
    u64 bytes = strtoull(argv[2], 0, 10), seed = strtoull(argv[3], 0, 10);
    state[0] = mix(seed); state[1] = mix(seed + 0x1234567);
    for (const char *k = argv[1]; *k; k++) state[0] ^= mix((u64)(unsigned char)*k + state[1]);
    buffer = malloc(CAPACITY + 65536); if (!buffer) { perror("memory"); return 1; }
    w = buffer; limit = buffer + CAPACITY;
    out = fopen(argv[4], "wb"); if (!out) { perror(argv[4]); return 1; }
    setvbuf(out, 0, _IONBF, 0);
    make_days();
    if (!ads(bytes, argc > 5 ? (u32)strtoul(argv[5], 0, 10) : 0)) return 1;
    if (fclose(out)) { perror("write"); return 1; }
    return 0;
}
