#include "ServiceOperationData.h"

static const unsigned char routes[] = {
#embed "routes.txt"
};

static const unsigned char needs[] = {
#embed "needs.txt"
};

const unsigned char *_Nonnull sallyport_operation_routes(size_t *_Nonnull length) {
    *length = sizeof(routes);
    return routes;
}

const unsigned char *_Nonnull sallyport_operation_needs(size_t *_Nonnull length) {
    *length = sizeof(needs);
    return needs;
}
