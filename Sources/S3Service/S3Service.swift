// S3Service: what S3 decides, without its bytes.
//
// `S3Authorization` turns a request into the questions that have to be answered before it runs: which actions, on
// which resources, with which condition keys, and which policy stands on the bucket. `BucketOperations` is the table
// of the operations on buckets, each a function of a snapshot or a draft. Objects are the shell's business; what has
// to be known of one for a decision comes in as `ObjectFacts`.
