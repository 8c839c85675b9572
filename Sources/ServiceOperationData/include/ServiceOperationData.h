#ifndef SERVICE_OPERATION_DATA_H
#define SERVICE_OPERATION_DATA_H

#include <stddef.h>

/// How AWS's operations are recognised on the wire, as text, and its length in bytes. See README.md.
const unsigned char *_Nonnull sallyport_operation_routes(size_t *_Nonnull length);

/// Which actions AWS's operations need on which resources, as text, and its length in bytes. See README.md.
const unsigned char *_Nonnull sallyport_operation_needs(size_t *_Nonnull length);

#endif
