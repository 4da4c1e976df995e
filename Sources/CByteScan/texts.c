#define _GNU_SOURCE /* memmem */
#include "CByteScan.h"
#include "words.h"

#include <string.h>

/* Advice for whoever changes this: a dictionary's lookups. A process uses one hash from its first text on
 * (`cbs_text_hash` chooses by the processor), because slots were filled by it; no result depends on which.
 * Texts of up to 64 bytes are one masked register where AVX-512 is there: no loop, so nothing to predict.
 * `InternTable.intern(_:)` of one text is the slow twin of the column. */

INLINE uint64_t fold(uint64_t a, uint64_t b) {
    __uint128_t product = (__uint128_t)a * b;
    return (uint64_t)(product >> 64) ^ (uint64_t)product;
}

/* One multiplication per 16 bytes; short texts are read in overlapping parts. */
INLINE uint64_t portable_hash(const uint8_t *text, size_t length, uint64_t secret) {
    uint64_t state = secret ^ length * 0x9E3779B97F4A7C15ull, other = 0xD6E8FEB86659FD93ull ^ secret;
    if (length > 16) {
        for (size_t at = 0; at + 16 < length; at += 16) state = fold(load(text + at) ^ other, load(text + at + 8) ^ state);
        return fold(load(text + length - 16) ^ other, load(text + length - 8) ^ state);
    }
    if (length >= 8) return fold(load(text) ^ other, load(text + length - 8) ^ state);
    uint64_t word = 0;
    for (size_t i = 0; i < length; i++) word |= (uint64_t)text[i] << (8 * i);
    return fold(word ^ other, state);
}

INLINE int portable_equal(const uint8_t *a, const uint8_t *b, size_t length) {
    if (length < 8) {
        for (size_t i = 0; i < length; i++)
            if (a[i] != b[i]) return 0;
        return 1;
    }
    for (size_t at = 0; at + 8 < length; at += 8)
        if (load(a + at) != load(b + at)) return 0;
    return load(a + length - 8) == load(b + length - 8);
}

/* Rows that are looked up together: first all their hashes, then all their slots, then all comparisons, so that
 * no row waits for the memory that another one asked for. */
#define TOGETHER 32
#define LARGE_MASK 0xFFFF

/* The code of a text whose hash is known; -1 when it is not in the dictionary. */
#define PROBE(EQUAL, text, length, hash)                                                                     \
    uint64_t slot = (hash) & table->mask, entry;                                                              \
    for (;; slot = (slot + 1) & table->mask) {                                                                \
        entry = table->slots[slot];                                                                           \
        if (entry == 0) break;                                                                                \
        if (entry >> 32 != (hash) >> 32) continue;                                                            \
        size_t code = (size_t)(uint32_t)entry - 1, start = code ? table->ends[code - 1] : 0;                  \
        if (table->ends[code] - start == (length) && EQUAL(text, table->arena + start, length)) break;        \
    }

/* The lookup, with a hash and a comparison that the compiler puts in. */
#define FIND(HASH, EQUAL)                                                                                     \
    size_t left = 0, row = 0, last_length = 0;                                                                \
    const uint8_t *last = bytes;                                                                              \
    int32_t last_code = -1, trust = 4;                                                                        \
    /* Columns such as the currency hold the same letters row after row; in others asking costs more than it  \
     * saves. */                                                                                              \
    for (; row < count && trust >= 0; row++) {                                                                \
        codes[row] = -1;                                                                                      \
        if (cells[row].length <= 0) continue;                                                                 \
        size_t length = (size_t)cells[row].length;                                                            \
        const uint8_t *text = bytes + cells[row].start;                                                       \
        if (length == last_length && EQUAL(text, last, length)) {                                             \
            if (trust < 16) trust++;                                                                          \
            codes[row] = last_code;                                                                           \
            continue;                                                                                         \
        }                                                                                                     \
        trust--;                                                                                              \
        uint64_t hash = HASH(text, length, table->secret);                                                    \
        PROBE(EQUAL, text, length, hash)                                                                      \
        if (entry == 0) {                                                                                     \
            rest[left++] = (uint32_t)row;                                                                     \
            continue;                                                                                         \
        }                                                                                                     \
        last = text;                                                                                          \
        last_length = length;                                                                                 \
        codes[row] = last_code = (int32_t)(uint32_t)entry - 1;                                                \
    }                                                                                                         \
    while (row < count) {                                                                                     \
        uint64_t hashes[TOGETHER];                                                                            \
        const size_t first = row, end = count - row < TOGETHER ? count : row + TOGETHER;                      \
        for (; row < end; row++) {                                                                            \
            if (cells[row].length <= 0) continue;                                                             \
            uint64_t hash = HASH(bytes + cells[row].start, (size_t)cells[row].length, table->secret);         \
            hashes[row - first] = hash;                                                                       \
            if (table->mask > LARGE_MASK) __builtin_prefetch(table->slots + (hash & table->mask));            \
        }                                                                                                     \
        if (table->mask > LARGE_MASK) {                                                                       \
            for (row = first; row < end; row++) {                                                             \
                if (cells[row].length <= 0) continue;                                                         \
                uint32_t code = (uint32_t)table->slots[hashes[row - first] & table->mask];                    \
                if (code) __builtin_prefetch(table->ends + code - 1);                                         \
            }                                                                                                 \
            for (row = first; row < end; row++) {                                                             \
                if (cells[row].length <= 0) continue;                                                         \
                uint32_t code = (uint32_t)table->slots[hashes[row - first] & table->mask];                    \
                if (code > 1) __builtin_prefetch(table->arena + table->ends[code - 2]);                       \
            }                                                                                                 \
        }                                                                                                     \
        for (row = first; row < end; row++) {                                                                 \
            codes[row] = -1;                                                                                  \
            if (cells[row].length <= 0) continue;                                                             \
            size_t length = (size_t)cells[row].length;                                                        \
            const uint8_t *text = bytes + cells[row].start;                                                   \
            uint64_t hash = hashes[row - first];                                                              \
            PROBE(EQUAL, text, length, hash)                                                                  \
            codes[row] = (int32_t)(uint32_t)entry - 1;                                                        \
            if (entry == 0) rest[left++] = (uint32_t)row;                                                     \
        }                                                                                                     \
    }                                                                                                         \
    return left;

