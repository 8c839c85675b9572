// Operations: the road of one request, as types.
//
// An operation is a struct: its members are its decoded input, and it says what has to be authorised, how it runs
// and how its result is written. A `ServiceDefinition` lists a service's operations; the `Router` finds the one a
// request means; a `Caller` is who asks, resolved against a snapshot; the `Authorizer` puts the question to the
// policy engine. Nothing here waits, reads a clock, or knows HTTP beyond its words.
//
// Start with `Operation`.
