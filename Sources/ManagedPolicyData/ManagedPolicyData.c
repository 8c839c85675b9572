#include "ManagedPolicyData.h"

static const unsigned char catalogue[] = {
#embed "aws-managed-policies.jsonl"
};

const unsigned char *_Nonnull sallyport_managed_policies(size_t *_Nonnull length) {
    *length = sizeof(catalogue);
    return catalogue;
}
