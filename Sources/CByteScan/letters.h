#ifndef CBYTESCAN_LETTERS_H
#define CBYTESCAN_LETTERS_H

#include "words.h"

/* Advice for whoever changes this: only what can be said of a letter alone is said. A letter passes where it has no
 * other form, takes no place among marks and melts with none before it; `ComposedText` asks Swift's tables about all
 * others. A test holds every letter against Foundation. */

/* Letters of two bytes: not the marks from U+0300 on, the Greek semicolon's twin, Cyrillic marks, Hebrew, Arabic. */
INLINE int is_plain_pair(const uint8_t *text) {
    switch (text[0]) {
    case 0xCC: case 0xCD: return 0;
    case 0xCE: return text[1] != 0x87;
    case 0xD2: return text[1] < 0x83 || text[1] > 0x87;
    case 0xD6: return text[1] < 0x90;
    default: return text[0] < 0xD6;
    }
}

/* Letters of three bytes: Latin with two accents, signs, kana, Chinese, Korean syllables, letters of full width. */
INLINE int is_plain_triple(const uint8_t *text) {
    uint8_t second = text[1], third = text[2];
    switch (text[0]) {
    case 0xE0: return 0;
    case 0xE1: return second >= 0xB8 && second <= 0xBB;
    case 0xE2:
        if (second == 0x80) return third >= 0x82;
        return second == 0x81 || second == 0x82 || (second >= 0x85 && second <= 0xAA && second != 0x8C);
    case 0xE3:
        if (second == 0x80) return third < 0xAA || third > 0xAF;
        return second != 0x82 || (third != 0x99 && third != 0x9A);
    case 0xEA: return second >= 0xB0;
    case 0xEF: return second >= 0xBC;
    default: return 1;
    }
}

/* Whether the letter beyond ASCII that stands here in UTF-8 is one of them, and of how many bytes it is. */
INLINE int is_plain_letter(const uint8_t *text, unsigned *size) {
    if (text[0] < 0xE0) return *size = 2, is_plain_pair(text);
    if (text[0] < 0xF0) return *size = 3, is_plain_triple(text);
    *size = 4;
    /* Emoji; rare Chinese letters. */
    return text[0] == 0xF0 && (text[1] == 0x9F || (text[1] >= 0xA0 && text[1] <= 0xAE));
}

#endif
