import AWSTypes
import IdentityModel
import PolicyLanguage

extension Draft {
    /// Makes the role by which Organizations acts in an account, where it is not there yet.
    ///
    /// AWS: each account of an organization with all features has it, the management account too, and keeps it when
    /// it leaves. Source: AWS Organizations User Guide, "AWS Organizations and service-linked roles".
    mutating func makeOrganizationsRole(in account: AccountID) throws(AWSError) {
        let name = RoleName(unchecked: "AWSServiceRoleForOrganizations")
        guard let path = IAMPath("/aws-service-role/organizations.amazonaws.com/"),
            state[account]?.roles[name] == nil
        else { return }
        let trust = try PolicyDocument(
            parsing: """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow",\
                "Principal":{"Service":"organizations.amazonaws.com"},"Action":"sts:AssumeRole"}]}
                """, as: .trust)
        var role = Role(
            id: newID(in: account), name: name, path: path, created: now, trustPolicy: TrustPolicy(trust),
            description: "Service-linked role used by AWS Organizations to enable integration of other AWS services "
                + "with Organizations.")
        let policy = "/aws-service-role/AWSOrganizationsServiceTrustPolicy"
        if state.awsPolicies[policy] != nil { role.attachedPolicies = [.aws(policy)] }
        put(.role(role), in: account)
    }
}
