#include "ServiceAuthorizationData.h"

static const unsigned char facts[] = {
#embed "service-authorization.txt"
};

const unsigned char *_Nonnull sallyport_service_authorization(size_t *_Nonnull length) {
    *length = sizeof(facts);
    return facts;
}
