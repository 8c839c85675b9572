import AWSProtocols
import AWSTypes

/// The services that this server answers, and the way from a request to an operation.
package struct ServiceCatalog: Sendable {
    private let services: [ServiceDefinition]

    /// Lists services; the first one answers for requests that name none.
    package init(_ services: [ServiceDefinition]) {
        precondition(!services.isEmpty, "a server has a service")
        self.services = services
    }

    /// The service of a credential's scope.
    package func service(named name: String) -> ServiceDefinition? { services.first { $0.name == name } }

    /// The service whose API a request speaks, by the version among its parameters or by its header
    /// `X-Amz-Target`; nil where neither tells.
    package func service(of parameters: QueryParameters, target: String? = nil) -> ServiceDefinition? {
        if let target {
            return services.first { service in
                if case .json(let json, _) = service.wire { target.hasPrefix(json.target + ".") } else { false }
            }
        }
        guard let version = parameters["Version"] else { return nil }
        return services.first { $0.apiVersion == version }
    }

    /// The namespace of errors that no service of the `query` protocol can be told to have made.
    package var defaultNamespace: String { services.lazy.compactMap(\.namespace).first ?? "" }

    /// The operation that the parameters ask a service of the `query` protocol for.
    package func operation(
        of parameters: QueryParameters, in service: ServiceDefinition
    ) throws(AWSError) -> OperationEntry {
        guard let action = parameters["Action"], !action.isEmpty else {
            throw AWSError("MissingAction", status: 400, "The request must contain the parameter Action.")
        }
        let version = parameters["Version"] ?? "NO_VERSION_SPECIFIED"
        if version == service.apiVersion {
            if let operation = service.operation(action) { return operation }
            // The code is the one that AWS gives where a partition lacks an operation, so clients know what to do.
            if let reason = service.unavailable[action] {
                throw AWSError(
                    "InvalidAction", status: 400, "The operation \(action) is not available on this server: \(reason)")
            }
        }
        throw AWSError("InvalidAction", status: 400, "Could not find operation \(action) for version \(version)")
    }
}
