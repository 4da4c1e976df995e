#include "CByteScan.h"

#include <string.h>

/* Advice for whoever changes this: the second stage of reading a CSV block. Everything here trusts the
 * index of cbs_scan: a separator's position lies in the block, or is its end. `CSVText` is the slow twin of
 * the rows and fields; `NumberParser` of the amounts. */

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

/* Turns `""` into `"`; fills the gap with spaces. Returns the new length. */
static size_t unescape(uint8_t *field, size_t length) {
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

void cbs_fields(uint8_t *bytes, size_t length, const cbs_index *index, size_t escape, size_t escapes, size_t field,
                int may_end_in_cr, const uint32_t *firsts, const uint32_t *starts, size_t count, cbs_cell *cells) {
    const uint32_t *separators = index->separators + field;
    uint32_t next = escape < escapes ? index->escapes[escape] : UINT32_MAX;
    for (size_t row = 0; row < count; row++) {
        const uint32_t *separator = separators + firsts[row];
        uint32_t start = field ? separator[-1] + 1 : starts[row], end = *separator;
        if (may_end_in_cr && end > start && bytes[end - 1] == '\r') end--;
        /* Without a branch: whether a number is quoted is anyone's guess. The byte behind the block is never
         * looked at: only the last row can begin there. */
        uint32_t at = start < length ? start : (uint32_t)length - 1;
        uint32_t quoted = (uint32_t)(start < end) & (uint32_t)(bytes[at] == '"');
        start += quoted;
        end -= quoted;
        if (__builtin_expect(next < end, 0) && quoted) {
            while (next < start) next = ++escape < escapes ? index->escapes[escape] : UINT32_MAX;
            if (next < end) end = start + (uint32_t)unescape(bytes + start, end - start);
        }
        cells[row].start = start;
        cells[row].length = (int32_t)(end - start);
    }
}

/* Eight digits, the first in the lowest byte, as a number: pairs, then fours, then all. */
static inline uint64_t eight_digits(uint64_t word) {
    const uint64_t mask = 0x000000FF000000FFull;
    uint64_t pairs = word * 10 + (word >> 8);
    return ((pairs & mask) * 0x000F424000000064ull + ((pairs >> 16) & mask) * 0x0000271000000001ull) >> 32;
}

/* Takes byte `at` out: the bytes below it move up by one. */
static inline uint64_t without(uint64_t word, unsigned at) {
    uint64_t below = (1ull << (8 * at)) - 1;
    return (word & ~below & ~(0xFFull << (8 * at))) | (word & below) << 8;
}

/* A number of up to eight characters in one register.
 *
 *     "1,705"    bytes   31 2C 37 30 35          the load ends with the text; what stands before it
 *                word    00 00 00 01 1C 07 00 05 becomes zeros: first character lowest
 *                joined  00 00 00 00 01 07 00 05 a mark is taken out, what stands before it moves up
 *
 * Returns the digits and sets `decimals`; -1 decimals when the slow path must decide. */
static inline uint64_t short_number(const uint8_t *end, unsigned length, uint8_t mark, uint8_t group, int scale,
                                    int *decimals) {
    uint64_t text;
    memcpy(&text, end - 8, 8);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    text = __builtin_bswap64(text);
#endif
    uint64_t word = (text ^ 0x3030303030303030ull) & (~0ull << (8 * (8 - length)));
    uint64_t marks = (((word & 0x7F7F7F7F7F7F7F7Full) + 0x7676767676767676ull) | word) & 0x8080808080808080ull;
    *decimals = 0;
    if (!marks) return eight_digits(word);
    int found = 0;
    unsigned last = 7 - (unsigned)__builtin_clzll(marks) / 8;
    if ((uint8_t)(text >> (8 * last)) == mark) {
        found = 7 - (int)last;
        if (found == 0 || found > scale || last <= 8 - length) goto slow;
        word = without(word, last);
        marks &= ~(0x80ull << (8 * last));
        if (!marks) {
            *decimals = found;
            return eight_digits(word);
        }
        /* A mark before it moved up with its digits. */
        marks <<= 8;
    }
    unsigned at = (unsigned)__builtin_ctzll(marks) / 8;
    int before = (int)at - (int)(8 - length) - (found > 0);
    uint8_t first = (uint8_t)(word >> (8 * ((8 - length) + (found > 0))));
    /* One group of three; there is room for no second one. Whoever writes 0,500 means a decimal mark. */
    if ((marks & (marks - 1)) || 7 - (int)at - found != 3 || before < 1 || before > 3 || group == 0 || first == 0 ||
        (uint8_t)((word >> (8 * at)) ^ 0x30) != group)
        goto slow;
    *decimals = found;
    return eight_digits(without(word, at));
slow:
    *decimals = -1;
    return 0;
}

size_t cbs_amounts(const uint8_t *bytes, const cbs_cell *cells, size_t count, uint8_t mark, uint8_t group, int scale,
                   int64_t *amounts, uint32_t *rest) {
    static const int64_t powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};
    size_t left = 0;
    for (size_t row = 0; row < count; row++) {
        int32_t length = cells[row].length;
        size_t end = (size_t)cells[row].start + (size_t)(length < 0 ? 0 : length);
        int decimals = -1;
        uint64_t digits = 0;
        if (length > 0 && length <= 8 && end >= 8)
            digits = short_number(bytes + end, (unsigned)length, mark, group, scale, &decimals);
        if (__builtin_expect(decimals >= 0, 1))
            amounts[row] = (int64_t)digits * powers[scale - decimals];
        else
            rest[left++] = (uint32_t)row;
    }
    return left;
}
