#ifndef SERVICE_AUTHORIZATION_DATA_H
#define SERVICE_AUTHORIZATION_DATA_H

#include <stddef.h>

/// What AWS's services take in policies, as text, and its length in bytes. See README.md.
const unsigned char *_Nonnull sallyport_service_authorization(size_t *_Nonnull length);

#endif
