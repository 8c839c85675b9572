// S3Protocol: S3's requests and answers as values.
//
// `S3Request` reads the head of a request: which bucket and key are meant (by path or by virtual host), and which
// operation, by method and subresource. `S3ErrorDocument` writes an error as S3 does. Bodies are small XML documents;
// their elements are read with `SafeXML` and written with `S3XML`.
//
// A key is what the client sent, decoded once: nothing is normalised, since `a//b/../c` is a key like any other.
// What is no operation that this server has is refused with `NotImplemented`, never passed over.
