#include "CByteScan.h"
#include "words.h"

#include <string.h>

/* Advice for whoever changes this: tokens of person keys. `PersonNormaliser` and the reference vectors of
 * SipHash-2-4-128 are the tests' oracles; the vector path hashes four keys of as many words at once. */

/* `A`-`Z` of eight bytes folded to `a`-`z`; all others stay. */
INLINE uint64_t folded(uint64_t word) {
    const uint64_t ones = 0x0101010101010101ull;
    uint64_t low = word & (0x7F * ones);
    uint64_t from_a = low + (0x80 - 'A') * ones, beyond_z = low + (0x7F - 'Z') * ones;
    return word | ((from_a ^ beyond_z) & ~word & (0x80 * ones)) >> 2;
}

#define ROTATE(x, by) ((x) << (by) | (x) >> (64 - (by)))
#define SIP_ROUND                                                                       \
    v0 += v1, v1 = ROTATE(v1, 13) ^ v0, v0 = ROTATE(v0, 32), v2 += v3, v3 = ROTATE(v3, 16) ^ v2, v0 += v3, \
        v3 = ROTATE(v3, 21) ^ v0, v2 += v1, v1 = ROTATE(v1, 17) ^ v2, v2 = ROTATE(v2, 32)

/* Word `i` of a text: whole ones first, then the rest with the length on top. */
INLINE uint64_t word_of(const uint8_t *bytes, size_t length, size_t i, int folds) {
    uint64_t word = 0;
    size_t at = i * 8, left = length - at;
    if (left >= 8) {
        word = load(bytes + at);
    } else if (length >= 8) {
        /* The last bytes end with the text: eight bytes up to there, moved down. */
        if (left) word = load(bytes + length - 8) >> (8 * (8 - left));
    } else {
        for (size_t k = 0; k < left; k++) word |= (uint64_t)bytes[at + k] << (8 * k);
    }
    if (folds) word = folded(word);
    return left >= 8 ? word : word | (uint64_t)(length & 0xFF) << 56;
}

void cbs_siphash(uint64_t k0, uint64_t k1, const uint8_t *bytes, size_t length, int folds, uint64_t token[2]) {
    uint64_t v0 = k0 ^ 0x736f6d6570736575ull, v1 = k1 ^ 0x646f72616e646f6dull ^ 0xee, v2 = k0 ^ 0x6c7967656e657261ull,
             v3 = k1 ^ 0x7465646279746573ull;
    for (size_t i = 0; i <= length / 8; i++) {
        uint64_t word = word_of(bytes, length, i, folds);
        v3 ^= word;
        SIP_ROUND;
        SIP_ROUND;
        v0 ^= word;
    }
    v2 ^= 0xee;
    for (int i = 0; i < 4; i++) SIP_ROUND;
    token[0] = v0 ^ v1 ^ v2 ^ v3;
    v1 ^= 0xdd;
    for (int i = 0; i < 4; i++) SIP_ROUND;
    token[1] = v0 ^ v1 ^ v2 ^ v3;
}

/* Whether a text holds an `@`: a byte that becomes zero borrows from its high bit. */
INLINE int is_address(const uint8_t *bytes, size_t length) {
    const uint64_t ones = 0x0101010101010101ull;
    uint64_t found = 0;
    size_t at = 0;
    for (; at + 8 <= length; at += 8) {
        uint64_t word = load(bytes + at) ^ ('@' * ones);
        found |= (word - ones) & ~word & (0x80 * ones);
    }
    for (; at < length; at++) found |= bytes[at] == '@';
    return found != 0;
}

/* A key waiting for others of as many words. */
typedef struct {
    const uint8_t *bytes;
    size_t length, row;
    int folds;
} waiting;

#define WORDS 16 /* keys of more words are hashed alone */

#if defined(__x86_64__)
#include <immintrin.h>

