import AWSTypes
import Authentication
import IdentityModel
import Operations
import OrganizationsService
import PolicyLanguage
import TestSupport

/// A world whose first account manages an organization.
struct OrganizationWorld {
    var world = World()
    /// The management account's root user.
    let root: Credential
    /// The root's id.
    private(set) var rootID = ""
    /// The organization's id.
    private(set) var organizationID = ""

    init(enabling types: String...) throws {
        root = world.key(of: .root)
        let made = try call("CreateOrganization")
        organizationID = try made.text("Organization", "Id")
        rootID = try call("ListRoots").text("Roots", "0", "Id")
        for type in types { try call("EnablePolicyType", #"{"RootId": "\#(rootID)", "PolicyType": "\#(type)"}"#) }
    }

    @discardableResult
    mutating func call(
        _ name: String, _ body: String = "{}", by credential: Credential? = nil
    ) throws -> JSONValue {
        try world.call(name, of: OrganizationsService.definition, json: body, by: credential ?? root)
    }

    /// Makes a unit; its id.
    mutating func unit(_ name: String, in parent: String? = nil) throws -> String {
        try call("CreateOrganizationalUnit", #"{"ParentId": "\#(parent ?? rootID)", "Name": "\#(name)"}"#)
            .text("OrganizationalUnit", "Id")
    }

    /// Makes an account; its number.
    mutating func account(_ name: String) throws -> AccountID {
        let status = try call("CreateAccount", #"{"Email": "\#(name)@example.com", "AccountName": "\#(name)"}"#)
        let id = try status.text("CreateAccountStatus", "Id")
        let outcome = try call("DescribeCreateAccountStatus", #"{"CreateAccountRequestId": "\#(id)"}"#)
        guard let account = AccountID(try outcome.text("CreateAccountStatus", "AccountId")) else {
            throw Missing(what: "account")
        }
        return account
    }

    /// Makes a policy; its id.
    mutating func policy(_ name: String, _ type: String, _ text: String) throws -> String {
        let content = text.replacing("\"", with: "\\\"").replacing("\n", with: " ")
        return try call(
            "CreatePolicy",
            #"{"Name": "\#(name)", "Description": "", "Type": "\#(type)", "Content": "\#(content)"}"#
        ).text("Policy", "PolicySummary", "Id")
    }

    /// A service control policy that denies some actions; its id.
    mutating func denial(_ name: String, _ actions: String...) throws -> String {
        try policy(name, "SERVICE_CONTROL_POLICY", PolicyText.statement("Deny", actions))
    }

    mutating func attach(_ policy: String, to target: some CustomStringConvertible) throws {
        try call("AttachPolicy", #"{"PolicyId": "\#(policy)", "TargetId": "\#(target)"}"#)
    }

    mutating func detach(_ policy: String, from target: some CustomStringConvertible) throws {
        try call("DetachPolicy", #"{"PolicyId": "\#(policy)", "TargetId": "\#(target)"}"#)
    }

    mutating func move(_ account: AccountID, from source: String? = nil, to destination: String) throws {
        try call(
            "MoveAccount",
            #"""
            {"AccountId": "\#(account)", "SourceParentId": "\#(source ?? rootID)",
            "DestinationParentId": "\#(destination)"}
            """#)
    }
}

extension JSONValue {
    /// The value at the end of a path of names and places.
    func at(_ path: String...) throws -> JSONValue {
        var value = self
        for step in path {
            let next = Int(step).flatMap { place in
                value.elements.flatMap { $0.indices.contains(place) ? $0[place] : nil }
            }
            guard let found = next ?? value[step] else { throw Missing(what: "\(step) in \(path)") }
            value = found
        }
        return value
    }

    /// The text at the end of a path.
    func text(_ path: String...) throws -> String {
        var value = self
        for step in path { value = try value.at(step) }
        guard let text = value.scalarText else { throw Missing(what: "text at \(path)") }
        return text
    }

    /// The texts of a member of all elements of a list.
    func texts(_ list: String, _ member: String) throws -> [String] {
        try (at(list).elements ?? []).map { try $0.text(member) }
    }
}
