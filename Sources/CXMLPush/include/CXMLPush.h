#ifndef CXMLPUSH_H
#define CXMLPUSH_H

/* libxml2's SAX2 push parser behind seven functions. Swift never sees libxml2's headers: they pull in
 * ICU's, which clash with Foundation's own, and their types differ between versions.
 *
 * Bytes must be UTF-8 without an XML declaration. Nothing outside the bytes is ever loaded. */

typedef struct {
    /* Local name, interned: one pointer per distinct name of a parser. `attributes` holds `count`
     * groups of five: local name, prefix, URI, first byte of the value, byte after it. */
    void (*start)(void *data, const unsigned char *name, int count, const unsigned char **attributes);
    void (*end)(void *data);
    void (*text)(void *data, const unsigned char *bytes, int count);
    /* A comment or processing instruction ended. */
    void (*markup)(void *data);
    /* A document type declaration begins: before anything in it is read. */
    void (*doctype)(void *data);
    /* A reference to an entity that is not predefined. */
    void (*entity)(void *data);
} cxml_events;

typedef struct cxml_parser cxml_parser;

cxml_parser *cxml_create(const cxml_events *events, void *data);
void cxml_free(cxml_parser *parser);
/* 0 or libxml2's error code. `last` ends the document. */
int cxml_feed(cxml_parser *parser, const char *bytes, int count, int last);
void cxml_stop(cxml_parser *parser);
/* 1-based line of the parser's position. */
int cxml_line(const cxml_parser *parser);
/* The last error's message, or NULL; its line. Valid until the next call. */
const char *cxml_error(cxml_parser *parser, int *line);

#endif
