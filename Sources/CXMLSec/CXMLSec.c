#include "CXMLSec.h"

#include <stdlib.h>
#include <string.h>
#include <xmlsec/app.h>
#include <xmlsec/crypto.h>
#include <xmlsec/errors.h>
#include <xmlsec/keysmngr.h>
#include <xmlsec/transforms.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmlenc.h>
#include <xmlsec/xmlsec.h>

int sallyport_xmlsec_start(void) {
    if (xmlSecInit() < 0 || xmlSecCheckVersion() != 1) return -1;
    if (xmlSecCryptoAppInit(NULL) < 0 || xmlSecCryptoInit() < 0) return -1;
    // Failures are the caller's to tell; nothing is printed.
    xmlSecErrorsDefaultCallbackEnableOutput(0);
    return 0;
}

// The transforms that a reference may use.
static int enable_reference(xmlSecDSigCtxPtr context) {
    const xmlSecTransformId enabled[] = {
        xmlSecTransformEnvelopedId, xmlSecTransformExclC14NId, xmlSecTransformSha256Id, xmlSecTransformSha384Id,
        xmlSecTransformSha512Id,
    };
    for (size_t index = 0; index < sizeof(enabled) / sizeof(enabled[0]); index++) {
        if (xmlSecDSigCtxEnableReferenceTransform(context, enabled[index]) < 0) return -1;
    }
    return 0;
}

// The transforms that the signature itself may use.
static int enable_signature(xmlSecDSigCtxPtr context) {
    const xmlSecTransformId enabled[] = {
        xmlSecTransformExclC14NId, xmlSecTransformInclC14NId, xmlSecTransformRsaSha256Id, xmlSecTransformRsaSha384Id,
        xmlSecTransformRsaSha512Id, xmlSecTransformEcdsaSha256Id, xmlSecTransformEcdsaSha384Id,
        xmlSecTransformEcdsaSha512Id,
    };
    for (size_t index = 0; index < sizeof(enabled) / sizeof(enabled[0]); index++) {
        if (xmlSecDSigCtxEnableSignatureTransform(context, enabled[index]) < 0) return -1;
    }
    return 0;
}

static int keep_signed_bytes(xmlSecDSigCtxPtr context, sallyport_signed_bytes *signed_bytes) {
    if (xmlSecPtrListGetSize(&context->signedInfoReferences) != 1) return 0;
    xmlSecDSigReferenceCtxPtr reference = xmlSecPtrListGetItem(&context->signedInfoReferences, 0);
    if (reference == NULL || reference->status != xmlSecDSigStatusSucceeded) return 0;
    xmlSecBufferPtr buffer = xmlSecDSigReferenceCtxGetPreDigestBuffer(reference);
    if (buffer == NULL) return 0;
    size_t length = xmlSecBufferGetSize(buffer);
    unsigned char *bytes = malloc(length > 0 ? length : 1);
    if (bytes == NULL) return 0;
    memcpy(bytes, xmlSecBufferGetData(buffer), length);
    signed_bytes->bytes = bytes;
    signed_bytes->length = length;
    return 1;
}

int sallyport_xmlsec_verify(
    xmlNodePtr signature, const unsigned char *certificate, size_t length, sallyport_signed_bytes *signed_bytes) {
    xmlSecDSigCtxPtr context = xmlSecDSigCtxCreate(NULL);
    if (context == NULL) return 0;
    context->flags |= XMLSEC_DSIG_FLAGS_STORE_SIGNEDINFO_REFERENCES;
    context->enabledReferenceUris = xmlSecTransformUriTypeSameDocument;
    int holds = 0;
    if (enable_reference(context) == 0 && enable_signature(context) == 0) {
        context->signKey = xmlSecCryptoAppKeyLoadMemory(
            certificate, (xmlSecSize)length, xmlSecKeyDataFormatCertDer, NULL, NULL, NULL);
        holds = context->signKey != NULL && xmlSecDSigCtxVerify(context, signature) >= 0
            && context->status == xmlSecDSigStatusSucceeded && keep_signed_bytes(context, signed_bytes);
    }
    xmlSecDSigCtxDestroy(context);
    return holds;
}

int sallyport_xmlsec_decrypt(xmlNodePtr encrypted_data, const char *key, size_t length) {
    xmlSecKeysMngrPtr manager = xmlSecKeysMngrCreate();
    if (manager == NULL) return 0;
    int opened = 0;
    xmlSecKeyPtr loaded = NULL;
    if (xmlSecCryptoAppDefaultKeysMngrInit(manager) >= 0) {
        loaded = xmlSecCryptoAppKeyLoadMemory(
            (const xmlSecByte *)key, (xmlSecSize)length, xmlSecKeyDataFormatPem, NULL, NULL, NULL);
    }
    // The manager owns the key once it has taken it.
    if (loaded != NULL && xmlSecCryptoAppDefaultKeysMngrAdoptKey(manager, loaded) < 0) {
        xmlSecKeyDestroy(loaded);
        loaded = NULL;
    }
    xmlSecEncCtxPtr context = loaded == NULL ? NULL : xmlSecEncCtxCreate(manager);
    if (context != NULL) {
        opened = xmlSecEncCtxDecrypt(context, encrypted_data) >= 0 && context->resultReplaced != 0;
        xmlSecEncCtxDestroy(context);
    }
    xmlSecKeysMngrDestroy(manager);
    return opened;
}

void sallyport_xmlsec_free(sallyport_signed_bytes *signed_bytes) {
    free(signed_bytes->bytes);
    signed_bytes->bytes = NULL;
    signed_bytes->length = 0;
}

void sallyport_xml_free(xmlChar *text) { xmlFree(text); }
