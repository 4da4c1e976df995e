#include "CByteScan.h"
#include "letters.h"

/* Where the next letter beyond ASCII stands; most of a name is ASCII. */
INLINE size_t behind_ascii(const uint8_t *text, size_t k, size_t length) {
    for (; k + 8 <= length; k += 8) {
        uint64_t high = load(text + k) & 0x8080808080808080ull;
        if (high) return k + (size_t)__builtin_ctzll(high) / 8;
    }
    while (k < length && text[k] < 0x80) k++;
    return k;
}

int cbs_is_composed(const uint8_t *text, size_t length) {
    unsigned size;
    for (size_t k = 0; (k = behind_ascii(text, k, length)) < length; k += size)
        if (!is_plain_letter(text + k, &size)) return 0;
    return 1;
}
