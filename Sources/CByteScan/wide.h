#ifndef CBYTESCAN_WIDE_H
#define CBYTESCAN_WIDE_H

/* For x86-64 only, behind <immintrin.h> and words.h. */

#define BMI __attribute__((target("bmi,bmi2,lzcnt,popcnt")))
INLINE int has_bmi(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("lzcnt") &&
           __builtin_cpu_supports("popcnt");
}

/* What processors of servers and desktops have had since AVX-512 came; VAES and VBMI2 came later. */
#define WIDE __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512cd,bmi,bmi2,lzcnt,popcnt")))
#define WIDE_AES __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512cd,vaes,aes,bmi,bmi2,lzcnt,popcnt")))
#define WIDE_VBMI2 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512cd,avx512vbmi2,bmi,bmi2,lzcnt,popcnt")))

INLINE int is_wide(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("bmi2");
}

/* Where in a text of up to 64 bytes, in one register, the first and the second byte of `part` stand and the rest of
 * it would fit: few places are left to compare. The part is no longer than the text. */
WIDE INLINE uint64_t places_of(__m512i text, size_t length, const uint8_t *part, size_t size) {
    uint64_t places = _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8((char)part[0]));
    if (size > 1) places &= _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8((char)part[1])) >> 1;
    return places & ~0ull >> (64 - (length - size + 1));
}

/* Whether a text of 1...60 bytes is UTF-8, in one register. John Keiser and Daniel Lemire, "Validating UTF-8 in
 * less than one instruction per byte" (2021): three tables of what can be wrong with two bytes in a row, and
 * what the third and the fourth byte of a character must be. The zeros behind the text show that it is cut off.
 * The bytes before the text are masked out of the shifted loads. */
WIDE INLINE int is_utf8_wide(const uint8_t *text, size_t length) {
    enum { SHORT = 1, LONG = 2, OVER3 = 4, LARGE = 8, SURROGATE = 16, OVER2 = 32, LARGER = 64, OVER4 = 64, TWO = 128 };
    enum { CARRY = SHORT | LONG | TWO };
    const __mmask64 mask = ~0ull >> (64 - length);
    const __m512i now = _mm512_maskz_loadu_epi8(mask, text);
    if (_mm512_movepi8_mask(now) == 0) return 1;
    const __m128i first_high = _mm_setr_epi8(
        LONG, LONG, LONG, LONG, LONG, LONG, LONG, LONG, (char)TWO, (char)TWO, (char)TWO, (char)TWO, SHORT | OVER2, SHORT,
        SHORT | OVER3 | SURROGATE, SHORT | LARGE | LARGER | OVER4);
    const __m128i first_low = _mm_setr_epi8(
        (char)(CARRY | OVER3 | OVER2 | OVER4), (char)(CARRY | OVER2), (char)CARRY, (char)CARRY, (char)(CARRY | LARGE),
        (char)(CARRY | LARGE | LARGER), (char)(CARRY | LARGE | LARGER), (char)(CARRY | LARGE | LARGER),
        (char)(CARRY | LARGE | LARGER), (char)(CARRY | LARGE | LARGER), (char)(CARRY | LARGE | LARGER),
        (char)(CARRY | LARGE | LARGER), (char)(CARRY | LARGE | LARGER), (char)(CARRY | LARGE | LARGER | SURROGATE),
        (char)(CARRY | LARGE | LARGER), (char)(CARRY | LARGE | LARGER));
    const __m128i second_high = _mm_setr_epi8(
        SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, (char)(LONG | OVER2 | TWO | OVER3 | LARGER | OVER4),
        (char)(LONG | OVER2 | TWO | OVER3 | LARGE), (char)(LONG | OVER2 | TWO | SURROGATE | LARGE),
        (char)(LONG | OVER2 | TWO | SURROGATE | LARGE), SHORT, SHORT, SHORT, SHORT);
    const __m512i low_bits = _mm512_set1_epi8(15);
    const __m512i before = _mm512_maskz_loadu_epi8(mask << 1, text - 1);
    const __m512i before2 = _mm512_maskz_loadu_epi8(mask << 2, text - 2);
    const __m512i before3 = _mm512_maskz_loadu_epi8(mask << 3, text - 3);
    __m512i wrong = _mm512_shuffle_epi8(_mm512_broadcast_i32x4(first_high),
                                        _mm512_and_si512(_mm512_srli_epi16(before, 4), low_bits));
    wrong = _mm512_and_si512(
        wrong, _mm512_shuffle_epi8(_mm512_broadcast_i32x4(first_low), _mm512_and_si512(before, low_bits)));
    wrong = _mm512_and_si512(wrong, _mm512_shuffle_epi8(_mm512_broadcast_i32x4(second_high),
                                                        _mm512_and_si512(_mm512_srli_epi16(now, 4), low_bits)));
    const __mmask64 must_follow = _mm512_cmpge_epu8_mask(before2, _mm512_set1_epi8((char)0xE0)) |
                                  _mm512_cmpge_epu8_mask(before3, _mm512_set1_epi8((char)0xF0));
    wrong = _mm512_xor_si512(wrong, _mm512_maskz_mov_epi8(must_follow, _mm512_set1_epi8((char)0x80)));
    return _mm512_test_epi8_mask(wrong, wrong) == 0;
}

#endif
