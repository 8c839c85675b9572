import AWSTypes
import PolicyLanguage

// Policies are kept with the unique ids of the users and roles that they name, so that they follow them when they are
// renamed and trust nobody new who takes a name that became free. They are shown with ARNs where the ids still lead
// somewhere, and with the bare ids where they don't. Source: IAM User Guide, "AWS JSON policy elements: Principal".
extension IdentityState {
    /// What is kept of a principal; nil: it names somebody who is not there.
    package func storedPrincipal(_ text: String, _ partition: Partition) -> String? {
        if text == "*" || AccountID(text) != nil { return text }
        if let id = UserID(text) { return owner(of: id) == nil ? nil : text }
        if let id = RoleID(text) { return owner(of: id) == nil ? nil : text }
        guard let arn = ARN(text), let accountID = arn.accountID, arn.region.isEmpty,
            arn.partition == partition.rawValue
        else { return nil }
        if arn.service == "sts" { return isSession(arn.resource) ? text : nil }
        guard arn.service == "iam" else { return nil }
        if arn.resource == "root" { return text }
        guard let slash = arn.resource.lastIndex(of: "/") else { return nil }
        let name = String(arn.resource[slash...].dropFirst())
        if arn.resource.hasPrefix("user/") {
            guard let account = self[accountID] else { return text }
            let user = account.users[UserName(unchecked: name)]
            return user.flatMap { $0.arn(in: accountID, partition) == arn ? $0.id.text : nil }
        }
        if arn.resource.hasPrefix("role/") {
            guard let account = self[accountID] else { return text }
            let role = account.roles[RoleName(unchecked: name)]
            return role.flatMap { $0.arn(in: accountID, partition) == arn ? $0.id.text : nil }
        }
        return nil
    }

    /// A principal of a kept policy as clients see it: a unique id made an ARN, as long as it leads somewhere.
    package func shownPrincipal(_ principal: String, _ partition: Partition) -> String {
        if let id = UserID(principal) {
            return owner(of: id).map { $0.user.arn(in: $0.account, partition).description } ?? principal
        }
        if let id = RoleID(principal) {
            return owner(of: id).map { $0.role.arn(in: $0.account, partition).description } ?? principal
        }
        return principal
    }

    private func isSession(_ resource: String) -> Bool {
        let parts = resource.split(separator: "/", omittingEmptySubsequences: false)
        return parts.allSatisfy { !$0.isEmpty }
            && (parts[0] == "assumed-role" && parts.count == 3 || parts[0] == "federated-user" && parts.count == 2)
    }

    private func owner(of id: UserID) -> (account: AccountID, user: User)? {
        owners(of: id.text).lazy.compactMap { account in account.users[id].map { (account.id, $0) } }.first
    }

    private func owner(of id: RoleID) -> (account: AccountID, role: Role)? {
        owners(of: id.text).lazy.compactMap { account in account.roles[id].map { (account.id, $0) } }.first
    }

    /// The account that a unique id carries.
    private func owners(of id: String) -> [AccountState] {
        AccountID(uniqueID: id).flatMap { self[$0] }.map { [$0] } ?? []
    }
}
