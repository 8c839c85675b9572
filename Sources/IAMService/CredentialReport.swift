import AWSProtocols
import AWSTypes
import IdentityModel
import Operations

/// Has the account's credential report made, unless one of the last four hours is there.
///
/// The report is whole when the answer arrives, so the second call already says `COMPLETE`.
struct GenerateCredentialReport: WriteOperation {
    init(from input: WireInput) {}

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .any, by: caller, in: state)
    }

    func run(by caller: Caller, in draft: inout Draft) -> Output {
        let account = draft.account(of: caller)
        if let report = account.report(Report.credentialReportID), report.isCurrent(at: draft.now) {
            return Output(state: "COMPLETE", description: nil)
        }
        let sheet = CredentialSheet(of: account, caller.partition)
        draft.addReport(
            Report(id: Report.credentialReportID, created: draft.now, content: .credentials(sheet.csv)), to: account.id)
        return Output(
            state: "STARTED", description: "No report exists. Starting a new report generation task")
    }

    struct Output: Sendable {
        let state: String
        let description: String?
    }

    static func encode(_ output: Output, to writer: inout WireWriter) {
        writer.field("State", output.state)
        writer.field("Description", output.description)
    }
}

/// Shows the account's credential report.
struct GetCredentialReport: ReadOperation {
    init(from input: WireInput) {}

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts {
        facts(on: .any, by: caller, in: state)
    }

    func run(by caller: Caller, in state: IdentityState) throws(AWSError) -> Output {
        let report = state.account(of: caller).report(Report.credentialReportID)
        guard let report, case .credentials(let csv) = report.content else {
            throw AWSError("ReportNotPresent", status: 410, "No report exists. Generate a report first.")
        }
        guard report.isCurrent(at: caller.request.now) else {
            throw AWSError("ReportExpired", status: 410, "The report has expired. Generate a new report.")
        }
        return Output(created: report.created, csv: csv)
    }

    struct Output: Sendable {
        let created: Timestamp
        let csv: String
    }

    static func encode(_ output: Output, to writer: inout WireWriter) {
        writer.field("Content", Base64.encode(Array(output.csv.utf8)))
        writer.field("ReportFormat", "text/csv")
        writer.field("GeneratedTime", output.created)
    }
}

extension Report {
    /// Whether a credential report is from the last four hours, in which AWS makes no second one.
    fileprivate func isCurrent(at now: Timestamp) -> Bool { now - created < 4 * 3600 }
}

/// The credential report: a line for the root user, and one for each user.
///
/// Source: IAM User Guide, "Get credential reports for your AWS account".
struct CredentialSheet {
    /// The report, with a line of column names first.
    let csv: String

    private static let columns = [
        "user", "arn", "user_creation_time", "password_enabled", "password_last_used", "password_last_changed",
        "password_next_rotation", "mfa_active", "access_key_1_active", "access_key_1_last_rotated",
        "access_key_1_last_used_date", "access_key_1_last_used_region", "access_key_1_last_used_service",
        "access_key_2_active", "access_key_2_last_rotated", "access_key_2_last_used_date",
        "access_key_2_last_used_region", "access_key_2_last_used_service", "cert_1_active", "cert_1_last_rotated",
        "cert_2_active", "cert_2_last_rotated",
    ]

    init(of account: AccountState, _ partition: Partition) {
        let root = [
            "<root_account>", ARN.iam(account.id, "root", in: partition).description,
            CredentialSheet.time(account.account.created), "not_supported", "no_information", "not_supported",
            "not_supported",
        ]
        var rows = [CredentialSheet.columns, root + CredentialSheet.proofs(of: .root, in: account)]
        for user in account.users.ordered() {
            let identity = [
                user.name.text, user.arn(in: account.id, partition).description, CredentialSheet.time(user.created),
            ]
            let owner = KeyOwner.user(user.id)
            rows.append(
                identity + CredentialSheet.password(of: owner, in: account)
                    + CredentialSheet.proofs(of: owner, in: account))
        }
        csv = rows.map { $0.map(CredentialSheet.quoted).joined(separator: ",") }.joined(separator: "\n")
    }

    /// Whether there is a password, when it was used and changed last, and when it has to be changed.
    private static func password(of owner: KeyOwner, in account: AccountState) -> [String] {
        guard let profile = account.loginProfile(of: owner) else { return ["false", "N/A", "N/A", "N/A"] }
        let expiry = profile.expiry(under: account.account.passwordPolicy)
        return ["true", "no_information", time(profile.changed), expiry.map(time) ?? "N/A"]
    }

    /// Whether there is an MFA device; and two access keys and two certificates, there or not.
    private static func proofs(of owner: KeyOwner, in account: AccountState) -> [String] {
        [account.mfaDevices(of: owner).isEmpty ? "false" : "true"] + keys(of: owner, in: account)
    }

    /// Two access keys and two certificates, there or not.
    private static func keys(of owner: KeyOwner, in account: AccountState) -> [String] {
        let keys = account.accessKeys(of: owner)
        let keyCells = (0..<2).flatMap { place -> [String] in
            guard keys.indices.contains(place) else { return ["false", "N/A", "N/A", "N/A", "N/A"] }
            let (key, use) = (keys[place], keys[place].lastUse)
            return [
                key.status == .active ? "true" : "false", time(key.created), use.map { time($0.date) } ?? "N/A",
                use?.region ?? "N/A", use?.service ?? "N/A",
            ]
        }
        let certificates = account.signingCertificates[owner: owner]
        return keyCells
            + (0..<2).flatMap { place -> [String] in
                guard certificates.indices.contains(place) else { return ["false", "N/A"] }
                return [
                    certificates[place].status == .active ? "true" : "false", time(certificates[place].uploaded),
                ]
            }
    }

    /// The form of the report's times: `2026-11-24T08:30:00+00:00`.
    private static func time(_ moment: Timestamp) -> String { moment.iso8601.dropLast() + "+00:00" }

    /// Names may have commas in them.
    private static func quoted(_ cell: String) -> String { cell.contains(",") ? "\"\(cell)\"" : cell }
}
