#ifndef XML_SCAN_H
#define XML_SCAN_H

#include <stddef.h>
#include <stdint.h>

/* Where XML text changes: for 64 bytes one bit per byte in each mask.
 *
 *   text   ends or interrupts character data: `<`, `&`, CR, and the `>` of a `]]>`
 *   value  ends or interrupts an attribute's value: both quotes, `<`, `&`, tab, CR, LF
 *   name   no part of a name: every ASCII byte except letters, digits, `_`, `-` and `.`
 *   line   LF
 */
typedef struct {
    uint64_t text, value, name, line;
} cbs_xml_block;

/* Marks `length` bytes that begin outside of a `]]`.
 *
 *   blocks  room for length / 64 + 2: all bits behind the end are set, so that a search always stops
 *   lines   room for as many: the LF before each block
 *   is_end  0 when more text follows: then a character cut off at the end is not looked at
 *
 * Returns 0, or 1 when the bytes hold something that no XML may hold: a control character, U+FFFE, U+FFFF,
 * or what is no UTF-8. The vector paths (AVX2, SSE2, NEON) are chosen at run time and give exactly what
 * the scalar twin gives. */
int cbs_xml_index(const uint8_t *bytes, size_t length, int is_end, cbs_xml_block *blocks, uint32_t *lines);

/* The scalar twin: the oracle of the tests. */
int cbs_xml_index_scalar(const uint8_t *bytes, size_t length, int is_end, cbs_xml_block *blocks, uint32_t *lines);

/* The first offset of `<`, the name and a byte that ends a name; `length` when there is none, or its last
 * byte lies behind `length`. */
size_t cbs_xml_find_tag(const uint8_t *bytes, size_t length, const uint8_t *name, size_t name_length);

#endif
