// SigV4: AWS Signature Version 4, read, verified and made.
//
// A server reads a `SignatureClaim` out of a `RequestHead`, asks it to `validate` its date and scope, finds the
// secret key that the claim names, and lets the claim `verify` the signature with a `SigningKey`. Bodies sent in
// signed chunks go through a `ChunkedPayloadDecoder`. A client signs with a `Signer`.
//
// All of it is pure: no clock, no I/O, no HTTP library. What is wrong comes back as a `SignatureFailure`, which
// each service words in its own way. Signature Version 2, SigV4A (ECDSA) and browser POST policies are refused.
//
// Source: IAM User Guide, "AWS Signature Version 4 for API requests"; S3 API Reference, "Authenticating requests".
