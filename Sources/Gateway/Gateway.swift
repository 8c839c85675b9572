// Gateway: the way to services that somebody else runs.
//
// A request whose caller was proven and allowed goes to its service's upstream, signed anew with keys that only this
// server holds, and the answer streams back. `Upstreams` says where a service's upstream is; `UpstreamClient` talks to
// it; `UpstreamRequest` is what is sent, `WireRefusal` how an error looks in a service's protocol, and `UpstreamLookup`
// what has to be asked before a decision. Start with `UpstreamClient.send`.
//
// It decides nothing: it is told what may pass.
