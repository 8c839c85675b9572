import AWSTypes
import PolicyEngine
import PolicyLanguage

extension WhatIf {
    /// The policies that are passed, ready for a decision on a resource.
    public struct Policies: Sendable {
        private let compiled: [(policy: Policy, compiled: CompiledPolicy)]

        fileprivate init(_ policies: [Policy]) throws(Fault) {
            compiled = try policies.map { policy throws(Fault) in (policy, try policy.compiled()) }
        }

        /// Adds the policies to those that a principal has: identity policies join them, the others stand in for them.
        public func add(to layers: inout PolicyLayers, on resource: String) {
            let given = policies(.identity)
            if !given.isEmpty { layers.identity = PolicySet(layers.identity.policies + given) }
            if let boundary = set(.permissionsBoundary) { layers.permissionsBoundary = boundary }
            if let session = set(.session) { layers.session = session }
            if let policies = set(.resource) { layers.resource = Policies.resource(policies, on: resource) }
            if let levels = levels(.serviceControl) { layers.serviceControl = levels }
            if let levels = levels(.resourceControl) { layers.resourceControl = levels }
        }

        private func policies(_ role: Role) -> [CompiledPolicy] {
            compiled.filter { $0.policy.role == role }.map(\.compiled)
        }

        private func set(_ role: Role) -> PolicySet? {
            let policies = policies(role)
            return policies.isEmpty ? nil : PolicySet(policies)
        }

        /// One set for each level that has policies, from the root.
        private func levels(_ role: Role) -> [PolicySet]? {
            let policies = compiled.filter { $0.policy.role == role }
            if policies.isEmpty { return nil }
            let levels = Set(policies.map { $0.policy.level ?? 0 }).sorted()
            return levels.map { level in
                PolicySet(policies.filter { ($0.policy.level ?? 0) == level }.map(\.compiled))
            }
        }

        /// What the silence of a resource's policy means depends on what it stands on.
        private static func resource(_ policies: PolicySet, on resource: String) -> ResourcePolicy {
            guard let arn = ARN(resource) else { return .ordinary(policies) }
            switch (arn.service, arn.resource) {
            case ("iam", let name) where name.hasPrefix("role/"): return .trust(policies)
            case ("kms", let name) where name.hasPrefix("key/"): return .keyPolicy(policies)
            default: return .ordinary(policies)
            }
        }
    }

    /// Reads the policies that are passed.
    public func readPolicies() throws(Fault) -> Policies { try Policies(policies) }
}

extension WhatIf.Policy {
    fileprivate func compiled() throws(WhatIf.Fault) -> CompiledPolicy {
        let document: PolicyDocument
        do {
            document = try PolicyDocument(parsing: text)
        } catch {
            throw WhatIf.Fault("\(name):\(error.position): \(error.problem)", remedy: error.remedy)
        }
        for statement in document.statements {
            let place = "\(name):\(statement.range.start)"
            try checkPrincipals(of: statement, at: place)
            if statement.actions == nil {
                throw WhatIf.Fault("\(place): The statement has no Action.", remedy: "Add Action or NotAction.")
            }
            if statement.resources == nil, role == .identity || role == .permissionsBoundary || role == .session {
                throw WhatIf.Fault("\(place): The statement has no Resource.", remedy: "Add Resource or NotResource.")
            }
        }
        return CompiledPolicy(document, source: PolicySource(role.type, id: name))
    }

    /// Principals belong to the policies of resources, and there to every statement.
    private func checkPrincipals(of statement: PolicyStatement, at place: String) throws(WhatIf.Fault) {
        switch role {
        case .resource, .resourceControl:
            if statement.principals == nil {
                throw WhatIf.Fault(
                    "\(place): A statement of a policy on a resource needs a Principal.",
                    remedy: "Add \"Principal\": \"*\" or {\"AWS\": \"arn:…\"}, or pass the file with --policy.")
            }
        case .identity, .permissionsBoundary, .session, .serviceControl:
            if let principals = statement.principals {
                throw WhatIf.Fault(
                    "\(name):\(principals.range.start): A statement of this kind of policy can't name a principal.",
                    remedy: "Remove it, or pass the file with --resource-policy.")
            }
        }
    }
}

extension WhatIf.Role {
    fileprivate var type: PolicyType {
        switch self {
        case .identity: .identity
        case .permissionsBoundary: .boundary
        case .session: .session
        case .resource: .resource
        case .serviceControl: .serviceControl
        case .resourceControl: .resourceControl
        }
    }
}
