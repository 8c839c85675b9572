// AWSProtocols: the wire formats, and nothing of any operation.
//
// `WireInput` is a request's members, read by name and checked against AWS's constraints; `WireWriter` is a
// response's members, written by name. Both hide the protocol: an operation is read and written the same way
// whether the client speaks `query` or JSON. Errors are encoded here as well, in one place a protocol.
