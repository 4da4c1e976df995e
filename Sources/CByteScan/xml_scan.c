#include "CByteScan.h"

#include <string.h>

/* Advice for whoever changes this: whoever reads the masks relies on every byte having been judged. A byte
 * is judged once by its block (control characters) and, outside ASCII, once by `judge`, which follows the
 * characters across block borders. The tests run the vector paths against cbs_xml_index_scalar on every
 * length, alignment and kind of byte. */

static int is_name_byte(uint8_t b) {
    return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b == '_' || b == '-' ||
           b == '.' || b >= 0x80;
}

/* Bytes of the character at `at`, whose first byte is not ASCII; 0 when it is none that XML allows; -1 when
 * it is cut off by the end. */
static int character(const uint8_t *bytes, size_t at, size_t length) {
    uint8_t a = bytes[at];
    int count = a >= 0xF0 ? 4 : a >= 0xE0 ? 3 : 2;
    if (a < 0xC2 || a > 0xF4) return 0;
    if (length - at < (size_t)count) return -1;
    uint8_t b = bytes[at + 1];
    if ((b & 0xC0) != 0x80) return 0;
    if (count == 2) return 2;
    uint8_t c = bytes[at + 2];
    if ((c & 0xC0) != 0x80) return 0;
    if (count == 3) {
        if (a == 0xE0 && b < 0xA0) return 0;               /* overlong */
        if (a == 0xED && b > 0x9F) return 0;               /* surrogates */
        if (a == 0xEF && b == 0xBF && c > 0xBD) return 0;  /* U+FFFE, U+FFFF */
        return 3;
    }
    if ((bytes[at + 3] & 0xC0) != 0x80) return 0;
    if (a == 0xF0 && b < 0x90) return 0; /* overlong */
    if (a == 0xF4 && b > 0x8F) return 0; /* above U+10FFFF */
    return 4;
}

/* Judges the characters that begin in a block; `high` marks its bytes outside ASCII. `*next` is where the
 * character after the last one judged begins. Returns 1 for what XML forbids. */
static int judge(const uint8_t *bytes, size_t base, uint64_t high, size_t length, int is_end, size_t *next) {
    for (; high; high &= high - 1) {
        size_t at = base + (size_t)__builtin_ctzll(high);
        if (at < *next) continue;
        int count = character(bytes, at, length);
        if (count == 0 || (count < 0 && is_end)) return 1;
        *next = count < 0 ? length : at + (size_t)count;
    }
    return 0;
}

/* Sets the bits behind the end. */
static void close_blocks(size_t length, size_t line_count, cbs_xml_block *blocks, uint32_t *lines) {
    size_t last = length / 64;
    uint64_t behind = ~0ull << (length % 64);
    if (length % 64 == 0) {
        memset(&blocks[last], 0, sizeof blocks[last]);
        lines[last] = (uint32_t)line_count;
    }
    blocks[last].text |= behind;
    blocks[last].value |= behind;
    blocks[last].name |= behind;
    memset(&blocks[last + 1], 0xFF, sizeof blocks[last + 1]);
    blocks[last + 1].line = 0;
    lines[last + 1] = (uint32_t)line_count;
}

int cbs_xml_index_scalar(const uint8_t *bytes, size_t length, int is_end, cbs_xml_block *blocks, uint32_t *lines) {
    size_t line_count = 0, next = 0;
    for (size_t base = 0; base < length; base += 64) {
        cbs_xml_block m = {0, 0, 0, 0};
        uint64_t high = 0;
        lines[base / 64] = (uint32_t)line_count;
        for (size_t i = base; i < length && i < base + 64; i++) {
            uint8_t b = bytes[i];
            uint64_t bit = 1ull << (i - base);
            if (b < 0x20 && b != '\t' && b != '\n' && b != '\r') return 1;
            if (b >= 0x80) high |= bit;
            if (b == '<' || b == '&' || b == '\r') m.text |= bit;
            if (b == '>' && i >= 2 && bytes[i - 1] == ']' && bytes[i - 2] == ']') m.text |= bit;
            if (b == '"' || b == '\'' || b == '<' || b == '&' || b == '\t' || b == '\n' || b == '\r') m.value |= bit;
            if (!is_name_byte(b)) m.name |= bit;
            if (b == '\n') m.line |= bit, line_count++;
        }
        if (judge(bytes, base, high, length, is_end, &next)) return 1;
        blocks[base / 64] = m;
    }
    close_blocks(length, line_count, blocks, lines);
    return 0;
}

/* One path: V is a vector of bytes, MASK its most significant bits. Each block is 64 / sizeof(V) vectors; the
 * last one is copied, so that nothing behind the end is read; the zeros of the copy are taken back. */
