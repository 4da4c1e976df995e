#include "CByteScan.h"
#include "words.h"

#include <string.h>

/* Advice for whoever changes this: tokens of person keys. `PersonNormaliser` and the reference vectors of
 * SipHash-2-4-128 are the tests' oracles; the vector path hashes eight keys of as many words at once. */

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

/* Addresses are hashed under the first two of the secrets, other keys under the last two. */
INLINE void hash_key(const uint64_t secrets[4], const uint8_t *text, size_t length, int is_address, uint64_t *token) {
    const uint64_t *secret = secrets + (is_address ? 0 : 2);
    cbs_siphash(secret[0], secret[1], text, length, is_address, token);
}

/* Spaces at the ends, or what may be one, are for the slow path to take off. */
INLINE int needs_closer_look(const uint8_t *text, int32_t length) {
    return length <= 0 || text[0] <= ' ' || text[0] >= 0x80 || text[length - 1] <= ' ' || text[length - 1] >= 0x80;
}

#define WORDS 16 /* keys of more words are hashed alone */
#define LANES 8

/* Keys of as many words that wait for each other. */
typedef struct {
    uint64_t bytes[LANES], length[LANES], row[LANES];
    uint8_t folds, count;
} waiting;

#if defined(__x86_64__)
#include <immintrin.h>
#include "wide.h"

#define WIDE_ROUND                                                                          \
    v0 = _mm512_add_epi64(v0, v1), v1 = _mm512_xor_si512(_mm512_rol_epi64(v1, 13), v0),      \
    v0 = _mm512_rol_epi64(v0, 32), v2 = _mm512_add_epi64(v2, v3),                            \
    v3 = _mm512_xor_si512(_mm512_rol_epi64(v3, 16), v2), v0 = _mm512_add_epi64(v0, v3),      \
    v3 = _mm512_xor_si512(_mm512_rol_epi64(v3, 21), v0), v2 = _mm512_add_epi64(v2, v1),      \
    v1 = _mm512_xor_si512(_mm512_rol_epi64(v1, 17), v2), v2 = _mm512_rol_epi64(v2, 32)

WIDE INLINE __m512i folded_wide(__m512i word, __mmask64 lanes) {
    __mmask64 capitals = _mm512_mask_cmplt_epu8_mask(lanes, _mm512_sub_epi8(word, _mm512_set1_epi8('A')),
                                                     _mm512_set1_epi8(26));
    return _mm512_mask_add_epi8(word, capitals, word, _mm512_set1_epi8(0x20));
}

/* Eight keys of as many words, at least one of them whole. */
WIDE static void eight(const uint64_t secrets[4], const waiting *keys, uint64_t *tokens) {
    __m512i k0 = _mm512_mask_blend_epi64(keys->folds, _mm512_set1_epi64((long long)secrets[2]),
                                         _mm512_set1_epi64((long long)secrets[0])),
            k1 = _mm512_mask_blend_epi64(keys->folds, _mm512_set1_epi64((long long)secrets[3]),
                                         _mm512_set1_epi64((long long)secrets[1]));
    __m512i v0 = _mm512_xor_si512(k0, _mm512_set1_epi64(0x736f6d6570736575ll)),
            v1 = _mm512_xor_si512(k1, _mm512_set1_epi64(0x646f72616e646f6dll ^ 0xee)),
            v2 = _mm512_xor_si512(k0, _mm512_set1_epi64(0x6c7967656e657261ll)),
            v3 = _mm512_xor_si512(k1, _mm512_set1_epi64(0x7465646279746573ll));
    __m512i bytes = _mm512_loadu_si512(keys->bytes), length = _mm512_loadu_si512(keys->length);
    __mmask64 folds = _mm512_movepi8_mask(_mm512_movm_epi64(keys->folds));
    size_t words = keys->length[0] / 8;
    for (size_t i = 0; i <= words; i++) {
        __m512i at = i < words ? _mm512_add_epi64(bytes, _mm512_set1_epi64((long long)(8 * i)))
                               : _mm512_add_epi64(bytes, _mm512_sub_epi64(length, _mm512_set1_epi64(8)));
        __m512i word = _mm512_i64gather_epi64(at, NULL, 1);
        /* The last bytes end with the text: eight bytes up to there, moved down. A shift by 64 leaves none. */
        if (i == words)
            word = _mm512_srlv_epi64(word, _mm512_slli_epi64(_mm512_sub_epi64(_mm512_set1_epi64((long long)(8 * words + 8)), length), 3));
        word = folded_wide(word, folds);
        if (i == words) word = _mm512_or_si512(word, _mm512_slli_epi64(length, 56));
        v3 = _mm512_xor_si512(v3, word);
        WIDE_ROUND;
        WIDE_ROUND;
        v0 = _mm512_xor_si512(v0, word);
    }
    v2 = _mm512_xor_si512(v2, _mm512_set1_epi64(0xee));
    for (int i = 0; i < 4; i++) WIDE_ROUND;
    __m512i low = _mm512_xor_si512(_mm512_xor_si512(v0, v1), _mm512_xor_si512(v2, v3));
    v1 = _mm512_xor_si512(v1, _mm512_set1_epi64(0xdd));
    for (int i = 0; i < 4; i++) WIDE_ROUND;
    __m512i high = _mm512_xor_si512(_mm512_xor_si512(v0, v1), _mm512_xor_si512(v2, v3));
    uint64_t lows[LANES], highs[LANES];
    _mm512_storeu_si512(lows, low);
    _mm512_storeu_si512(highs, high);
    for (int k = 0; k < LANES; k++) {
        tokens[2 * keys->row[k]] = lows[k];
        tokens[2 * keys->row[k] + 1] = highs[k];
    }
}

