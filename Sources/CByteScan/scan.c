#include "CByteScan.h"

#include <string.h>

/* Advice for whoever changes this: quotes are found by parity, so `""` inside a quoted field closes
 * and opens again, and no byte needs to look ahead. A block of 64 bytes becomes three bit masks
 * (quote, delimiter, line break); the running xor of the quote mask says which bytes are inside.
 * The tests run the vector paths against cbs_scan_scalar on every length and alignment. */

void cbs_scan_scalar(const uint8_t *bytes, size_t length, uint32_t base, uint8_t delimiter, uint8_t line_break,
                     cbs_state *state, const cbs_index *index) {
    uint64_t inside = state->inside, previous = state->previous, closed = state->closed;
    size_t n = state->count, r = state->rows, e = state->escapes;
    for (size_t i = 0; i < length; i++) {
        uint8_t b = bytes[i];
        if (b == '"') {
            if (!inside && !previous) state->stray = 1;
            if (closed) index->escapes[e++] = base + (uint32_t)i;
            inside ^= 1;
            previous = 1;
            closed = 1;
        } else if (b == delimiter || b == line_break) {
            previous = 1;
            closed = 0;
            if (!inside) {
                if (b == line_break) index->row_ends[r++] = (uint32_t)n;
                index->separators[n++] = base + (uint32_t)i;
            }
        } else {
            if (closed && !inside) state->stray = 1;
            previous = 0;
            closed = 0;
        }
    }
    state->inside = inside;
    state->previous = previous;
    state->closed = closed;
    state->count = n;
    state->rows = r;
    state->escapes = e;
}

typedef struct {
    uint64_t quote, delimiter, line_break;
} masks;

/* Writes the places of all bits, ascending. Eight at a time, needed or not: how many there are is hard to
 * predict. Up to sixteen entries behind the last one are overwritten. */
#define FLATTEN_1(k)                                        \
    out[k] = at + (uint32_t)__builtin_ctzll(bits | 1ull << 63); \
    bits &= bits - 1;
#define FLATTEN_8(out_)                                     \
    do {                                                    \
        uint32_t *const out = (out_);                       \
        FLATTEN_1(0) FLATTEN_1(1) FLATTEN_1(2) FLATTEN_1(3) \
        FLATTEN_1(4) FLATTEN_1(5) FLATTEN_1(6) FLATTEN_1(7) \
    } while (0)
static inline __attribute__((always_inline)) void flatten(uint32_t *places, uint32_t at, uint64_t bits,
                                                          size_t count) {
    FLATTEN_8(places);
    if (count <= 8) return;
    FLATTEN_8(places + 8);
    for (size_t i = 16; i < count; i++) {
        places[i] = at + (uint32_t)__builtin_ctzll(bits);
        bits &= bits - 1;
    }
}

/* Shared by the vector paths: three masks of one block in, positions out. */
#define CONSUME(m, inside_mask, flatten)                                                  \
    do {                                                                               \
        uint64_t q = (m).quote, all = (m).delimiter | (m).line_break;                  \
        uint64_t in = (inside_mask) ^ inside;  /* state after each byte */             \
        uint64_t before = (in << 1) | (inside & 1); /* state before each byte */       \
        uint64_t shifted = ((all | q) << 1) | previous;                                \
        stray |= q & ~before & ~shifted;                                               \
        stray |= ((q << 1) | closed) & ~(all | q) & ~before;                           \
        uint64_t pairs = q & ((q << 1) | closed);                                      \
        while (__builtin_expect(pairs != 0, 0)) {                                      \
            escapes[e++] = base + (uint32_t)i + (uint32_t)__builtin_ctzll(pairs);      \
            pairs &= pairs - 1;                                                        \
        }                                                                              \
        closed = q >> 63;                                                              \
        inside = (uint64_t)((int64_t)in >> 63);                                        \
        previous = (all | q) >> 63;                                                    \
        uint64_t outside = all & ~in;                                                  \
        uint64_t breaks = (m).line_break & ~in;                                        \
        while (breaks) {                                                               \
            uint64_t low = breaks & -breaks;                                           \
            row_ends[r++] = (uint32_t)(n + (size_t)__builtin_popcountll(outside & (low - 1))); \
            breaks ^= low;                                                             \
        }                                                                              \
        size_t found = (size_t)__builtin_popcountll(outside);                          \
        flatten(separators + n, base + (uint32_t)i, outside, found);                   \
        n += found;                                                                    \
    } while (0)

