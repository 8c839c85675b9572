// ServiceFacts: what a call of an AWS service needs to be allowed.
//
// `NeedTable` knows, for every operation of AWS's catalogue, the IAM actions it needs and the members of its request that
// name resources, roles, instance profiles and tags. `RequestMembers` finds those members in a request, whatever protocol
// it speaks. `CallFacts` puts both together, and what the files in Services know of single services; it gives the
// questions for the authorizer. Start with `CallFacts.init`.
//
// What can't be known is asked about as `*`, with a note that says so, and never left out. It reads no upstream: what
// has to be learnt there comes in as `LearntFacts`.
