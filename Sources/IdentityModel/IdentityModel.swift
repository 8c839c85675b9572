// IdentityModel: what an account holds, and the only ways in which it changes.
//
// `IdentityState` is every account the server knows, `AccountState` one of them: immutable values on persistent
// collections, so that a snapshot is a copy of a reference. Entities (`User`, `Role`, …) are plain values. A
// `Change` puts or removes one entity; `IdentityState.apply` is the only function that alters state, in a
// draft, in the published snapshot and on replicas alike. A `Draft` is what a write works on: it records changes
// and is the only source of ids, keys and time that a handler can reach.
//
// Nothing here knows of requests, wire formats or disks. Start with `IdentityState`.