#define VECTOR_SCAN(LOAD_MASKS, PREFIX_XOR, FLATTEN)                                     \
    uint64_t inside = state->inside ? ~0ull : 0, previous = state->previous, closed = state->closed, stray = 0; \
    size_t n = state->count, r = state->rows, e = state->escapes, i = 0;               \
    uint32_t *const separators = index->separators, *const row_ends = index->row_ends, *const escapes = index->escapes; \
    for (; i + 64 <= length; i += 64) {                                                \
        masks m;                                                                       \
        LOAD_MASKS(bytes + i, m);                                                      \
        CONSUME(m, PREFIX_XOR(m.quote), FLATTEN);                                      \
    }                                                                                  \
    state->inside = inside & 1;                                                        \
    state->previous = previous;                                                        \
    state->closed = closed;                                                            \
    if (stray) state->stray = 1;                                                       \
    state->count = n;                                                                  \
    state->rows = r;                                                                   \
    state->escapes = e;                                                                \
    cbs_scan_scalar(bytes + i, length - i, base + (uint32_t)i, delimiter, line_break, state, index);

static inline uint64_t prefix_xor_shift(uint64_t x) {
    x ^= x << 1;
    x ^= x << 2;
    x ^= x << 4;
    x ^= x << 8;
    x ^= x << 16;
    x ^= x << 32;
    return x;
}

#if defined(__x86_64__)
#include <immintrin.h>

__attribute__((target("pclmul"))) static inline uint64_t prefix_xor_multiply(uint64_t x) {
    return (uint64_t)_mm_cvtsi128_si64(
        _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)x), _mm_set1_epi8((char)0xFF), 0));
}

#define AVX2_EQUALS(low, high, value)                                                   \
    ((uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, value)) |           \
     (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, value)) << 32)
#define AVX2_MASKS(p, m)                                                                \
    __m256i low = _mm256_loadu_si256((const __m256i *)(p));                              \
    __m256i high = _mm256_loadu_si256((const __m256i *)((p) + 32));                      \
    m.quote = AVX2_EQUALS(low, high, quotes);                                            \
    m.delimiter = AVX2_EQUALS(low, high, delimiters);                                    \
    m.line_break = AVX2_EQUALS(low, high, breaks_)

__attribute__((target("avx2,pclmul,bmi,bmi2,popcnt,lzcnt"))) static void scan_avx2(
    const uint8_t *bytes, size_t length, uint32_t base, uint8_t delimiter, uint8_t line_break, cbs_state *state,
    const cbs_index *index) {
    const __m256i quotes = _mm256_set1_epi8('"'), delimiters = _mm256_set1_epi8((char)delimiter),
                  breaks_ = _mm256_set1_epi8((char)line_break);
    VECTOR_SCAN(AVX2_MASKS, prefix_xor_multiply, flatten)
}

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vbmi2,pclmul,bmi,bmi2,popcnt,lzcnt")))
#define AVX512_MASKS(p, m)                                                              \
    __m512i all_ = _mm512_loadu_si512(p);                                                \
    m.quote = _mm512_cmpeq_epi8_mask(all_, quotes);                                      \
    m.delimiter = _mm512_cmpeq_epi8_mask(all_, delimiters);                              \
    m.line_break = _mm512_cmpeq_epi8_mask(all_, breaks_)

/* The same as `flatten`: the numbers 0...63 are squeezed together where a bit is set, sixteen are written at
 * once. */
