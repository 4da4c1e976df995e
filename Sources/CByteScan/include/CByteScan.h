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

/* What a scan finds; every array has room for one entry per byte, and `separators` for sixteen more, which a
 * scan may overwrite. */
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

/* Finds rows one after another, without vectors: bytes begin with a row, and a quote opens a field only at its
 * start. A row in which a quote stands elsewhere ends with the line in which the field at fault begins, and that
 * field is its last: what stands in other lines is not swallowed. Sets `stray` then. Bytes behind the last line
 * break are a row that has not ended; `inside` is set when they end within quotes. Rows without such quotes are
 * found as `cbs_scan` finds them. */
void cbs_scan_careful(const uint8_t *bytes, size_t length, uint32_t base, uint8_t delimiter, uint8_t line_break,
                      cbs_state *state, const cbs_index *index);

typedef struct {
    uint64_t quotes, line_breaks, zeros;
} cbs_counts;

/* Adds up how many quotes, line breaks and NUL bytes there are: the first look at a block. */
void cbs_survey(const uint8_t *bytes, size_t length, uint8_t line_break, cbs_counts *counts);
void cbs_survey_scalar(const uint8_t *bytes, size_t length, uint8_t line_break, cbs_counts *counts);

/* The second stage: rows and fields of an indexed block. */

/* A slice of a block: the layout of `Columns.Cell`. */
typedef struct {
    uint32_t start;
    int32_t length;
} cbs_cell;

/* Where a walk over rows stands: the index in `separators` of the row's first field, and where the row
 * starts. */
typedef struct {
    size_t first, start;
} cbs_row;

/* Takes rows from `row` on as long as they have `fields` fields and begin (behind a quote) with a byte that
 * needs no closer look; `closer_look` has an entry per byte. Appends the index in `separators` of their first
 * field and their starts, advances `at` and `count`, returns the first row not taken, or `rows`. */
size_t cbs_rows(const uint8_t *bytes, size_t length, const cbs_index *index, size_t row, size_t rows, size_t fields,
                const uint8_t *closer_look, cbs_row *at, uint32_t *firsts, uint32_t *starts, size_t *count);

/* Cells of one field of `count` rows, unquoted. Doubled quotes are taken out in place: the field gets
 * shorter, spaces fill the gap. `escape` is the first entry of `escapes` that may lie in these rows. */
void cbs_fields(uint8_t *bytes, size_t length, const cbs_index *index, size_t escape, size_t escapes, size_t field,
                int may_end_in_cr, const uint32_t *firsts, const uint32_t *starts, size_t count, cbs_cell *cells);

/* The third stage: columns of plain values. */

/* Reads numbers of up to eight characters: digits, at most one decimal mark with digits on both sides, at
 * most one grouping mark (0: none) before the last three whole digits; in units of 10^-scale, 0...6. The rows
 * of all other cells go to `rest`, which has room for `count`; returns how many. */
size_t cbs_amounts(const uint8_t *bytes, const cbs_cell *cells, size_t count, uint8_t mark, uint8_t group, int scale,
                   int64_t *amounts, uint32_t *rest);

/* The paths by name (plain, bmi, avx512), so that tests run each of them where the processor has it. Returns 0
 * when it has not. */
int cbs_amounts_with(const char *path, const uint8_t *bytes, const cbs_cell *cells, size_t count, uint8_t mark,
                     uint8_t group, int scale, int64_t *amounts, uint32_t *rest, size_t *left);

/* Reads days written `yyyy-MM-dd`, as days since 1970-01-01; the rows of all other cells go to `rest`. */
size_t cbs_days(const uint8_t *bytes, const cbs_cell *cells, size_t count, int32_t *days, uint32_t *rest);

/* Reads times written `yyyy-MM-ddTHH:mm:ss` with `Z` or an offset below 12 hours such as `+05:30`, as UTC
 * seconds since 1970; the rows of all other cells go to `rest`. */
size_t cbs_instants(const uint8_t *bytes, const cbs_cell *cells, size_t count, int64_t *instants, uint32_t *rest);

/* Finds the rows whose cells are empty, absent, not ASCII, or begin or end with a byte that needs a closer
 * look; `closer_look` has an entry per byte, `rest` room for `count` + 1. */
size_t cbs_ascii(const uint8_t *bytes, const cbs_cell *cells, size_t count, const uint8_t *closer_look,
                 uint32_t *rest);

/* SipHash-2-4 with 128 bits of output: the low half first. `folds`: `A`-`Z` count as `a`-`z`. */
void cbs_siphash(uint64_t k0, uint64_t k1, const uint8_t *bytes, size_t length, int folds, uint64_t token[2]);

