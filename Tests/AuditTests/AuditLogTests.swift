import AWSTypes
import Foundation
import Logging
import TestSupport
import Testing

@testable import Audit

@Suite("The audit log's files")
final class AuditLogTests {
    private let directory = NSTemporaryDirectory() + "sallyport-audit-\(UUID())"
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    private let time = Timestamp(seconds: 1_795_509_000)

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    /// Limits under which nothing is written or synced by the clock.
    private var patient: AuditLimits {
        var limits = AuditLimits()
        limits.gatheringMilliseconds = 3_600_000
        limits.syncMilliseconds = 3_600_000
        return limits
    }

    private func open(_ limits: AuditLimits? = nil) throws -> AuditLog {
        try AuditLog(directory: directory, limits: limits ?? patient, logger: logger)
    }

    private func event(_ id: String, isReadOnly: Bool = true) -> AuditEvent {
        var event = AuditEvent(id: id, time: time, sourceIP: "127.0.0.1", userAgent: nil)
        event.isReadOnly = isReadOnly
        return event
    }

    /// The request ids of a file's lines; a line that is no JSON is told as it is.
    private func ids(_ file: String = "audit.jsonl") throws -> [String] {
        try String(contentsOfFile: "\(directory)/\(file)", encoding: .utf8).split(separator: "\n").map { line in
            let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            return object?["requestID"] as? String ?? object?["eventName"] as? String ?? String(line)
        }
    }

    @Test("A change is in the file when the request is answered, and so is what came before it")
    func changes() async throws {
        let log = try open()
        await log.append(event("read"))
        #expect(try ids() == [])
        await log.append(event("change", isReadOnly: false))
        #expect(try ids() == ["read", "change"])
        await log.close()
    }

    @Test("A change that was refused is no change, and waits for nothing")
    func refusedChange() async throws {
        let log = try open()
        var refused = event("refused", isReadOnly: false)
        refused.error = .validation("no")
        await log.append(refused)
        #expect(try ids() == [])
        await log.close()
        #expect(try ids() == ["refused"])
    }

    @Test("Closing writes everything that was handed over")
    func closing() async throws {
        let log = try open()
        for number in 0..<100 { await log.append(event("\(number)")) }
        await log.close()
        #expect(try ids() == (0..<100).map(String.init))
    }

    @Test("Requests wait for room when many events wait, and none is dropped")
    func room() async throws {
        var limits = patient
        limits.waitingEvents = 3
        let log = try open(limits)
        for number in 0..<4 { await log.append(event("\(number)")) }
        #expect(try ids() == ["0", "1", "2", "3"])
        var big = event("big")
        big.size = limits.waitingBytes + 1
        await log.append(big)
        #expect(try ids().last == "big")
        let events = (0..<200).map { event("g\($0)", isReadOnly: $0 % 3 > 0) }
        await withTaskGroup { group in
            for event in events { group.addTask { await log.append(event) } }
        }
        await log.close()
        #expect(try Set(ids()).count == 205)
    }

    @Test("A file that is long is put aside, and the oldest go")
    func rotation() async throws {
        var limits = patient
        limits.fileLength = 1
        limits.filesPutAside = 2
        let log = try open(limits)
        for number in 0..<5 { await log.append(event("\(number)", isReadOnly: false)) }
        await log.close()
        let names = try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
        #expect(names.count == 3)
        #expect(try names.map { try ids($0) } == [["2"], ["3"], ["4"]])
        #expect(names.last == "audit.jsonl")
    }

    @Test("Names of files sort in the order of events, within a second and when the clock is set back")
    func names() {
        let first = AuditFiles.name(at: "2026-11-24T08:30:00Z", after: nil)
        #expect(first == "audit-20261124T083000Z-000001.jsonl")
        #expect(AuditFiles.name(at: "2026-11-24T08:30:00Z", after: first) == "audit-20261124T083000Z-000002.jsonl")
        #expect(AuditFiles.name(at: "2026-11-24T08:29:00Z", after: first) == "audit-20261124T083000Z-000002.jsonl")
        #expect(AuditFiles.name(at: "2026-11-24T08:31:00Z", after: first) == "audit-20261124T083100Z-000001.jsonl")
        #expect(AuditFiles.name(at: "2026-11-24T08:31:00Z", after: "audit-x.jsonl").hasSuffix("-000001.jsonl"))
    }

    @Test("A line that a crash cut off does not spoil the next")
    func tornLine() async throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try Data("{\"requestID\":\"whole\"}\n{\"reques".utf8).write(to: URL(filePath: "\(directory)/audit.jsonl"))
        let log = try open()
        await log.append(event("next", isReadOnly: false))
        #expect(try ids() == ["whole", "{\"reques", "next"])
        await log.close()
    }

    @Test("When the disk is full, requests go on, and the lines that are lost are counted")
    func fullDisk() async throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let path = "\(directory)/audit.jsonl"
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/dev/full")
        let log = try open()
        await log.append(event("lost"))
        await log.append(event("lost too", isReadOnly: false))
        try FileManager.default.removeItem(atPath: path)
        await log.append(event("kept", isReadOnly: false))
        await log.close()
        #expect(try ids() == ["AuditGap", "kept"])
        #expect(try String(contentsOfFile: path, encoding: .utf8).contains(#""lostEvents":2"#))
    }

    @Test("Only the server's user may read the log")
    func permissions() async throws {
        await (try open()).close()
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(directory)/audit.jsonl")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let folder = try FileManager.default.attributesOfItem(atPath: directory)
        #expect(folder[.posixPermissions] as? Int == 0o700)
    }

    @Test("A directory that can't be used is a problem that a person can read")
    func unusable() throws {
        let problem = #expect(throws: AuditProblem.self) {
            try AuditLog(directory: "/dev/null/audit", logger: self.logger)
        }
        #expect(problem?.description.contains("/dev/null/audit") == true)
    }
}