AVX512 static inline __attribute__((always_inline)) void flatten_avx512(uint32_t *places, uint32_t at, uint64_t bits,
                                                                        size_t count) {
    const __m512i numbers = _mm512_set_epi8(
        63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41, 40, 39, 38, 37, 36,
        35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7,
        6, 5, 4, 3, 2, 1, 0);
    const __m512i squeezed = _mm512_maskz_compress_epi8(bits, numbers), first = _mm512_set1_epi32((int)at);
#define WRITE_16(k)                                                                     \
    _mm512_storeu_si512(places + 16 * (k),                                               \
                        _mm512_add_epi32(first, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(squeezed, k))))
    WRITE_16(0);
    if (__builtin_expect(count > 16, 0)) {
        WRITE_16(1);
        if (count > 32) WRITE_16(2);
        if (count > 48) WRITE_16(3);
    }
}

AVX512 static void scan_avx512(const uint8_t *bytes, size_t length, uint32_t base, uint8_t delimiter,
                               uint8_t line_break, cbs_state *state, const cbs_index *index) {
    const __m512i quotes = _mm512_set1_epi8('"'), delimiters = _mm512_set1_epi8((char)delimiter),
                  breaks_ = _mm512_set1_epi8((char)line_break);
    VECTOR_SCAN(AVX512_MASKS, prefix_xor_multiply, flatten_avx512)
}

static int has_avx512(void) {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("bmi2");
}

static int has_avx2(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("bmi2");
}

#define SSE2_EQUALS(value)                                                              \
    ((uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(a, value)) |                   \
     (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(b, value)) << 16 |             \
     (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(c, value)) << 32 |             \
     (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(d, value)) << 48)
#define SSE2_MASKS(p, m)                                                                \
    __m128i a = _mm_loadu_si128((const __m128i *)(p));                                   \
    __m128i b = _mm_loadu_si128((const __m128i *)((p) + 16));                            \
    __m128i c = _mm_loadu_si128((const __m128i *)((p) + 32));                            \
    __m128i d = _mm_loadu_si128((const __m128i *)((p) + 48));                            \
    m.quote = SSE2_EQUALS(quotes);                                                       \
    m.delimiter = SSE2_EQUALS(delimiters);                                               \
    m.line_break = SSE2_EQUALS(breaks_)

static void scan_sse2(const uint8_t *bytes, size_t length, uint32_t base, uint8_t delimiter, uint8_t line_break,
                      cbs_state *state, const cbs_index *index) {
    const __m128i quotes = _mm_set1_epi8('"'), delimiters = _mm_set1_epi8((char)delimiter),
                  breaks_ = _mm_set1_epi8((char)line_break);
    VECTOR_SCAN(SSE2_MASKS, prefix_xor_shift, flatten)
}

void cbs_scan(const uint8_t *bytes, size_t length, uint32_t base, uint8_t delimiter, uint8_t line_break,
              cbs_state *state, const cbs_index *index) {
    __builtin_cpu_init();
    if (has_avx512())
        scan_avx512(bytes, length, base, delimiter, line_break, state, index);
    else if (has_avx2())
        scan_avx2(bytes, length, base, delimiter, line_break, state, index);
    else
        scan_sse2(bytes, length, base, delimiter, line_break, state, index);
}

#elif defined(__aarch64__)
#include <arm_neon.h>

static inline uint64_t neon_equals(uint8x16_t a, uint8x16_t b, uint8x16_t c, uint8x16_t d, uint8x16_t value) {
    const uint8x16_t bits = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    uint8x16_t ab = vpaddq_u8(vandq_u8(vceqq_u8(a, value), bits), vandq_u8(vceqq_u8(b, value), bits));
    uint8x16_t cd = vpaddq_u8(vandq_u8(vceqq_u8(c, value), bits), vandq_u8(vceqq_u8(d, value), bits));
    uint8x16_t all = vpaddq_u8(ab, cd);
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(all, all)), 0);
}

#define NEON_MASKS(p, m)                                                                \
    uint8x16_t a = vld1q_u8(p), b = vld1q_u8((p) + 16), c = vld1q_u8((p) + 32), d = vld1q_u8((p) + 48); \
    m.quote = neon_equals(a, b, c, d, quotes);                                           \
    m.delimiter = neon_equals(a, b, c, d, delimiters);                                   \
    m.line_break = neon_equals(a, b, c, d, breaks_)

