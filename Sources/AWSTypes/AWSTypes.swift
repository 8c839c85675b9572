// AWSTypes: the words that every other module speaks.
//
// ARNs, account ids, unique ids, access key ids, timestamps, tags, secrets and the one error type.
// Each is a value that parses once, at the edge; a value that exists is well formed. Nothing here does
// I/O, reads a clock or draws randomness: callers pass time and entropy in.
//
// Start with `ARN`, then `AWSError`.
