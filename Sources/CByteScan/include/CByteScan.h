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
    size_t count;         /* entries in `separators` */
    size_t rows;          /* entries in `row_ends` */
    size_t escapes;       /* entries in `escapes` */
} cbs_state;

/* What a scan finds; every array has room for one entry per byte. */
typedef struct {
    uint32_t *separators; /* the position of every delimiter and line break outside quotes, ascending */
    uint32_t *row_ends;   /* for every line break outside quotes its index in `separators` */
    uint32_t *escapes;    /* the position of every quote right behind a quote, ascending: doubled quotes,
                           * and those that close an empty field */
} cbs_index;

/* Finds delimiters and line breaks outside quotes in bytes[0..<length]; `base` is added to every
 * position. The vector paths (AVX2, SSE2, NEON) are chosen at run time and give exactly what the
 * scalar twin gives. */
void cbs_scan(const uint8_t *bytes, size_t length, uint32_t base, uint8_t delimiter, uint8_t line_break,
              cbs_state *state, const cbs_index *index);

/* The scalar twin: the oracle of the tests. */
void cbs_scan_scalar(const uint8_t *bytes, size_t length, uint32_t base, uint8_t delimiter, uint8_t line_break,
                     cbs_state *state, const cbs_index *index);

/* The other paths by name, so that tests run each of them where the processor has it. Return 0 when it
 * has not. */
int cbs_scan_with(const char *path, const uint8_t *bytes, size_t length, uint32_t base, uint8_t delimiter,
                  uint8_t line_break, cbs_state *state, const cbs_index *index);

typedef struct {
    uint64_t quotes, line_breaks, zeros;
} cbs_counts;

/* Adds up how many quotes, line breaks and NUL bytes there are: the first look at a block. */
void cbs_survey(const uint8_t *bytes, size_t length, uint8_t line_break, cbs_counts *counts);
void cbs_survey_scalar(const uint8_t *bytes, size_t length, uint8_t line_break, cbs_counts *counts);

/* How many times a byte occurs. */
size_t cbs_count(const uint8_t *bytes, size_t length, uint8_t byte);

/* The offset of the first NUL byte, or `length`. */
size_t cbs_find_zero(const uint8_t *bytes, size_t length);

#endif