#define WIDE __attribute__((target("avx2,avx512f,avx512vl")))
#define WIDE_ROUND                                                                          \
    v0 = _mm256_add_epi64(v0, v1), v1 = _mm256_xor_si256(_mm256_rol_epi64(v1, 13), v0),      \
    v0 = _mm256_rol_epi64(v0, 32), v2 = _mm256_add_epi64(v2, v3),                            \
    v3 = _mm256_xor_si256(_mm256_rol_epi64(v3, 16), v2), v0 = _mm256_add_epi64(v0, v3),      \
    v3 = _mm256_xor_si256(_mm256_rol_epi64(v3, 21), v0), v2 = _mm256_add_epi64(v2, v1),      \
    v1 = _mm256_xor_si256(_mm256_rol_epi64(v1, 17), v2), v2 = _mm256_rol_epi64(v2, 32)

WIDE static void four(uint64_t k0, uint64_t k1, const waiting *keys, uint64_t *tokens) {
    __m256i v0 = _mm256_set1_epi64x((long long)(k0 ^ 0x736f6d6570736575ull)),
            v1 = _mm256_set1_epi64x((long long)(k1 ^ 0x646f72616e646f6dull ^ 0xee)),
            v2 = _mm256_set1_epi64x((long long)(k0 ^ 0x6c7967656e657261ull)),
            v3 = _mm256_set1_epi64x((long long)(k1 ^ 0x7465646279746573ull));
    for (size_t i = 0; i <= keys[0].length / 8; i++) {
#define WORD(k) (long long)word_of(keys[k].bytes, keys[k].length, i, keys[k].folds)
        __m256i word = _mm256_set_epi64x(WORD(3), WORD(2), WORD(1), WORD(0));
        v3 = _mm256_xor_si256(v3, word);
        WIDE_ROUND;
        WIDE_ROUND;
        v0 = _mm256_xor_si256(v0, word);
    }
    v2 = _mm256_xor_si256(v2, _mm256_set1_epi64x(0xee));
    for (int i = 0; i < 4; i++) WIDE_ROUND;
    uint64_t low[4], high[4];
    _mm256_storeu_si256((__m256i *)low, _mm256_xor_si256(_mm256_xor_si256(v0, v1), _mm256_xor_si256(v2, v3)));
    v1 = _mm256_xor_si256(v1, _mm256_set1_epi64x(0xdd));
    for (int i = 0; i < 4; i++) WIDE_ROUND;
    _mm256_storeu_si256((__m256i *)high, _mm256_xor_si256(_mm256_xor_si256(v0, v1), _mm256_xor_si256(v2, v3)));
    for (int k = 0; k < 4; k++) {
        tokens[2 * keys[k].row] = low[k];
        tokens[2 * keys[k].row + 1] = high[k];
    }
}

static int is_wide(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl");
}
#endif

static void alone(uint64_t k0, uint64_t k1, const waiting *key, uint64_t *tokens) {
    cbs_siphash(k0, k1, key->bytes, key->length, key->folds, tokens + 2 * key->row);
}

size_t cbs_tokens(uint64_t k0, uint64_t k1, const uint8_t *bytes, const cbs_cell *cells, const uint32_t *rows,
                  size_t count, uint64_t *tokens, uint32_t *rest) {
    size_t left = 0;
    waiting lanes[WORDS][4];
    uint8_t waits[WORDS] = {0};
    int wide = 0;
#if defined(__x86_64__)
    wide = is_wide();
#endif
    for (size_t i = 0; i < count; i++) {
        cbs_cell cell = cells[rows[i]];
        const uint8_t *text = bytes + cell.start;
        /* Spaces at the ends, or what may be one, are for the slow path to take off. */
        if (cell.length <= 0 || text[0] <= ' ' || text[0] >= 0x80 || text[cell.length - 1] <= ' ' ||
            text[cell.length - 1] >= 0x80) {
            rest[left++] = (uint32_t)i;
            continue;
        }
        size_t length = (size_t)cell.length, words = length / 8;
        waiting key = {text, length, i, is_address(text, length)};
        if (!wide || words >= WORDS) {
            alone(k0, k1, &key, tokens);
            continue;
        }
        lanes[words][waits[words]++] = key;
#if defined(__x86_64__)
        if (waits[words] == 4) {
            four(k0, k1, lanes[words], tokens);
            waits[words] = 0;
        }
#endif
    }
    for (size_t words = 0; words < WORDS; words++)
        for (int k = 0; k < waits[words]; k++) alone(k0, k1, &lanes[words][k], tokens);
    return left;
}