#define SPLAT(byte) ((V){0} + (uint8_t)(byte))
#define EQUALS(v, byte) ((V)((v) == SPLAT(byte)))
/* By the minimum: an ordered comparison of bytes is taken apart by the compiler. */
#define AT_MOST(v, byte) ((V)(__builtin_elementwise_min((V)(v), SPLAT(byte)) == (V)(v)))
#define XML_INDEX(NAME, ATTRIBUTES, VECTOR, MASK)                                                              \
    ATTRIBUTES static int NAME(const uint8_t *bytes, size_t length, int is_end, cbs_xml_block *blocks,         \
                               uint32_t *lines) {                                                              \
        typedef VECTOR V;                                                                                      \
        size_t line_count = 0, next = 0;                                                                       \
        uint64_t brackets = 0; /* `]` at the end of the block before */                                        \
        uint8_t rest[64];                                                                                      \
        for (size_t base = 0; base < length; base += 64) {                                                     \
            const uint8_t *p = bytes + base;                                                                   \
            uint64_t valid = ~0ull;                                                                            \
            if (length - base < 64) {                                                                          \
                memset(rest, 0, sizeof rest);                                                                  \
                memcpy(rest, p, length - base);                                                                \
                p = rest;                                                                                      \
                valid = ~(~0ull << (length - base));                                                           \
            }                                                                                                  \
            uint64_t text = 0, value = 0, name = 0, line = 0, high = 0, control = 0, close = 0, bracket = 0;   \
            for (size_t i = 0; i < 64; i += sizeof(V)) {                                                       \
                V v;                                                                                           \
                memcpy(&v, p + i, sizeof v);                                                                   \
                V lf = EQUALS(v, '\n'), cr = EQUALS(v, '\r'), tab = EQUALS(v, '\t');                           \
                V both = EQUALS(v, '<') | EQUALS(v, '&') | cr;                                                 \
                V letter = AT_MOST((v | SPLAT(0x20)) - SPLAT('a'), 25), digit = AT_MOST(v - SPLAT('0'), 9);     \
                V named = letter | digit | EQUALS(v, '_') | EQUALS(v, '-') | EQUALS(v, '.') | v;               \
                text |= (uint64_t)MASK(both) << i;                                                             \
                value |= (uint64_t)MASK(both | EQUALS(v, '"') | EQUALS(v, '\'') | tab | lf) << i;              \
                name |= (uint64_t)MASK(~named) << i;                                                           \
                line |= (uint64_t)MASK(lf) << i;                                                               \
                high |= (uint64_t)MASK(v) << i;                                                                \
                control |= (uint64_t)MASK(AT_MOST(v, 0x1F) & ~(lf | cr | tab)) << i;                              \
                close |= (uint64_t)MASK(EQUALS(v, '>')) << i;                                                  \
                bracket |= (uint64_t)MASK(EQUALS(v, ']')) << i;                                                \
            }                                                                                                  \
            if (control & valid) return 1;                                                                     \
            if (high && judge(bytes, base, high, length, is_end, &next)) return 1;                             \
            text |= close & ((bracket << 1) | (brackets >> 63)) & ((bracket << 2) | (brackets >> 62));         \
            brackets = bracket;                                                                                \
            lines[base / 64] = (uint32_t)line_count;                                                           \
            line_count += (size_t)__builtin_popcountll(line);                                                  \
            blocks[base / 64] = (cbs_xml_block){text, value, name & valid, line};                              \
        }                                                                                                      \
        close_blocks(length, line_count, blocks, lines);                                                       \
        return 0;                                                                                              \
    }

#if defined(__x86_64__)
#include <immintrin.h>

typedef uint8_t bytes16 __attribute__((vector_size(16)));
typedef uint8_t bytes32 __attribute__((vector_size(32)));
/* The empty assembly keeps the masks in vectors: the compiler would put several together bit by bit. */
#define MASK16(v) ({ __m128i whole = (__m128i)(v); __asm__("" : "+x"(whole)); (uint32_t)_mm_movemask_epi8(whole); })
#define MASK32(v) \
    ({ __m256i whole = (__m256i)(v); __asm__("" : "+x"(whole)); (uint32_t)_mm256_movemask_epi8(whole); })

XML_INDEX(index_sse2, , bytes16, MASK16)
XML_INDEX(index_avx2, __attribute__((target("avx2,bmi,bmi2,popcnt,lzcnt"))), bytes32, MASK32)

int cbs_xml_index(const uint8_t *bytes, size_t length, int is_end, cbs_xml_block *blocks, uint32_t *lines) {
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2"))
        return index_avx2(bytes, length, is_end, blocks, lines);
    return index_sse2(bytes, length, is_end, blocks, lines);
}

#elif defined(__aarch64__)
#include <arm_neon.h>

typedef uint8_t bytes16 __attribute__((vector_size(16)));
static inline uint32_t mask_neon(bytes16 v) {
    const uint8x16_t bits = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    uint8x16_t set = vandq_u8(vcltzq_s8((int8x16_t)v), bits);
    return (uint32_t)vaddv_u8(vget_low_u8(set)) | (uint32_t)vaddv_u8(vget_high_u8(set)) << 8;
}

XML_INDEX(index_neon, , bytes16, mask_neon)

int cbs_xml_index(const uint8_t *bytes, size_t length, int is_end, cbs_xml_block *blocks, uint32_t *lines) {
    return index_neon(bytes, length, is_end, blocks, lines);
}

#else
int cbs_xml_index(const uint8_t *bytes, size_t length, int is_end, cbs_xml_block *blocks, uint32_t *lines) {
    return cbs_xml_index_scalar(bytes, length, is_end, blocks, lines);
}
#endif

size_t cbs_xml_find_tag(const uint8_t *bytes, size_t length, const uint8_t *name, size_t name_length) {
    size_t at = 0;
    while (at < length) {
        const uint8_t *found = memchr(bytes + at, '<', length - at);
        if (!found) break;
        at = (size_t)(found - bytes);
        if (length - at < name_length + 2) break;
        uint8_t end = found[name_length + 1];
        if (memcmp(found + 1, name, name_length) == 0 && !is_name_byte(end) && end != ':') return at;
        at++;
    }
    return length;
}
