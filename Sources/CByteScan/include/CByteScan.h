#ifndef CBYTESCAN_H
#define CBYTESCAN_H

#include <stddef.h>
#include <stdint.h>

#include "xml_scan.h"

/* Where a scan stands between two calls. Start with all zero; set `inside` to 1 when the bytes
 * begin inside a quoted field. */
typedef struct {
    uint64_t inside;      /* 1 inside quotes */
    uint64_t previous;    /* 1 when the byte before was a separator, a line break or a quote */
    uint64_t closed;      /* 1 when the byte before was a quote */
    uint64_t stray;       /* set to 1 when a quote opened in the middle of a field, or text (a CR too)
                           * follows a closing quote: look closer */
} cbs_state;

/* Finds delimiters and line breaks outside quotes.
 *
 *   bytes[0..<length]  the text; `base` is added to every position
 *   separators         gets the position of every delimiter and line break, ascending;
 *                      room for `length` entries
 *   row_ends           gets, for every line break, its index in `separators`, plus `count`;
 *                      room for `length` entries
 *   count              entries already in `separators`; updated
 *   rows               entries already in `row_ends`; updated
 *
 * The vector paths (AVX2, SSE2, NEON) are chosen at run time and give exactly what the scalar
 * twin gives. */
void cbs_scan(const uint8_t *bytes, size_t length, uint32_t base, uint8_t delimiter, uint8_t line_break,
              cbs_state *state, uint32_t *separators, uint32_t *row_ends, size_t *count, size_t *rows);

/* The scalar twin: the oracle of the tests. */
void cbs_scan_scalar(const uint8_t *bytes, size_t length, uint32_t base, uint8_t delimiter, uint8_t line_break,
                     cbs_state *state, uint32_t *separators, uint32_t *row_ends, size_t *count, size_t *rows);

/* How many times a byte occurs. */
size_t cbs_count(const uint8_t *bytes, size_t length, uint8_t byte);

/* The offset of the first NUL byte, or `length`. */
size_t cbs_find_zero(const uint8_t *bytes, size_t length);

#endif
