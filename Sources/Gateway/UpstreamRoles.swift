import AWSTypes
import Logging
import ServiceRouting
import SigV4
import Synchronization

/// Tells emulators of the roles that are passed to their services.
///
/// An emulator that has an IAM of its own looks for a role there and refuses one that it does not know. The role was
/// judged here; there it gets a name, a trust policy for the service and no permission. AWS itself is told nothing.
package final class UpstreamRoles: Sendable {
    private let client: UpstreamClient
    private let options: UpstreamOptions
    private let table: RoutingTable
    private let known = Mutex<Set<String>>([])

    private static let capacity = 10_000

    /// Tells through this client.
    package init(_ client: UpstreamClient, _ options: UpstreamOptions, _ table: RoutingTable) {
        self.client = client
        self.options = options
        self.table = table
    }

    /// A role that is passed, and the instance profile that it is in.
    package struct Passed: Sendable {
        /// The role's name.
        package let role: String
        /// Its path.
        package let path: String
        /// The service that gets it.
        package let service: String
        /// The instance profile's name and path.
        package let profile: (name: String, path: String)?

        /// Makes one.
        package init(role: String, path: String, service: String, profile: (name: String, path: String)?) {
            (self.role, self.path, self.service, self.profile) = (role, path, service, profile)
        }
    }

    /// Whether a service's upstream is one that has to be told.
    package func concern(_ service: RoutedService) -> Bool {
        options.address(of: service).map { !$0.isAWS } ?? false
    }

    /// Tells of roles that were not told of before, or of all of them; what the upstream answers does not matter.
    package func tell(of roles: [Passed], again: Bool = false, at now: Timestamp, id: String) async {
        for passed in roles {
            let slot = "\(passed.path)\(passed.role) \(passed.service) \(passed.profile?.name ?? "")"
            let isNew = known.withLock { known in
                if again { known.remove(slot) }
                if known.count >= UpstreamRoles.capacity { known.removeAll() }
                return known.insert(slot).inserted
            }
            guard isNew else { continue }
            let trust =
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":"
                + "{\"Service\":\"\(passed.service)\"},\"Action\":\"sts:AssumeRole\"}]}"
            let role = [("RoleName", passed.role), ("Path", passed.path), ("AssumeRolePolicyDocument", trust)]
            await send("CreateRole", role, now, id)
            guard let profile = passed.profile else { continue }
            let name = ("InstanceProfileName", profile.name)
            await send("CreateInstanceProfile", [name, ("Path", profile.path)], now, id)
            await send("AddRoleToInstanceProfile", [name, ("RoleName", passed.role)], now, id)
        }
    }

    private func send(_ action: String, _ parameters: [(String, String)], _ now: Timestamp, _ id: String) async {
        let head = RequestHead(
            method: "POST", target: "/",
            fields: [HeaderField("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")])
        let form = [("Action", action), ("Version", "2010-05-08")] + parameters
        let body = Array(form.map { "\($0.0)=\($0.1.percentEncodedForForms)" }.joined(separator: "&").utf8)
        guard let request = try? WireRequest(head, body: body),
            let found = try? table.recognise(request, signedFor: "iam"),
            let address = options.address(of: found.service), !address.isAWS
        else { return }
        let forwarded = UpstreamRequest(
            head, body: body, to: found, at: address, region: "us-east-1", with: options, now: now)
        _ = try? await client.ask(forwarded, id: id)
    }
}
