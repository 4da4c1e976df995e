#include "CByteScan.h"
#include "words.h"

#include <string.h>

/* Advice for whoever changes this: the second stage of reading a CSV block. Everything here trusts the
 * index of cbs_scan: a separator's position lies in the block, or is its end. `CSVText` is the slow twin. */

size_t cbs_rows(const uint8_t *bytes, size_t length, const cbs_index *index, size_t row, size_t rows, size_t fields,
                const uint8_t *closer_look, cbs_row *at, uint32_t *firsts, uint32_t *starts, size_t *count) {
    size_t first = at->first, start = at->start, n = *count;
    for (; row < rows; row++) {
        size_t last = index->row_ends[row];
        if (last - first + 1 != fields || start >= length) break;
        uint8_t byte = bytes[start];
        if (byte == '"' && start + 1 < length) byte = bytes[start + 1];
        if (closer_look[byte]) break;
        firsts[n] = (uint32_t)first;
        starts[n] = (uint32_t)start;
        n++;
        first = last + 1;
        start = (size_t)index->separators[last] + 1;
    }
    at->first = first;
    at->start = start;
    *count = n;
    return row;
}

#if defined(__x86_64__)
#include <immintrin.h>
#include "wide.h"

/* `unescape` of up to 64 bytes. Quotes of a field come in pairs: the second one of each has an even number of
 * quotes up to itself. */
WIDE_VBMI2 static size_t unescape_wide(uint8_t *field, size_t length) {
    __mmask64 mask = ~0ull >> (64 - length);
    __m512i text = _mm512_maskz_loadu_epi8(mask, field);
    uint64_t quotes = _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('"')), odd = quotes;
    for (int by = 1; by < 64; by *= 2) odd ^= odd << by;
    uint64_t kept = mask & ~(quotes & ~odd);
    _mm512_mask_storeu_epi8(field, mask, _mm512_mask_compress_epi8(_mm512_set1_epi8(' '), kept, text));
    return (size_t)__builtin_popcountll(kept);
}
#endif

/* Turns `""` into `"`; fills the gap with spaces. Returns the new length. */
static size_t unescape(uint8_t *field, size_t length) {
#if defined(__x86_64__)
    if (length && length <= 64 && is_wide() && __builtin_cpu_supports("avx512vbmi2"))
        return unescape_wide(field, length);
#endif
    const uint8_t *found = memchr(field, '"', length);
    if (!found) return length;
    size_t from = (size_t)(found - field), to = from;
    while (from < length) {
        uint8_t byte = field[from];
        field[to++] = byte;
        from += byte == '"' ? 2 : 1;
    }
    memset(field + to, ' ', length - to);
    return to;
}

/* The cells of rows [0, count) of one field; the constants leave nothing of what a column does not need. */
static inline __attribute__((always_inline)) void fields_of(uint8_t *bytes, const cbs_index *index, size_t escape,
                                                             size_t escapes, size_t field, int is_first,
                                                             int may_end_in_cr, const uint32_t *firsts,
                                                             const uint32_t *starts, size_t count, cbs_cell *cells) {
    const uint32_t *separators = index->separators + field;
    uint32_t next = escape < escapes ? index->escapes[escape] : UINT32_MAX;
    for (size_t row = 0; row < count; row++) {
        const uint32_t *separator = separators + firsts[row];
        uint32_t start = is_first ? starts[row] : separator[-1] + 1, end = *separator;
        if (may_end_in_cr && end > start && bytes[end - 1] == '\r') end--;
        /* Without a branch: whether a number is quoted is anyone's guess. A quote ends no empty field, so its
         * first byte, which is then a separator, is never one. */
        uint32_t quoted = bytes[start] == '"';
        start += quoted;
        end -= quoted;
        if (__builtin_expect(next < end, 0) && quoted) {
            while (next < start) next = ++escape < escapes ? index->escapes[escape] : UINT32_MAX;
            if (next < end) end = start + (uint32_t)unescape(bytes + start, end - start);
        }
        cells[row] = (cbs_cell){start, (int32_t)(end - start)};
    }
}

void cbs_fields(uint8_t *bytes, size_t length, const cbs_index *index, size_t escape, size_t escapes, size_t field,
                int may_end_in_cr, const uint32_t *firsts, const uint32_t *starts, size_t count, cbs_cell *cells) {
    if (count == 0) return;
    /* The last row may begin at the end of the block, where there is no byte to look at. */
    size_t last = count - 1;
    if (field == 0)
        fields_of(bytes, index, escape, escapes, 0, 1, may_end_in_cr, firsts, starts, last, cells);
    else if (may_end_in_cr)
        fields_of(bytes, index, escape, escapes, field, 0, 1, firsts, starts, last, cells);
    else
        fields_of(bytes, index, escape, escapes, field, 0, 0, firsts, starts, last, cells);
    uint32_t start = field ? index->separators[firsts[last] + field - 1] + 1 : starts[last];
    if (start >= length) {
        cells[last] = (cbs_cell){start, 0};
        return;
    }
    while (escape < escapes && index->escapes[escape] < start) escape++;
    fields_of(bytes, index, escape, escapes, field, field == 0, may_end_in_cr, firsts + last, starts + last, 1,
              cells + last);
}
