#include <libxml/xmlversion.h>

/* Keeps libxml2 from including the system's ICU headers, which clash with the ICU of Foundation. Only
 * the layout of encoding handlers depends on it, and these are never touched here. */
#undef LIBXML_ICU_ENABLED

#include <libxml/SAX2.h>
#include <libxml/dict.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>

/* What Swift can't import: macros, and functions whose pointer types changed between 2.9 and 2.14. */

static inline unsigned int sluice_xml_sax2_magic(void) { return XML_SAX2_MAGIC; }

/* No network; the declared encoding is ignored (we transcode); no external entities where the
 * library knows that option (bit 23, since 2.13). */
static inline int sluice_xml_options(void) {
    int options = XML_PARSE_NONET | XML_PARSE_IGNORE_ENC;
#if LIBXML_VERSION >= 21300
    options |= 1 << 23;
#endif
    return options;
}

static inline int sluice_xml_error_code(xmlParserCtxtPtr context) {
    const xmlError *error = xmlCtxtGetLastError(context);
    return error ? error->code : 0;
}

static inline int sluice_xml_error_line(xmlParserCtxtPtr context) {
    const xmlError *error = xmlCtxtGetLastError(context);
    return error ? error->line : 0;
}

static inline const char *sluice_xml_error_message(xmlParserCtxtPtr context) {
    const xmlError *error = xmlCtxtGetLastError(context);
    return error ? error->message : NULL;
}
