import AWSProtocols
import AWSTypes
import Foundation
import IdentityModel
import Operations
import PolicyEngine

/// Holds what the operations of a service fill against AWS's list of the condition keys that each action takes.
package struct ConditionKeyAudit: Decodable {
    /// The keys of each action, as AWS lists them; `${TagKey}` stands for any tag.
    package let actions: [String: [String]]

    /// Reads a list.
    package init(from file: URL?) throws {
        guard let file else { throw Missing(what: "the list of condition keys") }
        self = try JSONDecoder().decode(ConditionKeyAudit.self, from: Data(contentsOf: file))
    }

    /// The keys that a service's operations do not fill though AWS lists them, as `Action key`, ordered.
    ///
    /// Each operation is asked for its questions once for each of `requests`, which may have members of other
    /// operations too; actions that are never asked about are
    /// not looked at.
    package func unfilled(
        by service: ServiceDefinition, in world: World, _ requests: [[(String, String)]], as callers: [Credential]
    ) throws -> [String] {
        var filled: [String: Set<ContextKey>] = [:]
        for name in service.operationNames {
            for request in requests {
                for caller in callers {
                    for check in (try? world.checks(of: name, of: service, request, by: caller)) ?? [] {
                        let action = String(check.action.drop { $0 != ":" }.dropFirst())
                        filled[action, default: []].formUnion(check.context.map(\.key))
                    }
                }
            }
        }
        return actions.sorted { $0.key < $1.key }.flatMap { action, keys -> [String] in
            guard let found = filled[action] else { return [] }
            return keys.filter { key in
                !found.contains(ContextKey(key.replacing("${TagKey}", with: "team")))
            }.map { "\(action) \($0)" }
        }
    }

    /// The operations of a service whose questions none of the requests could make.
    package func unreadable(
        by service: ServiceDefinition, in world: World, _ requests: [[(String, String)]], as callers: [Credential]
    ) -> [String] {
        service.operationNames.filter { name in
            !requests.contains { request in
                callers.contains { (try? world.checks(of: name, of: service, request, by: $0)) != nil }
            }
        }
    }
}
