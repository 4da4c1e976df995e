#include "CByteScan.h"
#include "words.h"

#include <string.h>

/* Advice for whoever changes this: columns of plain numbers. What is not exactly of the plain form is left to
 * `NumberParser`, the slow twin: nothing is ever refused here. There are three ways, and all take the same
 * cells: one number at a time, with BMI2 to take bytes out of a word, or eight numbers in one AVX-512 register. */

#if defined(__x86_64__)
#include <immintrin.h>
#include "wide.h"
#endif

/* Eight digits, the first in the lowest byte, as a number: pairs, then fours, then all. */
INLINE uint64_t eight_digits(uint64_t word) {
    const uint64_t mask = 0x000000FF000000FFull;
    uint64_t pairs = word * 10 + (word >> 8);
    return ((pairs & mask) * 0x000F424000000064ull + ((pairs >> 16) & mask) * 0x0000271000000001ull) >> 32;
}

/* Takes byte `at` out: the bytes below it move up by one. */
INLINE uint64_t without(uint64_t word, unsigned at) {
    uint64_t below = (1ull << (8 * at)) - 1;
    return (word & ~below & ~(0xFFull << (8 * at))) | (word & below) << 8;
}

#define NAME(function) function##_plain
#define ATTRIBUTES
#define WITHOUT(word, at) without(word, at)
#include "amounts.inc"
#undef NAME
#undef ATTRIBUTES
#undef WITHOUT

#if defined(__x86_64__)
#define NAME(function) function##_bmi
#define ATTRIBUTES BMI
#define WITHOUT(word, at) (_pext_u64(word, ~(0xFFull << (8 * (at)))) << 8)
#include "amounts.inc"
#endif

#if defined(__x86_64__)
/* A byte of each number that is all ones is taken out: the bytes below it move up by one. `mark` has one such
 * byte in the numbers of `lanes`. */
WIDE INLINE __m512i without_wide(__m512i word, __m512i mark, __mmask8 lanes) {
    __m512i lowest = _mm512_and_si512(mark, _mm512_sub_epi64(_mm512_setzero_si512(), mark));
    __m512i below = _mm512_sub_epi64(lowest, _mm512_set1_epi64(1));
    __m512i above = _mm512_andnot_si512(_mm512_or_si512(below, mark), word);
    return _mm512_mask_or_epi64(word, lanes, above, _mm512_slli_epi64(_mm512_and_si512(word, below), 8));
}

/* The numbers of which at most one byte is all ones. */
WIDE INLINE __mmask8 at_most_one(__m512i mark) {
    __m512i lowest = _mm512_and_si512(mark, _mm512_sub_epi64(_mm512_setzero_si512(), mark));
    return _mm512_cmpeq_epi64_mask(mark, _mm512_sub_epi64(_mm512_slli_epi64(lowest, 8), lowest));
}

WIDE INLINE __m512i eight_digits_wide(__m512i word) {
    __m512i pairs = _mm512_maddubs_epi16(word, _mm512_set1_epi16(0x010A));
    __m512i fours = _mm512_madd_epi16(pairs, _mm512_set1_epi32(0x00010064));
    return _mm512_add_epi64(_mm512_mul_epu32(fours, _mm512_set1_epi64(10000)), _mm512_srli_epi64(fours, 32));
}

