#include "CByteScan.h"
#include "words.h"

#include <string.h>

/* Advice for whoever changes this: columns of plain values. Each function reads what is exactly of its plain
 * form and leaves all other rows to the Swift parsers, which are the slow twins (`DateParser`,
 * `PersonNormaliser`): nothing is ever refused here. Numbers stand in numbers.c. */

#if defined(__x86_64__)
#include <immintrin.h>
#include "wide.h"
#endif

/* Two digits at byte `at` of a word of digits. */
INLINE uint32_t pair(uint64_t word, unsigned at) {
    return (uint32_t)(word >> (8 * at) & 15) * 10 + (uint32_t)(word >> (8 * at + 8) & 15);
}

/* Months of one call: a file holds few, and a look here costs less than the calendar. */
typedef struct {
    uint64_t text; /* `2026-03-`; 0 for none */
    int32_t base;  /* the day before the first */
    int32_t length;
} month;
#define MONTHS 64

static __attribute__((noinline)) int find_month(uint64_t text, month *found) {
    static const uint8_t lengths[16] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 0, 0, 0};
    uint64_t word = text ^ 0x2D30302D30303030ull; /* "0000-00-": both dashes become zero */
    if (no_digits(word) || (word & 0xFF0000FF00000000ull)) return 0;
    int32_t year = (int32_t)(pair(word, 0) * 100 + pair(word, 2)), number = (int32_t)pair(word, 5);
    if (year == 0 || number == 0 || number > 12) return 0;
    int is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    /* Howard Hinnant, "chrono-compatible low-level date algorithms": days_from_civil; years are positive. */
    int32_t y = year - (number <= 2), era = y / 400, of_era = y - era * 400;
    int32_t of_year = (153 * (number > 2 ? number - 3 : number + 9) + 2) / 5;
    found->text = text;
    found->base = era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719469;
    found->length = lengths[number] + (number == 2 && is_leap);
    return 1;
}

/* Days since 1970-01-01 of `yyyy-MM-dd`, INT32_MIN when it is not one of these or no such day. */
INLINE int32_t iso_day(const uint8_t *text, month *months) {
    uint64_t word = load(text);
    month *found = months + (word * 0x9E3779B97F4A7C15ull >> 58);
    if (__builtin_expect(found->text != word, 0) && !find_month(word, found)) return INT32_MIN;
    uint32_t tens = (uint32_t)text[8] - '0', ones = (uint32_t)text[9] - '0', day = tens * 10 + ones;
    return tens <= 9 && ones <= 9 && day - 1 < (uint32_t)found->length ? found->base + (int32_t)day : INT32_MIN;
}

size_t cbs_days(const uint8_t *bytes, const cbs_cell *cells, size_t count, int32_t *days, uint32_t *rest) {
    month months[MONTHS] = {{0, 0, 0}};
    size_t left = 0;
    for (size_t row = 0; row < count; row++) {
        int32_t day = cells[row].length == 10 ? iso_day(bytes + cells[row].start, months) : INT32_MIN;
        days[row] = day;
        if (__builtin_expect(day == INT32_MIN, 0)) rest[left++] = (uint32_t)row;
    }
    return left;
}

