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

void cbs_scan_careful(const uint8_t *bytes, size_t length, uint32_t base, uint8_t delimiter, uint8_t line_break,
                      cbs_state *state, const cbs_index *index) {
    size_t n = state->count, r = state->rows, e = state->escapes, i = 0;
    while (i < length) {
        const size_t field = i, escapes_before = e;
        int fits = 1;
        if (bytes[i] == '"') {
            i = close_quoted(bytes, length, i + 1, base, &e, index);
            if (i == 0) {
                state->inside = 1;
                break;
            }
            /* Files whose lines end in CR LF have a CR behind the last field. */
            if (i < length && bytes[i] == '\r' && line_break == '\n' && (i + 1 == length || bytes[i + 1] == '\n')) i++;
            if (i == length) break;
            fits = bytes[i] == delimiter || bytes[i] == line_break;
        } else {
            while (i < length && bytes[i] != delimiter && bytes[i] != line_break && bytes[i] != '"') i++;
            if (i == length) break;
            fits = bytes[i] != '"';
        }
        if (!fits) {
            state->stray = 1;
            e = escapes_before;
            const uint8_t *end = memchr(bytes + field, line_break, length - field);
            if (!end) break;
            i = (size_t)(end - bytes);
        }
        if (bytes[i] == line_break) index->row_ends[r++] = (uint32_t)n;
        index->separators[n++] = base + (uint32_t)i;
        i++;
    }
    state->count = n;
    state->rows = r;
    state->escapes = e;
}