void cbs_scan(const uint8_t *bytes, size_t length, uint32_t base, uint8_t delimiter, uint8_t line_break,
              cbs_state *state, const cbs_index *index) {
    const uint8x16_t quotes = vdupq_n_u8('"'), delimiters = vdupq_n_u8(delimiter), breaks_ = vdupq_n_u8(line_break);
    VECTOR_SCAN(NEON_MASKS, prefix_xor_shift, flatten)
}

#else
void cbs_scan(const uint8_t *bytes, size_t length, uint32_t base, uint8_t delimiter, uint8_t line_break,
              cbs_state *state, const cbs_index *index) {
    cbs_scan_scalar(bytes, length, base, delimiter, line_break, state, index);
}
#endif

/* Which paths this processor has, by name. */
int cbs_scan_with(const char *path, const uint8_t *bytes, size_t length, uint32_t base, uint8_t delimiter,
                  uint8_t line_break, cbs_state *state, const cbs_index *index) {
    if (strcmp(path, "scalar") == 0) {
        cbs_scan_scalar(bytes, length, base, delimiter, line_break, state, index);
        return 1;
    }
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (strcmp(path, "avx512") == 0 && has_avx512()) {
        scan_avx512(bytes, length, base, delimiter, line_break, state, index);
        return 1;
    }
    if (strcmp(path, "avx2") == 0 && has_avx2()) {
        scan_avx2(bytes, length, base, delimiter, line_break, state, index);
        return 1;
    }
    if (strcmp(path, "sse2") == 0) {
        scan_sse2(bytes, length, base, delimiter, line_break, state, index);
        return 1;
    }
#elif defined(__aarch64__)
    if (strcmp(path, "neon") == 0) {
        cbs_scan(bytes, length, base, delimiter, line_break, state, index);
        return 1;
    }
#endif
    return 0;
}

void cbs_survey_scalar(const uint8_t *bytes, size_t length, uint8_t line_break, cbs_counts *counts) {
    for (size_t i = 0; i < length; i++) {
        counts->quotes += bytes[i] == '"';
        counts->line_breaks += bytes[i] == line_break;
        counts->zeros += bytes[i] == 0;
    }
}

#if defined(__x86_64__)
/* Lanes count down from zero by the comparison's -1; 255 steps fit a byte, then they are added up. */
__attribute__((target("avx2"))) static void survey_avx2(const uint8_t *bytes, size_t length, uint8_t line_break,
                                                        cbs_counts *counts) {
    const __m256i quotes = _mm256_set1_epi8('"'), breaks = _mm256_set1_epi8((char)line_break),
                  zero = _mm256_setzero_si256();
    __m256i q_sum = zero, b_sum = zero, z_sum = zero;
    size_t i = 0;
    while (i + 32 <= length) {
        __m256i q = zero, b = zero, z = zero;
        size_t steps = (length - i) / 32;
        if (steps > 255) steps = 255;
        for (size_t end = i + steps * 32; i < end; i += 32) {
            __m256i v = _mm256_loadu_si256((const __m256i *)(bytes + i));
            q = _mm256_sub_epi8(q, _mm256_cmpeq_epi8(v, quotes));
            b = _mm256_sub_epi8(b, _mm256_cmpeq_epi8(v, breaks));
            z = _mm256_sub_epi8(z, _mm256_cmpeq_epi8(v, zero));
        }
        q_sum = _mm256_add_epi64(q_sum, _mm256_sad_epu8(q, zero));
        b_sum = _mm256_add_epi64(b_sum, _mm256_sad_epu8(b, zero));
        z_sum = _mm256_add_epi64(z_sum, _mm256_sad_epu8(z, zero));
    }
    uint64_t lanes[4];
    _mm256_storeu_si256((__m256i *)lanes, q_sum);
    counts->quotes += lanes[0] + lanes[1] + lanes[2] + lanes[3];
    _mm256_storeu_si256((__m256i *)lanes, b_sum);
    counts->line_breaks += lanes[0] + lanes[1] + lanes[2] + lanes[3];
    _mm256_storeu_si256((__m256i *)lanes, z_sum);
    counts->zeros += lanes[0] + lanes[1] + lanes[2] + lanes[3];
    cbs_survey_scalar(bytes + i, length - i, line_break, counts);
}

