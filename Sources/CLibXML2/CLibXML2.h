// The part of libxml2 that reads XML as a stream.

// Where libxml2 was built with ICU, its headers bring ICU's types in, which Swift's Foundation has under the same names
// but not in the same version; the compiler then refuses, now and then, to see both. Nothing here looks into the
// converters that have members of these types.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED

#include <libxml/parser.h>
#include <libxml/xmlreader.h>
