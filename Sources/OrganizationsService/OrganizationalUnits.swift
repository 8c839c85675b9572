import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import PolicyEngine

/// Makes an organizational unit.
struct CreateOrganizationalUnit: OrganizationWrite {
    let parent: OrganizationNode
    let name: String
    let tags: Tags

    init(from input: WireInput) {
        parent = input.requireNode("ParentId", [.root, .unit])
        name = input.requireText("Name", nameConstraint)
        tags = input.organizationTags()
    }

    var subjects: [OrganizationSubject] { [.node(parent)] }
    var conditions: [(key: ContextKey, value: ContextValue)] { context(requestTags: tags) }

    func change(_ view: OrganizationView, in draft: inout Draft) throws(AWSError) -> UnitView {
        let parent = try view.parent(parent)
        if view.state.units(in: parent).contains(where: { $0.name == name }) { throw .duplicateUnit }
        if view.state.units.count >= OrganizationsQuotas.units { throw .unitLimit }
        if (view.state.way(to: parent) ?? []).count >= OrganizationsQuotas.unitDepth { throw .unitDepth }
        if tags.count > OrganizationsQuotas.tags { throw .tagLimit }
        // The root's own part stands in the ids of its units.
        let scope = view.organization.rootID.text.dropFirst(2) + "-"
        var unit = OrganizationalUnit(
            id: draft.newOrganizationsID(scope: String(scope)), name: name, parent: parent)
        unit.tags = tags
        unit.attachedPolicies = view.policiesOfNewTargets
        draft.put(.unit(unit), in: view)
        return UnitView(unit, view)
    }

    static func encode(_ unit: UnitView, to writer: inout WireWriter) {
        writer.structure("OrganizationalUnit", unit.encode)
    }
}

/// Describes an organizational unit.
struct DescribeOrganizationalUnit: OrganizationRead {
    static let audience = OrganizationView.Audience.administrators

    let unit: OrganizationNode

    init(from input: WireInput) { unit = input.requireNode("OrganizationalUnitId", [.unit]) }

    var subjects: [OrganizationSubject] { [.node(unit)] }

    func answer(in view: OrganizationView) throws(AWSError) -> UnitView { UnitView(try view.unit(unit), view) }

    static func encode(_ unit: UnitView, to writer: inout WireWriter) {
        writer.structure("OrganizationalUnit", unit.encode)
    }
}

/// Gives an organizational unit another name.
struct UpdateOrganizationalUnit: OrganizationWrite {
    let unit: OrganizationNode
    let name: String?

    init(from input: WireInput) {
        unit = input.requireNode("OrganizationalUnitId", [.unit])
        name = input.text("Name", nameConstraint)
    }

    var subjects: [OrganizationSubject] { [.node(unit)] }

    func change(_ view: OrganizationView, in draft: inout Draft) throws(AWSError) -> UnitView {
        var unit = try view.unit(unit)
        if let name, name != unit.name {
            if view.state.units(in: unit.parent).contains(where: { $0.name == name }) { throw .duplicateUnit }
            unit.name = name
            draft.put(.unit(unit), in: view)
        }
        return UnitView(unit, view)
    }

    static func encode(_ unit: UnitView, to writer: inout WireWriter) {
        writer.structure("OrganizationalUnit", unit.encode)
    }
}

/// Deletes an organizational unit that nothing stands in.
struct DeleteOrganizationalUnit: OrganizationWrite {
    typealias Output = Void

    let unit: OrganizationNode

    init(from input: WireInput) { unit = input.requireNode("OrganizationalUnitId", [.unit]) }

    var subjects: [OrganizationSubject] { [.node(unit)] }

    func change(_ view: OrganizationView, in draft: inout Draft) throws(AWSError) {
        let unit = try view.unit(unit)
        guard view.state.units(in: .unit(unit.id)).isEmpty, view.state.accounts(in: .unit(unit.id)).isEmpty else {
            throw .unitNotEmpty
        }
        draft.remove(.unit(unit.id), in: view)
    }
}

/// Lists the units right below a root or unit.
struct ListOrganizationalUnitsForParent: OrganizationRead {
    static let audience = OrganizationView.Audience.administrators

    let parent: OrganizationNode
    let page: PageRequest

    init(from input: WireInput) {
        parent = input.requireNode("ParentId", [.root, .unit])
        page = input.page(of: Self.self)
    }

    var subjects: [OrganizationSubject] { [.node(parent)] }

    func answer(in view: OrganizationView) throws(AWSError) -> Page<UnitView> {
        Page(of: view.state.units(in: try view.parent(parent)), by: \.id.text, page).map { UnitView($0, view) }
    }

    static func encode(_ page: Page<UnitView>, to writer: inout WireWriter) {
        writer.list("OrganizationalUnits", page.elements) { $1.encode(to: &$0) }
        page.encodeToken(to: &writer)
    }
}

/// A unit with what its wire form needs.
struct UnitView: Sendable {
    let unit: OrganizationalUnit
    private let arn: ARN
    private let path: String?

    init(_ unit: OrganizationalUnit, _ view: OrganizationView) {
        self.unit = unit
        arn = view.arn(of: .unit(unit.id))
        path = view.state.path(to: unit.parent).map { "\($0)\(unit.id)/" }
    }

    func encode(to writer: inout WireWriter) {
        writer.field("Id", unit.id)
        writer.field("Arn", arn)
        writer.field("Name", unit.name)
        writer.field("Path", path)
    }
}