/* `is_address` of up to 64 bytes. */
WIDE INLINE int is_address_wide(const uint8_t *bytes, size_t length) {
    if (length > 64) return is_address(bytes, length);
    __mmask64 mask = ~0ull >> (64 - length);
    return _mm512_mask_cmpeq_epi8_mask(mask, _mm512_maskz_loadu_epi8(mask, bytes), _mm512_set1_epi8('@')) != 0;
}

WIDE static size_t tokens_wide(const uint64_t secrets[4], const uint8_t *bytes, const cbs_cell *cells,
                               const uint32_t *rows, size_t count, uint64_t *tokens, uint32_t *rest) {
    size_t left = 0;
    waiting lanes[WORDS];
    for (size_t words = 0; words < WORDS; words++) lanes[words].count = lanes[words].folds = 0;
    for (size_t i = 0; i < count; i++) {
        cbs_cell cell = cells[rows[i]];
        const uint8_t *text = bytes + cell.start;
        if (needs_closer_look(text, cell.length)) {
            rest[left++] = (uint32_t)i;
            continue;
        }
        size_t length = (size_t)cell.length, words = length / 8;
        int folds = is_address_wide(text, length);
        if (words == 0 || words >= WORDS) {
            hash_key(secrets, text, length, folds, tokens + 2 * i);
            continue;
        }
        waiting *wait = lanes + words;
        unsigned lane = wait->count++;
        wait->bytes[lane] = (uint64_t)(uintptr_t)text;
        wait->length[lane] = length;
        wait->row[lane] = i;
        wait->folds |= (uint8_t)(folds << lane);
        if (lane == LANES - 1) {
            eight(secrets, wait, tokens);
            wait->count = wait->folds = 0;
        }
    }
    for (size_t words = 0; words < WORDS; words++) {
        const waiting *wait = lanes + words;
        for (unsigned k = 0; k < wait->count; k++)
            hash_key(secrets, (const uint8_t *)(uintptr_t)wait->bytes[k], wait->length[k], wait->folds >> k & 1,
                     tokens + 2 * wait->row[k]);
    }
    return left;
}
#endif

size_t cbs_tokens_portable(const uint64_t secrets[4], const uint8_t *bytes, const cbs_cell *cells, const uint32_t *rows,
                           size_t count, uint64_t *tokens, uint32_t *rest) {
    size_t left = 0;
    for (size_t i = 0; i < count; i++) {
        cbs_cell cell = cells[rows[i]];
        const uint8_t *text = bytes + cell.start;
        if (needs_closer_look(text, cell.length)) {
            rest[left++] = (uint32_t)i;
            continue;
        }
        size_t length = (size_t)cell.length;
        hash_key(secrets, text, length, is_address(text, length), tokens + 2 * i);
    }
    return left;
}

size_t cbs_tokens(const uint64_t secrets[4], const uint8_t *bytes, const cbs_cell *cells, const uint32_t *rows,
                  size_t count, uint64_t *tokens, uint32_t *rest) {
#if defined(__x86_64__)
    if (is_wide()) return tokens_wide(secrets, bytes, cells, rows, count, tokens, rest);
#endif
    return cbs_tokens_portable(secrets, bytes, cells, rows, count, tokens, rest);
}
