#ifndef CBYTESCAN_WORDS_H
#define CBYTESCAN_WORDS_H

#include <stdint.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

/* Eight bytes as one number: the first lowest, whatever the machine. */
INLINE uint64_t load(const uint8_t *bytes) {
    uint64_t word;
    memcpy(&word, bytes, 8);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/* The high bit of every byte that is no digit, of bytes xor '0'. */
INLINE uint64_t no_digits(uint64_t word) {
    return (((word & 0x7F7F7F7F7F7F7F7Full) + 0x7676767676767676ull) | word) & 0x8080808080808080ull;
}

#endif