/* UTC seconds of `yyyy-MM-ddTHH:mm:ss` and `Z` or an offset such as `+05:30`; INT64_MIN for anything else. */
INLINE int64_t iso_instant(const uint8_t *text, int32_t length, month *months) {
    int32_t day = iso_day(text, months);
    uint64_t word = load(text + 11) ^ 0x30303A30303A3030ull; /* "00:00:00" */
    if (day == INT32_MIN || text[10] != 'T' || no_digits(word) || (word & 0x0000FF0000FF0000ull)) return INT64_MIN;
    uint32_t hour = pair(word, 0), minute = pair(word, 3), second = pair(word, 6);
    if (hour > 23 || minute > 59 || second > 59) return INT64_MIN;
    int64_t local = (int64_t)day * 86400 + (int64_t)(hour * 3600 + minute * 60 + second);
    if (length == 20) return text[19] == 'Z' ? local : INT64_MIN;
    /* The offset's last two bytes end the text: eight bytes up to there. */
    uint64_t zone = load(text + 17);
    uint64_t digits = (zone >> 24) ^ 0x30303A3030ull; /* "00:00" */
    if (no_digits(digits) || (digits & 0x0000FF0000ull)) return INT64_MIN;
    uint32_t hours = pair(digits, 0), minutes = pair(digits, 3);
    /* 12 hours and more are rare enough, and bounded differently east and west. */
    if (hours > 11 || minutes > 59) return INT64_MIN;
    int64_t offset = (int64_t)(hours * 3600 + minutes * 60);
    uint8_t sign = text[19];
    return sign == '+' ? local - offset : sign == '-' ? local + offset : INT64_MIN;
}

INLINE size_t instants_of(const uint8_t *bytes, const cbs_cell *cells, size_t count, int64_t *instants,
                          uint32_t *rest) {
    month months[MONTHS] = {{0, 0, 0}};
    size_t left = 0;
    for (size_t row = 0; row < count; row++) {
        int32_t length = cells[row].length;
        int64_t instant =
            length == 20 || length == 25 ? iso_instant(bytes + cells[row].start, length, months) : INT64_MIN;
        instants[row] = instant;
        if (__builtin_expect(instant == INT64_MIN, 0)) rest[left++] = (uint32_t)row;
    }
    return left;
}

#if defined(__x86_64__)
BMI static size_t instants_bmi(const uint8_t *bytes, const cbs_cell *cells, size_t count, int64_t *instants,
                               uint32_t *rest) {
    return instants_of(bytes, cells, count, instants, rest);
}
#endif

size_t cbs_instants(const uint8_t *bytes, const cbs_cell *cells, size_t count, int64_t *instants, uint32_t *rest) {
#if defined(__x86_64__)
    if (has_bmi()) return instants_bmi(bytes, cells, count, instants, rest);
#endif
    return instants_of(bytes, cells, count, instants, rest);
}

#if defined(__x86_64__)
WIDE static size_t ascii_wide(const uint8_t *bytes, const cbs_cell *cells, size_t count, const uint8_t *closer_look,
                              uint32_t *rest) {
    size_t left = 0;
    for (size_t row = 0; row < count; row++) {
        int32_t length = cells[row].length;
        int look = length <= 0 || length > 64;
        if (!look) {
            const uint8_t *text = bytes + cells[row].start;
            look = closer_look[*text] | closer_look[text[length - 1]];
            look |= _mm512_movepi8_mask(_mm512_maskz_loadu_epi8(~0ull >> (64 - length), text)) != 0;
        }
        rest[left] = (uint32_t)row;
        left += (size_t)look;
    }
    return left;
}
#endif

size_t cbs_ascii(const uint8_t *bytes, const cbs_cell *cells, size_t count, const uint8_t *closer_look,
                 uint32_t *rest) {
#if defined(__x86_64__)
    if (is_wide()) return ascii_wide(bytes, cells, count, closer_look, rest);
#endif
    size_t left = 0;
    for (size_t row = 0; row < count; row++) {
        int32_t length = cells[row].length;
        int look = length <= 0;
        if (!look) {
            const uint8_t *text = bytes + cells[row].start;
            uint64_t seen = 0;
            look = closer_look[*text] | closer_look[text[length - 1]];
            if (length >= 8) {
                for (int32_t at = 0; at + 8 < length; at += 8) seen |= load(text + at);
                seen |= load(text + length - 8);
            } else {
                for (int32_t at = 0; at < length; at++) seen |= text[at];
            }
            look |= (seen & 0x8080808080808080ull) != 0;
        }
        rest[left] = (uint32_t)row;
        left += (size_t)look;
    }
    return left;
}
