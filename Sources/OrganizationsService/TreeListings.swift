import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

/// Lists all accounts of the organization.
struct ListAccounts: OrganizationRead {
    static let audience = OrganizationView.Audience.administrators

    let page: PageRequest

    init(from input: WireInput) { page = input.page(of: Self.self) }

    func answer(in view: OrganizationView) -> Page<MemberView> {
        let accounts = view.state.accounts.all.sorted { $0.id < $1.id }
        return Page(of: accounts, by: \.id.description, page).map { MemberView($0, view) }
    }

    static func encode(_ page: Page<MemberView>, to writer: inout WireWriter) {
        writer.list("Accounts", page.elements) { $1.encode(to: &$0) }
        page.encodeToken(to: &writer)
    }
}

/// Lists the accounts right below a root or unit.
struct ListAccountsForParent: OrganizationRead {
    static let audience = OrganizationView.Audience.administrators

    let parent: OrganizationNode
    let page: PageRequest

    init(from input: WireInput) {
        parent = input.requireNode("ParentId", [.root, .unit])
        page = input.page(of: Self.self)
    }

    var subjects: [OrganizationSubject] { [.node(parent)] }

    func answer(in view: OrganizationView) throws(AWSError) -> Page<MemberView> {
        let accounts = view.state.accounts(in: try view.parent(parent))
        return Page(of: accounts, by: \.id.description, page).map { MemberView($0, view) }
    }

    static func encode(_ page: Page<MemberView>, to writer: inout WireWriter) {
        writer.list("Accounts", page.elements) { $1.encode(to: &$0) }
        page.encodeToken(to: &writer)
    }
}

/// Lists the organization's roots, of which there is one.
struct ListRoots: OrganizationRead {
    static let audience = OrganizationView.Audience.administrators

    let page: PageRequest

    init(from input: WireInput) { page = input.page(of: Self.self) }

    func answer(in view: OrganizationView) -> Page<RootView> {
        Page(of: [view.organization], by: \.rootID.text, page).map { RootView($0, view) }
    }

    static func encode(_ page: Page<RootView>, to writer: inout WireWriter) {
        writer.list("Roots", page.elements) { $1.encode(to: &$0) }
        page.encodeToken(to: &writer)
    }
}

/// A root with what its wire form needs.
struct RootView: Sendable {
    private let organization: Organization
    private let arn: ARN

    init(_ organization: Organization, _ view: OrganizationView) {
        self.organization = organization
        arn = view.arn(of: .root(organization.rootID))
    }

    func encode(to writer: inout WireWriter) {
        writer.field("Id", organization.rootID)
        writer.field("Arn", arn)
        writer.field("Name", "Root")
        writer.list("PolicyTypes", organization.enabledPolicyTypes) { writer, type in
            writer.field("Type", type.rawValue)
            writer.field("Status", "ENABLED")
        }
    }
}

/// Names the parent of an account or unit.
struct ListParents: OrganizationRead {
    static let audience = OrganizationView.Audience.administrators

    let child: OrganizationNode
    let page: PageRequest

    init(from input: WireInput) {
        child = input.requireNode("ChildId", [.account, .unit])
        page = input.page(of: Self.self)
    }

    var subjects: [OrganizationSubject] { [.node(child)] }

    func answer(in view: OrganizationView) throws(AWSError) -> Page<NamedNode> {
        let parent: OrganizationParent? =
            switch child {
            case .account(let id): view.state.accounts[id]?.parent
            case .unit(let id): view.state.units[id]?.parent
            case .root, .policy, .resourcePolicy: nil
            }
        let named: NamedNode
        switch parent {
        case .root: named = NamedNode(id: view.organization.rootID.text, type: "ROOT")
        case .unit(let id): named = NamedNode(id: id.text, type: "ORGANIZATIONAL_UNIT")
        case nil: throw .noSuchChild
        }
        return Page(of: [named], by: \.id, page)
    }

    static func encode(_ page: Page<NamedNode>, to writer: inout WireWriter) {
        writer.list("Parents", page.elements) { $1.encode(to: &$0) }
        page.encodeToken(to: &writer)
    }
}

/// Names the accounts or units right below a root or unit.
struct ListChildren: OrganizationRead {
    static let audience = OrganizationView.Audience.administrators

    let parent: OrganizationNode
    let childType: ChildType
    let page: PageRequest

    enum ChildType: String, CaseIterable, Sendable {
        case account = "ACCOUNT"
        case unit = "ORGANIZATIONAL_UNIT"
    }

    init(from input: WireInput) {
        parent = input.requireNode("ParentId", [.root, .unit])
        childType = input.requireChoice("ChildType", standIn: .account)
        page = input.page(of: Self.self)
    }

    var subjects: [OrganizationSubject] { [.node(parent)] }

    func answer(in view: OrganizationView) throws(AWSError) -> Page<NamedNode> {
        let parent = try view.parent(parent)
        let children: [String] =
            switch childType {
            case .account: view.state.accounts(in: parent).map(\.id.description)
            case .unit: view.state.units(in: parent).map(\.id.text)
            }
        return Page(of: children, by: { $0 }, page).map { NamedNode(id: $0, type: childType.rawValue) }
    }

    static func encode(_ page: Page<NamedNode>, to writer: inout WireWriter) {
        writer.list("Children", page.elements) { $1.encode(to: &$0) }
        page.encodeToken(to: &writer)
    }
}

/// An id and the type of what it names.
struct NamedNode: Sendable {
    let id: String
    let type: String

    func encode(to writer: inout WireWriter) {
        writer.field("Id", id)
        writer.field("Type", type)
    }
}
