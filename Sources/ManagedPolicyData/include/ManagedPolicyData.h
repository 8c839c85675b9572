#ifndef MANAGED_POLICY_DATA_H
#define MANAGED_POLICY_DATA_H

#include <stddef.h>

/// The catalogue of AWS's managed policies, one JSON object a line, and its length in bytes. See README.md.
const unsigned char *_Nonnull sallyport_managed_policies(size_t *_Nonnull length);

#endif
