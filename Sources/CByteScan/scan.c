#include "CByteScan.h"

#include <string.h>

/* Advice for whoever changes this: quotes are found by parity, so `""` inside a quoted field closes
 * and opens again, and no byte needs to look ahead. A block of 64 bytes becomes three bit masks
 * (quote, delimiter, line break); the running xor of the quote mask says which bytes are inside.
 * The tests run the vector paths against cbs_scan_scalar on every length and alignment. */

void cbs_scan_scalar(const uint8_t *bytes, size_t length, uint32_t base, uint8_t delimiter, uint8_t line_break,
                     cbs_state *state, uint32_t *separators, uint32_t *row_ends, size_t *count, size_t *rows) {
    uint64_t inside = state->inside, previous = state->previous, closed = state->closed;
    size_t n = *count, r = *rows;
    for (size_t i = 0; i < length; i++) {
        uint8_t b = bytes[i];
        if (b == '"') {
            if (!inside && !previous) state->stray = 1;
            inside ^= 1;
            previous = 1;
            closed = 1;
        } else if (b == delimiter || b == line_break) {
            previous = 1;
            closed = 0;
            if (!inside) {
                if (b == line_break) row_ends[r++] = (uint32_t)n;
                separators[n++] = base + (uint32_t)i;
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
    *count = n;
    *rows = r;
}

typedef struct {
    uint64_t quote, delimiter, line_break;
} masks;

/* Shared by the vector paths: three masks of one block in, positions out. */
#define CONSUME(m, inside_mask)                                                        \
    do {                                                                               \
        uint64_t q = (m).quote, all = (m).delimiter | (m).line_break;                  \
        uint64_t in = (inside_mask) ^ inside;  /* state after each byte */             \
        uint64_t before = (in << 1) | (inside & 1); /* state before each byte */       \
        uint64_t shifted = ((all | q) << 1) | previous;                                \
        stray |= q & ~before & ~shifted;                                               \
        stray |= ((q << 1) | closed) & ~(all | q) & ~before;                           \
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
        uint32_t *out = separators + n;                                                \
        uint32_t at = base + (uint32_t)i;                                              \
        while (outside) {                                                              \
            *out++ = at + (uint32_t)__builtin_ctzll(outside);                          \
            outside &= outside - 1;                                                    \
        }                                                                              \
        n += found;                                                                    \
    } while (0)

#define VECTOR_SCAN(LOAD_MASKS, PREFIX_XOR)                                            \
    uint64_t inside = state->inside ? ~0ull : 0, previous = state->previous, closed = state->closed, stray = 0; \
    size_t n = *count, r = *rows, i = 0;                                               \
    for (; i + 64 <= length; i += 64) {                                                \
        masks m;                                                                       \
        LOAD_MASKS(bytes + i, m);                                                      \
        CONSUME(m, PREFIX_XOR(m.quote));                                               \
    }                                                                                  \
    state->inside = inside & 1;                                                        \
    state->previous = previous;                                                        \
    state->closed = closed;                                                            \
    if (stray) state->stray = 1;                                                       \
    *count = n;                                                                        \
    *rows = r;                                                                         \
    cbs_scan_scalar(bytes + i, length - i, base + (uint32_t)i, delimiter, line_break, state, separators, row_ends, \
                    count, rows);

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
    uint32_t *separators, uint32_t *row_ends, size_t *count, size_t *rows) {
    const __m256i quotes = _mm256_set1_epi8('"'), delimiters = _mm256_set1_epi8((char)delimiter),
                  breaks_ = _mm256_set1_epi8((char)line_break);
    VECTOR_SCAN(AVX2_MASKS, prefix_xor_multiply)
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
                      cbs_state *state, uint32_t *separators, uint32_t *row_ends, size_t *count, size_t *rows) {
    const __m128i quotes = _mm_set1_epi8('"'), delimiters = _mm_set1_epi8((char)delimiter),
                  breaks_ = _mm_set1_epi8((char)line_break);
    VECTOR_SCAN(SSE2_MASKS, prefix_xor_shift)
}

void cbs_scan(const uint8_t *bytes, size_t length, uint32_t base, uint8_t delimiter, uint8_t line_break,
              cbs_state *state, uint32_t *separators, uint32_t *row_ends, size_t *count, size_t *rows) {
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("bmi2"))
        scan_avx2(bytes, length, base, delimiter, line_break, state, separators, row_ends, count, rows);
    else
        scan_sse2(bytes, length, base, delimiter, line_break, state, separators, row_ends, count, rows);
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
              cbs_state *state, uint32_t *separators, uint32_t *row_ends, size_t *count, size_t *rows) {
    const uint8x16_t quotes = vdupq_n_u8('"'), delimiters = vdupq_n_u8(delimiter), breaks_ = vdupq_n_u8(line_break);
    VECTOR_SCAN(NEON_MASKS, prefix_xor_shift)
}

#else
void cbs_scan(const uint8_t *bytes, size_t length, uint32_t base, uint8_t delimiter, uint8_t line_break,
              cbs_state *state, uint32_t *separators, uint32_t *row_ends, size_t *count, size_t *rows) {
    cbs_scan_scalar(bytes, length, base, delimiter, line_break, state, separators, row_ends, count, rows);
}
#endif

size_t cbs_count(const uint8_t *bytes, size_t length, uint8_t byte) {
    size_t n = 0, i = 0;
    /* Blocks of 255 keep the per-lane counters of the vectorised inner loop within a byte. */
    while (i < length) {
        size_t end = length - i > 255 * 64 ? i + 255 * 64 : length;
        size_t part = 0;
        for (; i < end; i++) part += bytes[i] == byte;
        n += part;
    }
    return n;
}

size_t cbs_find_zero(const uint8_t *bytes, size_t length) {
    const uint8_t *found = length ? memchr(bytes, 0, length) : NULL;
    return found ? (size_t)(found - bytes) : length;
}
