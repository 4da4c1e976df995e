#include "CByteScan.h"
#include "letters.h"

#include <string.h>

/* Advice for whoever changes this: which conditions texts meet, for columns with more distinct texts than a
 * dictionary is good for. `ChannelClassifier.find` is the slow twin; what is long, not UTF-8 or worth a closer
 * look is left to it. */

#define LONGEST 60 /* so that a register ends with bytes that are zero */

/* Folds what is not ASCII in a text that is UTF-8, in place; 0 where a folded letter takes another number of bytes. */
static int fold_letters(uint8_t *text, size_t length, const uint16_t *folds) {
    for (size_t k = 0; k < length;) {
        uint8_t byte = text[k];
        if (byte < 0x80) {
            k++;
        } else if (byte < 0xE0) {
            uint16_t letter = folds[(byte & 0x1F) << 6 | (text[k + 1] & 0x3F)];
            if (!letter) return 0;
            text[k] = (uint8_t)(0xC0 | letter >> 6);
            text[k + 1] = (uint8_t)(0x80 | (letter & 0x3F));
            k += 2;
        } else if (byte == 0xE1 && text[k + 1] >= 0xB8) { /* U+1E00 to U+1FFF: 512 letters */
            uint16_t letter = folds[0x800 + ((text[k + 1] & 0x3F) << 6 | (text[k + 2] & 0x3F)) - 0xE00];
            if (!letter) return 0;
            text[k + 1] = (uint8_t)(0x80 | (letter >> 6 & 0x3F));
            text[k + 2] = (uint8_t)(0x80 | (letter & 0x3F));
            k += 3;
        } else {
            k += byte < 0xF0 ? 3 : 4;
        }
    }
    return 1;
}

/* Whether a folded text meets a condition. */
INLINE int meets(const uint8_t *text, size_t length, const cbs_condition *condition) {
    const uint8_t *part = condition->part;
    size_t size = condition->length;
    if (size > length) return 0;
    switch (condition->kind) {
    case CBS_EQUALS: return size == length && memcmp(text, part, size) == 0;
    case CBS_STARTS: return memcmp(text, part, size) == 0;
    case CBS_ENDS: return memcmp(text + length - size, part, size) == 0;
    default: return cbs_find(text, length, part, size) < length;
    }
}

// Of a text that ends with a blank (a no-break space ends with 0xA0), only what is before it counts.
static inline int ends_blank(const uint8_t *text, size_t length) {
    return text[length - 1] <= 0x20 || text[length - 1] == 0xA0;
}

size_t cbs_outcomes_portable(const uint8_t *bytes, const cbs_cell *cells, const uint32_t *rows, size_t count,
                             const cbs_condition *conditions, size_t condition_count, const uint8_t *closer_look,
                             const uint16_t *folds, uint64_t *outcomes, uint32_t *rest) {
    size_t left = 0;
    for (size_t i = 0; i < count; i++) {
        cbs_cell cell = cells[rows[i]];
        const uint8_t *text = bytes + cell.start;
        if (cell.length <= 0 || cell.length > LONGEST || closer_look[*text] || ends_blank(text, (size_t)cell.length) ||
            !cbs_is_utf8(text, (size_t)cell.length)) {
            rest[left++] = (uint32_t)i;
            continue;
        }
        size_t length = (size_t)cell.length;
        uint8_t folded[LONGEST], all = 0;
        for (size_t k = 0; k < length; k++) {
            folded[k] = text[k] | (uint8_t)((uint8_t)(text[k] - 'A') < 26 ? 0x20 : 0);
            all |= text[k];
        }
        if (all >= 0x80 && !(cbs_is_composed(text, length) && fold_letters(folded, length, folds))) {
            rest[left++] = (uint32_t)i;
            continue;
        }
        uint64_t met = 0;
        for (size_t k = 0; k < condition_count; k++)
            if (meets(folded, length, conditions + k)) met |= 1ull << conditions[k].bit;
        outcomes[i] = met;
    }
    return left;
}

#if defined(__x86_64__)
#include <immintrin.h>
#include "wide.h"

