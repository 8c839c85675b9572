// The part of libxml2 that reads XML as a stream.
#include <libxml/parser.h>
#include <libxml/xmlreader.h>
