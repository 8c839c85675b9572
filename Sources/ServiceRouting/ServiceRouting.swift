// ServiceRouting: which operation of which AWS service a request asks for.
//
// The table has every operation of every service in AWS's catalogue: `RoutingTable`, over the text that
// ServiceOperationData carries. A service is read from it when it is first asked for. `WireRequest` is a request as it
// came, split into the parts that name the operation. Start with `RoutingTable.recognise`.
//
// It answers nothing where a request could be meant for two operations by two readers: a parameter that stands twice, a
// header of one protocol on a request of another. It knows no policies; what an operation needs stands in ServiceFacts.