uint64_t cbs_text_hash_portable(const uint8_t *text, size_t length, uint64_t secret) {
    return portable_hash(text, length, secret);
}

size_t cbs_find_texts_portable(const uint8_t *bytes, const cbs_cell *cells, size_t count, const cbs_texts *table,
                               int32_t *codes, uint32_t *rest) {
    FIND(portable_hash, portable_equal)
}

#if defined(__x86_64__)
#include <immintrin.h>

#include "wide.h"

INLINE int has_aes(void) { return is_wide() && __builtin_cpu_supports("vaes"); }

/* Keyed rounds of AES over the four lanes, then over their sums. Masked loads touch nothing behind the text. */
WIDE_AES INLINE uint64_t wide_hash(const uint8_t *text, size_t length, uint64_t secret) {
    if (length > 64) return portable_hash(text, length, secret);
    __m512i key = _mm512_set1_epi64((long long)secret);
    __m512i state = _mm512_maskz_loadu_epi8(~0ull >> (64 - length), text);
    state = _mm512_aesenc_epi128(
        _mm512_xor_si512(state, _mm512_add_epi64(key, _mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, (long long)length))), key);
    state = _mm512_aesenc_epi128(state, key);
    __m256i half = _mm256_add_epi64(_mm512_castsi512_si256(state), _mm512_extracti64x4_epi64(state, 1));
    __m128i lane = _mm_add_epi64(_mm256_castsi256_si128(half), _mm256_extracti128_si256(half, 1));
    lane = _mm_aesenc_si128(lane, _mm512_castsi512_si128(key));
    return (uint64_t)_mm_cvtsi128_si64(lane) ^ (uint64_t)_mm_extract_epi64(lane, 1);
}

WIDE INLINE int wide_equal(const uint8_t *a, const uint8_t *b, size_t length) {
    if (length > 64) return portable_equal(a, b, length);
    __mmask64 mask = ~0ull >> (64 - length);
    return _mm512_mask_cmpneq_epi8_mask(mask, _mm512_maskz_loadu_epi8(mask, a), _mm512_maskz_loadu_epi8(mask, b)) == 0;
}

WIDE_AES static size_t find_wide(const uint8_t *bytes, const cbs_cell *cells, size_t count, const cbs_texts *table,
                             int32_t *codes, uint32_t *rest) {
    FIND(wide_hash, wide_equal)
}

WIDE_AES static uint64_t hash_wide(const uint8_t *text, size_t length, uint64_t secret) {
    return wide_hash(text, length, secret);
}
#endif

uint64_t cbs_text_hash(const uint8_t *text, size_t length, uint64_t secret) {
#if defined(__x86_64__)
    if (length > 0 && has_aes()) return hash_wide(text, length, secret);
#endif
    return portable_hash(text, length, secret);
}

size_t cbs_find_texts(const uint8_t *bytes, const cbs_cell *cells, size_t count, const cbs_texts *table, int32_t *codes,
                      uint32_t *rest) {
#if defined(__x86_64__)
    if (has_aes()) return find_wide(bytes, cells, count, table, codes, rest);
#endif
    return cbs_find_texts_portable(bytes, cells, count, table, codes, rest);
}

#if defined(__x86_64__)
WIDE static int is_utf8_short(const uint8_t *text, size_t length) { return is_utf8_wide(text, length); }

WIDE static size_t find_part_wide(const uint8_t *text, size_t length, const uint8_t *part, size_t part_length) {
    __m512i all = _mm512_maskz_loadu_epi8(~0ull >> (64 - length), text);
    for (uint64_t places = places_of(all, length, part, part_length); places; places &= places - 1) {
        size_t at = (size_t)__builtin_ctzll(places);
        if (memcmp(text + at, part, part_length) == 0) return at;
    }
    return length;
}
#endif

size_t cbs_find(const uint8_t *text, size_t length, const uint8_t *part, size_t part_length) {
    if (length < part_length) return length;
#if defined(__x86_64__)
    if (length <= 64 && is_wide()) return find_part_wide(text, length, part, part_length);
#endif
    const uint8_t *found = memmem(text, length, part, part_length);
    return found ? (size_t)(found - text) : length;
}

static int is_utf8_portable(const uint8_t *text, size_t length) {
    size_t at = 0;
    while (at < length) {
        while (at + 8 <= length && !(load(text + at) & 0x8080808080808080ull)) at += 8;
        if (at == length) return 1;
        uint8_t first = text[at];
        if (first < 0x80) {
            at++;
            continue;
        }
        /* The Unicode Standard, table 3-7: the second byte has bounds of its own behind E0, ED, F0 and F4. */
        size_t more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
        if (first < 0xC2 || first > 0xF4 || length - at <= more) return 0;
        uint8_t second = text[at + 1], low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80,
                high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
        if (second < low || second > high) return 0;
        for (size_t i = 2; i <= more; i++)
            if ((text[at + i] & 0xC0) != 0x80) return 0;
        at += more + 1;
    }
    return 1;
}

int cbs_is_utf8(const uint8_t *text, size_t length) {
#if defined(__x86_64__)
    if (length && length <= 60 && is_wide()) return is_utf8_short(text, length);
#endif
    return is_utf8_portable(text, length);
}
