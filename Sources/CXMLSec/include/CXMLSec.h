// What Sallyport needs of libxmlsec1: one signature verified, one element decrypted, on trees of libxml2.
#pragma once

// As in CLibXML2: ICU's types are not Swift's to see.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED

#include <libxml/tree.h>
#include <stddef.h>

/// Prepares the library; 0 where it can be used. Call it once.
int sallyport_xmlsec_start(void);

/// What was signed, as the bytes that were digested; free them with `sallyport_xmlsec_free`.
typedef struct {
    unsigned char *bytes;
    size_t length;
} sallyport_signed_bytes;

/// Verifies one enveloped signature with the key of a certificate in DER.
///
/// Only what SAML needs is enabled: one reference within the document, the enveloped and exclusive canonical
/// transforms, SHA-2, RSA and ECDSA. Keys that the signature brings along are not looked at. Returns 1 and fills
/// `signed_bytes` where the signature holds, 0 where it does not.
int sallyport_xmlsec_verify(
    xmlNodePtr signature, const unsigned char *certificate, size_t length, sallyport_signed_bytes *signed_bytes);

/// Replaces an `EncryptedData` element by what a private key in PEM opens it to; 1 where that worked.
int sallyport_xmlsec_decrypt(xmlNodePtr encrypted_data, const char *key, size_t length);

/// Frees signed bytes.
void sallyport_xmlsec_free(sallyport_signed_bytes *signed_bytes);

/// Frees text that libxml2 made; `xmlFree` itself is a variable, which Swift can't call safely.
void sallyport_xml_free(xmlChar *text);