/* Eight cells at once: `short_number`, lane by lane. Returns the numbers that were read, and their values. */
WIDE INLINE __mmask8 eight_amounts(const uint8_t *bytes, __m512i cells, uint8_t mark, uint8_t group, int scale,
                                   __m512i *amounts) {
    const __m512i zero = _mm512_setzero_si512(), ones = _mm512_set1_epi64(-1);
    const __m512i powers = _mm512_set_epi64(10000000, 1000000, 100000, 10000, 1000, 100, 10, 1);
    __m512i length = _mm512_srli_epi64(cells, 32);
    __m512i end = _mm512_add_epi64(_mm512_and_si512(cells, _mm512_set1_epi64(0xFFFFFFFF)), length);
    /* An absent cell's length is beyond all others. */
    __mmask8 taken = _mm512_cmplt_epu64_mask(_mm512_sub_epi64(length, _mm512_set1_epi64(1)), _mm512_set1_epi64(8)) &
                     _mm512_cmpge_epu64_mask(end, _mm512_set1_epi64(8));
    __m512i text = _mm512_mask_i64gather_epi64(zero, taken, _mm512_sub_epi64(end, _mm512_set1_epi64(8)), bytes, 1);
    __m512i unused = _mm512_sub_epi64(_mm512_set1_epi64(64), _mm512_slli_epi64(length, 3));
    __m512i word = _mm512_and_si512(_mm512_xor_si512(text, _mm512_set1_epi8(0x30)), _mm512_sllv_epi64(ones, unused));

    __mmask64 others = _mm512_cmpgt_epu8_mask(word, _mm512_set1_epi8(9));
    __mmask64 marks = others & _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8((char)mark));
    __mmask64 groups = group ? others & _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8((char)group)) : 0;
    __m512i unknown = _mm512_movm_epi8(others & ~(marks | groups));
    __m512i marked = _mm512_movm_epi8(marks), grouped = _mm512_movm_epi8(groups);
    taken &= _mm512_testn_epi64_mask(unknown, unknown) & at_most_one(marked);

    /* A decimal mark has a digit before it and one to `scale` behind it. */
    __mmask8 is_marked = _mm512_test_epi64_mask(marked, marked);
    __m512i decimals = _mm512_maskz_srli_epi64(is_marked, _mm512_lzcnt_epi64(marked), 3);
    __m512i one = _mm512_maskz_set1_epi64(is_marked, 1);
    taken &= ~is_marked | (_mm512_cmplt_epu64_mask(_mm512_sub_epi64(decimals, _mm512_set1_epi64(1)),
                                                   _mm512_set1_epi64(scale)) &
                           _mm512_cmpgt_epu64_mask(length, _mm512_add_epi64(decimals, _mm512_set1_epi64(1))));
    word = without_wide(word, marked, is_marked);
    grouped = without_wide(grouped, marked, is_marked);

    /* A group has three digits behind it, one to three before it, and does not begin with zero. */
    __mmask8 is_grouped = _mm512_test_epi64_mask(grouped, grouped);
    if (is_grouped) {
        __m512i before = _mm512_sub_epi64(length, _mm512_add_epi64(_mm512_add_epi64(decimals, one), _mm512_set1_epi64(4)));
        __m512i first = _mm512_srlv_epi64(word, _mm512_add_epi64(unused, _mm512_slli_epi64(one, 3)));
        __mmask8 fits = at_most_one(grouped) &
                        _mm512_cmpeq_epi64_mask(_mm512_lzcnt_epi64(grouped),
                                                _mm512_add_epi64(_mm512_slli_epi64(decimals, 3), _mm512_set1_epi64(24))) &
                        _mm512_cmplt_epu64_mask(_mm512_sub_epi64(before, _mm512_set1_epi64(1)), _mm512_set1_epi64(3)) &
                        _mm512_test_epi64_mask(first, _mm512_set1_epi64(0xFF));
        taken &= ~is_grouped | fits;
        word = without_wide(word, grouped, is_grouped);
    }
    __m512i power = _mm512_permutexvar_epi64(_mm512_sub_epi64(_mm512_set1_epi64(scale), decimals), powers);
    *amounts = _mm512_maskz_mullo_epi64(taken, eight_digits_wide(word), power);
    return taken;
}

WIDE static size_t amounts_wide(const uint8_t *bytes, const cbs_cell *cells, size_t count, uint8_t mark, uint8_t group,
                                int scale, int64_t *amounts, uint32_t *rest) {
    size_t left = 0;
    for (size_t row = 0; row < count; row += 8) {
        __mmask8 lanes = count - row >= 8 ? 0xFF : (__mmask8)((1u << (count - row)) - 1);
        __m512i values;
        __mmask8 taken =
            eight_amounts(bytes, _mm512_maskz_loadu_epi64(lanes, cells + row), mark, group, scale, &values);
        _mm512_mask_storeu_epi64(amounts + row, lanes, values);
        for (unsigned more = lanes & ~taken; more; more &= more - 1)
            rest[left++] = (uint32_t)(row + (unsigned)__builtin_ctz(more));
    }
    return left;
}
#endif

int cbs_amounts_with(const char *path, const uint8_t *bytes, const cbs_cell *cells, size_t count, uint8_t mark,
                     uint8_t group, int scale, int64_t *amounts, uint32_t *rest, size_t *left) {
    if (strcmp(path, "plain") == 0) {
        *left = amounts_plain(bytes, cells, count, mark, group, scale, amounts, rest);
        return 1;
    }
#if defined(__x86_64__)
    if (strcmp(path, "bmi") == 0 && has_bmi()) {
        *left = amounts_bmi(bytes, cells, count, mark, group, scale, amounts, rest);
        return 1;
    }
    if (strcmp(path, "avx512") == 0 && is_wide()) {
        *left = amounts_wide(bytes, cells, count, mark, group, scale, amounts, rest);
        return 1;
    }
#endif
    return 0;
}

size_t cbs_amounts(const uint8_t *bytes, const cbs_cell *cells, size_t count, uint8_t mark, uint8_t group, int scale,
                   int64_t *amounts, uint32_t *rest) {
#if defined(__x86_64__)
    if (is_wide()) return amounts_wide(bytes, cells, count, mark, group, scale, amounts, rest);
    if (has_bmi()) return amounts_bmi(bytes, cells, count, mark, group, scale, amounts, rest);
#endif
    return amounts_plain(bytes, cells, count, mark, group, scale, amounts, rest);
}
