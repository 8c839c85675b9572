import AWSProtocols
import AWSTypes
import Operations
import SigV4

/// Steps 4 and 9 of the road, which depend on the service's protocol.
extension RequestPipeline {
    /// The operation that a request asks a service for, and its members.
    func read(
        _ request: ServerRequest, _ parameters: inout QueryParameters, for service: ServiceDefinition
    ) throws(AWSError) -> (OperationEntry, WireInput) {
        let method = request.head.method
        switch service.wire {
        case .query:
            guard method == "POST" || method == "GET" else { throw .methodNotAllowed(method) }
            try parameters.add(formEncoded: request.body)
            return (try catalog.operation(of: parameters, in: service), WireInput(parameters))
        case .json(let json, let refusal):
            guard method == "POST" else { throw .methodNotAllowed(method) }
            let name = try json.operation(request.head["x-amz-target"])
            guard let entry = service.operation(name) else {
                guard let reason = service.unavailable[name] else { throw JSONProtocol.unknownOperation }
                throw AWSError(
                    "UnsupportedAPIEndpointException", status: 400,
                    "The operation \(name) is not available on this server: \(reason)")
            }
            return (entry, try WireInput(json: request.body, refusing: refusal))
        }
    }

    /// The answer that carries a result.
    func response(
        _ result: OperationResult, of entry: OperationEntry, in service: ServiceDefinition, id: String
    ) -> ServerResponse {
        switch service.wire {
        case .query(_, let namespace):
            ServerResponse(
                status: 200, contentType: QueryProtocol.contentType, requestID: id,
                body: QueryProtocol.response(
                    to: entry.name, namespace: namespace, requestID: id, members: result.members))
        case .json(let json, _):
            ServerResponse(
                status: 200, contentType: json.contentType, requestID: id,
                body: json.response(members: result.members))
        }
    }

    /// The answer that carries an error, in the protocol of the service, or in that which the request speaks.
    func refusal(
        _ error: AWSError, of head: RequestHead, to service: ServiceDefinition?, id: String
    ) -> ServerResponse {
        let type = head["content-type"] ?? ""
        let isJSON = head["x-amz-target"] != nil || type.hasPrefix("application/x-amz-json")
        if case .json(let json, _) = service?.wire { return refusal(error, json.contentType, id: id) }
        if isJSON, service == nil { return refusal(error, "application/x-amz-json-1.1", id: id) }
        return ServerResponse(
            status: error.status, contentType: QueryProtocol.contentType, requestID: id,
            body: QueryProtocol.response(
                to: error, namespace: service?.namespace ?? catalog.defaultNamespace, requestID: id))
    }

    private func refusal(_ error: AWSError, _ contentType: String, id: String) -> ServerResponse {
        ServerResponse(
            status: JSONProtocol.status(of: error), contentType: contentType, requestID: id,
            body: JSONProtocol.response(to: error))
    }
}

extension AWSError {
    fileprivate static func methodNotAllowed(_ method: String) -> AWSError {
        AWSError("MethodNotAllowed", status: 405, "The method \(method) is not allowed here.")
    }
}