static void survey_sse2(const uint8_t *bytes, size_t length, uint8_t line_break, cbs_counts *counts) {
    const __m128i quotes = _mm_set1_epi8('"'), breaks = _mm_set1_epi8((char)line_break), zero = _mm_setzero_si128();
    __m128i q_sum = zero, b_sum = zero, z_sum = zero;
    size_t i = 0;
    while (i + 16 <= length) {
        __m128i q = zero, b = zero, z = zero;
        size_t steps = (length - i) / 16;
        if (steps > 255) steps = 255;
        for (size_t end = i + steps * 16; i < end; i += 16) {
            __m128i v = _mm_loadu_si128((const __m128i *)(bytes + i));
            q = _mm_sub_epi8(q, _mm_cmpeq_epi8(v, quotes));
            b = _mm_sub_epi8(b, _mm_cmpeq_epi8(v, breaks));
            z = _mm_sub_epi8(z, _mm_cmpeq_epi8(v, zero));
        }
        q_sum = _mm_add_epi64(q_sum, _mm_sad_epu8(q, zero));
        b_sum = _mm_add_epi64(b_sum, _mm_sad_epu8(b, zero));
        z_sum = _mm_add_epi64(z_sum, _mm_sad_epu8(z, zero));
    }
    uint64_t lanes[2];
    _mm_storeu_si128((__m128i *)lanes, q_sum);
    counts->quotes += lanes[0] + lanes[1];
    _mm_storeu_si128((__m128i *)lanes, b_sum);
    counts->line_breaks += lanes[0] + lanes[1];
    _mm_storeu_si128((__m128i *)lanes, z_sum);
    counts->zeros += lanes[0] + lanes[1];
    cbs_survey_scalar(bytes + i, length - i, line_break, counts);
}

void cbs_survey(const uint8_t *bytes, size_t length, uint8_t line_break, cbs_counts *counts) {
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2"))
        survey_avx2(bytes, length, line_break, counts);
    else
        survey_sse2(bytes, length, line_break, counts);
}

#elif defined(__aarch64__)
void cbs_survey(const uint8_t *bytes, size_t length, uint8_t line_break, cbs_counts *counts) {
    const uint8x16_t quotes = vdupq_n_u8('"'), breaks = vdupq_n_u8(line_break), zero = vdupq_n_u8(0);
    size_t i = 0;
    while (i + 16 <= length) {
        uint8x16_t q = zero, b = zero, z = zero;
        size_t steps = (length - i) / 16;
        if (steps > 255) steps = 255;
        for (size_t end = i + steps * 16; i < end; i += 16) {
            uint8x16_t v = vld1q_u8(bytes + i);
            q = vsubq_u8(q, vceqq_u8(v, quotes));
            b = vsubq_u8(b, vceqq_u8(v, breaks));
            z = vsubq_u8(z, vceqq_u8(v, zero));
        }
        counts->quotes += vaddlvq_u8(q);
        counts->line_breaks += vaddlvq_u8(b);
        counts->zeros += vaddlvq_u8(z);
    }
    cbs_survey_scalar(bytes + i, length - i, line_break, counts);
}

#else
void cbs_survey(const uint8_t *bytes, size_t length, uint8_t line_break, cbs_counts *counts) {
    cbs_survey_scalar(bytes, length, line_break, counts);
}
#endif

size_t cbs_count(const uint8_t *bytes, size_t length, uint8_t byte) {
    cbs_counts counts = {0, 0, 0};
    cbs_survey(bytes, length, byte, &counts);
    return counts.line_breaks;
}

size_t cbs_find_zero(const uint8_t *bytes, size_t length) {
    const uint8_t *found = length ? memchr(bytes, 0, length) : NULL;
    return found ? (size_t)(found - bytes) : length;
}