/* The tokens of the keys in some rows' cells, two integers each: keys that hold an `@` are folded and hashed under
 * the first two `secrets`, all others under the last two. Keys that begin or end with a space, or a byte beyond
 * ASCII, are left: their indices in `rows` go to `rest`. */
size_t cbs_tokens(const uint64_t secrets[4], const uint8_t *bytes, const cbs_cell *cells, const uint32_t *rows,
                  size_t count, uint64_t *tokens, uint32_t *rest);

/* The same as processors without AVX-512 run it: for the tests of those that have it. */
size_t cbs_tokens_portable(const uint64_t secrets[4], const uint8_t *bytes, const cbs_cell *cells, const uint32_t *rows,
                           size_t count, uint64_t *tokens, uint32_t *rest);

/* A dictionary of texts, as `Columns.InternTable` lays it out: slots [code + 1 | high 32 bits of the hash], a
 * power of two of them with at least one free; the ends of the texts in the arena. */
typedef struct {
    const uint64_t *slots;
    uint64_t mask;
    const uint32_t *ends;
    const uint8_t *arena;
    uint64_t secret;
} cbs_texts;

/* The hash of a text under a secret; which function it is depends on the processor, so it may decide nothing
 * but slots. */
uint64_t cbs_text_hash(const uint8_t *text, size_t length, uint64_t secret);

/* Looks up cells: their codes, -1 for empty and absent ones. The rows of texts that are not in the dictionary
 * go to `rest`, which has room for `count`; returns how many. */
size_t cbs_find_texts(const uint8_t *bytes, const cbs_cell *cells, size_t count, const cbs_texts *table, int32_t *codes,
                      uint32_t *rest);

/* Both as processors without AVX-512 run them: for the tests of those that have it. */
uint64_t cbs_text_hash_portable(const uint8_t *text, size_t length, uint64_t secret);
size_t cbs_find_texts_portable(const uint8_t *bytes, const cbs_cell *cells, size_t count, const cbs_texts *table,
                               int32_t *codes, uint32_t *rest);

/* Whether a text is UTF-8: no overlong forms, no surrogates, nothing beyond U+10FFFF. */
int cbs_is_utf8(const uint8_t *text, size_t length);

/* Whether a text that is UTF-8 is surely in Unicode's composed form (NFC), and stays so with anything put before it:
 * letters of Latin, Cyrillic, Greek without accents of its own kind, Chinese, Japanese, Korean, and emoji. Of all
 * other texts, marks above all, nothing is said: 0. */
int cbs_is_composed(const uint8_t *text, size_t length);

/* The first offset of `part`, at least one byte, in a text; `length` when it is not there. */
size_t cbs_find(const uint8_t *text, size_t length, const uint8_t *part, size_t part_length);

/* A condition on a text, whose case is folded: what it equals, starts or ends with, or contains. */
enum { CBS_EQUALS, CBS_STARTS, CBS_ENDS, CBS_CONTAINS };
typedef struct {
    const uint8_t *part; /* folded */
    uint8_t length;      /* 1...60 */
    uint8_t kind;
    uint8_t bit; /* below 64; several conditions may have one bit: any of them sets it */
} cbs_condition;

/* Which conditions the texts in some rows' cells meet, as bits. Texts of more than 60 bytes, empty ones, those that
 * are not UTF-8 or begin with a byte marked in `closer_look`, which has an entry per byte, are left: their
 * indices in `rows` go to `rest`, which has room for `count`; returns how many. `folds` has what the letters U+0000 to
 * U+07FF and U+1E00 to U+1FFF are folded to, in as many bytes; 0 for those that are not: their texts are left, too. */
size_t cbs_outcomes(const uint8_t *bytes, const cbs_cell *cells, const uint32_t *rows, size_t count,
                    const cbs_condition *conditions, size_t condition_count, const uint8_t *closer_look,
                    const uint16_t *folds, uint64_t *outcomes, uint32_t *rest);

/* The same as processors without AVX-512 run it: for the tests of those that have it. */
size_t cbs_outcomes_portable(const uint8_t *bytes, const cbs_cell *cells, const uint32_t *rows, size_t count,
                             const cbs_condition *conditions, size_t condition_count, const uint8_t *closer_look,
                             const uint16_t *folds, uint64_t *outcomes, uint32_t *rest);

/* How many times a byte occurs. */
size_t cbs_count(const uint8_t *bytes, size_t length, uint8_t byte);

/* The offset of the first NUL byte, or `length`. */
size_t cbs_find_zero(const uint8_t *bytes, size_t length);

#endif