/* A text of up to 60 bytes in one register, folded; the bytes behind it are zero. */
WIDE INLINE int meets_wide(__m512i text, size_t length, const cbs_condition *condition) {
    const uint8_t *part = condition->part;
    size_t size = condition->length;
    if (size > length) return 0;
    /* `length - size` is below 64, `size` is 1...60. */
    __mmask64 mask = ~0ull >> (64 - size);
    switch (condition->kind) {
    case CBS_EQUALS:
        if (size != length) return 0;
        /* fall through */
    case CBS_STARTS:
        return _mm512_mask_cmpneq_epi8_mask(mask, text, _mm512_maskz_loadu_epi8(mask, part)) == 0;
    case CBS_ENDS: {
        size_t by = length - size;
        mask <<= by;
        return _mm512_mask_cmpneq_epi8_mask(mask, text, _mm512_maskz_loadu_epi8(mask, part - by)) == 0;
    }
    default: {
        for (uint64_t places = places_of(text, length, part, size); places; places &= places - 1) {
            unsigned at = (unsigned)__builtin_ctzll(places);
            if (_mm512_mask_cmpneq_epi8_mask(mask << at, text, _mm512_maskz_loadu_epi8(mask << at, part - at)) == 0)
                return 1;
        }
        return 0;
    }
    }
}

/* `fold_letters` for a register. Most letters beyond ASCII are small ones: they are only looked up, and nothing goes
 * through memory, where a wide load behind a narrow store waits. 0 also where a letter is not surely composed. */
WIDE INLINE int fold_wide(__m512i *text, const uint8_t *bytes, const uint16_t *folds) {
    for (uint64_t left = _mm512_movepi8_mask(*text); left;) {
        unsigned k = (unsigned)__builtin_ctzll(left), size;
        if (!is_plain_letter(bytes + k, &size)) return 0;
        uint8_t last = bytes[k + size - 1], before = bytes[k + size - 2];
        left &= (~0ull << k) << size; /* a text ends at 60 */
        if (size == 3 && !(bytes[k] == 0xE1 && before >= 0xB8)) continue;
        if (size == 4) continue;
        uint32_t row = size == 2 ? before & 0x1Fu : (before & 0x3Fu) - 0x38u + 0x20u;
        uint16_t letter = folds[row << 6 | (last & 0x3F)];
        if (!letter) return 0;
        uint8_t last_folded = (uint8_t)(0x80 | (letter & 0x3F));
        uint8_t before_folded = (uint8_t)(size == 2 ? 0xC0 | letter >> 6 : 0x80 | (letter >> 6 & 0x3F));
        if (last_folded == last && before_folded == before) continue;
        *text = _mm512_mask_set1_epi8(*text, 1ull << (k + size - 1), (char)last_folded);
        *text = _mm512_mask_set1_epi8(*text, 1ull << (k + size - 2), (char)before_folded);
    }
    return 1;
}

WIDE static size_t outcomes_wide(const uint8_t *bytes, const cbs_cell *cells, const uint32_t *rows, size_t count,
                                 const cbs_condition *conditions, size_t condition_count, const uint8_t *closer_look,
                                 const uint16_t *folds, uint64_t *outcomes, uint32_t *rest) {
    size_t left = 0;
    for (size_t i = 0; i < count; i++) {
        cbs_cell cell = cells[rows[i]];
        const uint8_t *bytes_of = bytes + cell.start;
        if (cell.length <= 0 || cell.length > LONGEST || closer_look[*bytes_of] || ends_blank(bytes_of, (size_t)cell.length) ||
            !is_utf8_wide(bytes_of, (size_t)cell.length)) {
            rest[left++] = (uint32_t)i;
            continue;
        }
        size_t length = (size_t)cell.length;
        __m512i text = _mm512_maskz_loadu_epi8(~0ull >> (64 - length), bytes_of);
        __mmask64 capitals = _mm512_cmplt_epu8_mask(_mm512_sub_epi8(text, _mm512_set1_epi8('A')), _mm512_set1_epi8(26));
        text = _mm512_mask_add_epi8(text, capitals, text, _mm512_set1_epi8(0x20));
        if (_mm512_movepi8_mask(text) && !fold_wide(&text, bytes_of, folds)) {
            rest[left++] = (uint32_t)i;
            continue;
        }
        uint64_t met = 0;
        for (size_t k = 0; k < condition_count; k++)
            met |= (uint64_t)meets_wide(text, length, conditions + k) << conditions[k].bit;
        outcomes[i] = met;
    }
    return left;
}
#endif

size_t cbs_outcomes(const uint8_t *bytes, const cbs_cell *cells, const uint32_t *rows, size_t count,
                    const cbs_condition *conditions, size_t condition_count, const uint8_t *closer_look,
                    const uint16_t *folds, uint64_t *outcomes, uint32_t *rest) {
#if defined(__x86_64__)
    if (is_wide())
        return outcomes_wide(bytes, cells, rows, count, conditions, condition_count, closer_look, folds, outcomes, rest);
#endif
    return cbs_outcomes_portable(bytes, cells, rows, count, conditions, condition_count, closer_look, folds, outcomes, rest);
}
