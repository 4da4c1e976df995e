#include "CByteScan.h"

#include <string.h>

/* A field that begins with a quote, from the byte behind it on. Returns the place behind the closing quote, or 0
 * when there is none. */
static size_t close_quoted(const uint8_t *bytes, size_t length, size_t at, uint32_t base, size_t *escapes,
                           const cbs_index *index) {
    for (;;) {
        const uint8_t *quote = at < length ? memchr(bytes + at, '"', length - at) : NULL;
        if (!quote) return 0;
        at = (size_t)(quote - bytes);
        if (at > 0 && bytes[at - 1] == '"') index->escapes[(*escapes)++] = base + (uint32_t)at;
        at++;
        if (at == length || bytes[at] != '"') return at;
        index->escapes[(*escapes)++] = base + (uint32_t)at;
        at++;
    }
}

int cbs_holds_rows(const uint8_t *bytes, size_t from, size_t to, size_t before, size_t fields, uint8_t delimiter,
                   uint8_t line_break) {
    if (fields < 3 || before >= fields || from >= to || !memchr(bytes + from, line_break, to - from)) return 0;
    size_t count = before;
    for (size_t at = from; at < to; at++) {
        if (bytes[at] == line_break) {
            if (count + 1 != fields) return 0;
            count = 0;
        } else if (bytes[at] == delimiter) {
            count++;
        }
    }
    return count == before;
}

void cbs_scan_careful(const uint8_t *bytes, size_t length, uint32_t base, uint8_t delimiter, uint8_t line_break,
                      size_t fields, cbs_state *state, const cbs_index *index) {
    size_t n = state->count, r = state->rows, e = state->escapes, i = 0, first = n;
    while (i < length) {
        const size_t field = i, escapes_before = e;
        int fits = 1;
        if (bytes[i] == '"') {
            i = close_quoted(bytes, length, i + 1, base, &e, index);
            if (i == 0) {
                state->inside = 1;
                break;
            }
            const size_t behind = i;
            /* Files whose lines end in CR LF have a CR behind the last field. */
            if (i < length && bytes[i] == '\r' && line_break == '\n' && (i + 1 == length || bytes[i + 1] == '\n')) i++;
            if (i == length) break;
            fits = (bytes[i] == delimiter || bytes[i] == line_break) &&
                   !cbs_holds_rows(bytes, field, behind, n - first, fields, delimiter, line_break);
        } else {
            while (i < length && bytes[i] != delimiter && bytes[i] != line_break && bytes[i] != '"') i++;
            if (i == length) break;
            fits = bytes[i] != '"';
        }
        if (!fits) {
            state->stray = 1;
            e = escapes_before;
            const uint8_t *end = memchr(bytes + field, line_break, length - field);
            const size_t stop = end ? (size_t)(end - bytes) : length;
            int within = 0;
            for (i = field; i < stop; i++) {
                if (bytes[i] == '"') within = !within;
                else if (bytes[i] == delimiter && !within) index->separators[n++] = base + (uint32_t)i;
            }
            if (!end) break;
        }
        if (bytes[i] == line_break) index->row_ends[r++] = (uint32_t)n;
        index->separators[n++] = base + (uint32_t)i;
        if (bytes[i] == line_break) first = n;
        i++;
    }
    state->count = n;
    state->rows = r;
    state->escapes = e;
}
