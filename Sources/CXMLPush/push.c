#include "CXMLPush.h"

#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct cxml_parser {
    xmlParserCtxtPtr context;
    cxml_events events;
    void *data;
};

static xmlParserInputPtr load_nothing(const char *url, const char *id, xmlParserCtxtPtr context) {
    (void)url, (void)id, (void)context;
    return NULL;
}
static void set_up(void) {
    xmlInitParser();
    xmlSetExternalEntityLoader(load_nothing);
}
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void on_start(void *p, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespaces,
                     const xmlChar **namespace_list, int count, int defaulted, const xmlChar **attributes) {
    (void)prefix, (void)uri, (void)namespaces, (void)namespace_list, (void)defaulted;
    cxml_parser *parser = p;
    parser->events.start(parser->data, name, count, attributes);
}
static void on_end(void *p, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
    (void)name, (void)prefix, (void)uri;
    cxml_parser *parser = p;
    parser->events.end(parser->data);
}
static void on_text(void *p, const xmlChar *bytes, int count) {
    cxml_parser *parser = p;
    parser->events.text(parser->data, bytes, count);
}
static void on_comment(void *p, const xmlChar *text) {
    (void)text;
    cxml_parser *parser = p;
    parser->events.markup(parser->data);
}
static void on_instruction(void *p, const xmlChar *target, const xmlChar *text) {
    (void)target;
    on_comment(p, text);
}
static void on_doctype(void *p, const xmlChar *name, const xmlChar *id, const xmlChar *url) {
    (void)name, (void)id, (void)url;
    cxml_parser *parser = p;
    parser->events.doctype(parser->data);
}
static void on_reference(void *p, const xmlChar *name) {
    (void)name;
    cxml_parser *parser = p;
    parser->events.entity(parser->data);
}

cxml_parser *cxml_create(const cxml_events *events, void *data) {
    pthread_once(&once, set_up);
    cxml_parser *parser = calloc(1, sizeof *parser);
    if (!parser) return NULL;
    parser->events = *events;
    parser->data = data;
    xmlSAXHandler handler;
    memset(&handler, 0, sizeof handler);
    handler.initialized = XML_SAX2_MAGIC;
    handler.startElementNs = on_start;
    handler.endElementNs = on_end;
    handler.characters = on_text;
    handler.ignorableWhitespace = on_text;
    handler.cdataBlock = on_text;
    handler.comment = on_comment;
    handler.processingInstruction = on_instruction;
    handler.internalSubset = on_doctype;
    handler.reference = on_reference;
    parser->context = xmlCreatePushParserCtxt(&handler, parser, NULL, 0, NULL);
    if (!parser->context) {
        free(parser);
        return NULL;
    }
    int options = XML_PARSE_NONET;
#if LIBXML_VERSION >= 21300
    options |= XML_PARSE_NO_XXE;
#endif
    xmlCtxtUseOptions(parser->context, options);
    return parser;
}

void cxml_free(cxml_parser *parser) {
    if (!parser) return;
    if (parser->context->myDoc) xmlFreeDoc(parser->context->myDoc);
    xmlFreeParserCtxt(parser->context);
    free(parser);
}

int cxml_feed(cxml_parser *parser, const char *bytes, int count, int last) {
    return xmlParseChunk(parser->context, bytes, count, last);
}

void cxml_stop(cxml_parser *parser) { xmlStopParser(parser->context); }

int cxml_line(const cxml_parser *parser) {
    return parser->context->input ? parser->context->input->line : 0;
}

const char *cxml_error(cxml_parser *parser, int *line) {
    const xmlError *error = xmlCtxtGetLastError(parser->context);
    if (!error) return NULL;
    *line = error->line;
    return error->message;
}
