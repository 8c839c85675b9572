// PolicyEngine: may this principal do this to that, now?
//
// Documents are compiled once (`CompiledPolicy`), gathered by what they apply to (`PolicySet`, indexed by
// service, action and resource), and layered (`PolicyLayers`). A decision looks only at the statements that can
// match, works on UTF-8 bytes, and allocates nothing. `explain` runs the same engine and records why.
//
// ```swift
// let policy = CompiledPolicy(document, source: PolicySource(.identity, id: "ReadOnly", owner: .user))
// var context = RequestContext()
// context.set(.username, "alice")
// let request = AuthorizationRequest(
//     principal: .user(arn: alice), action: "s3:GetObject", resource: "arn:aws:s3:::photos/1.jpg", context: context)
// PolicyLayers(identity: PolicySet([policy])).decide(request).isAllowed
// ```
//
// The module reads no clock and no state: what a condition may ask for, callers put into the `RequestContext`.
// What it does not understand, it does not allow. Start with `PolicyLayers.decide`, then `combine` beside it.
