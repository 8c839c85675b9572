import AWSTypes
import Authentication
import Foundation
import IdentityModel
import IdentityStore
import Logging
import PolicyLanguage

/// A store in a directory, and what is measured on it.
struct StoreBenchmark: Sendable {
    private let directory: String
    private let keyRing: KeyRing
    private let account = AccountID.zero
    private let now = Timestamp(seconds: 1_800_000_000)
    private let logger = Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() }

    init(directory: String) throws {
        self.directory = directory
        keyRing = try KeyFile.load(in: directory, at: now)
    }

    private func open(_ location: StateStore.Location) throws -> StateStore {
        try StateStore(
            at: location, keyRing: keyRing, awsPolicies: AWSManagedPolicies { [] }, logger: logger)
    }

    /// Makes an account of users, each with an inline policy, a managed one, a group and an access key.
    func fill(users count: Int) async throws {
        let store = try open(.directory(directory))
        let document = try PolicyDocument(
            parsing: """
                {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Sid": "Own", "Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject", "s3:ListBucket"],
                            "Resource": ["arn:aws:s3:::home/${aws:username}/*", "arn:aws:s3:::home"],
                            "Condition": {"StringLike": {"s3:prefix": ["${aws:username}/*"]}}
                        },
                        {"Sid": "Keys", "Effect": "Allow", "Action": "iam:*AccessKey*", "Resource": "*"}
                    ]
                }
                """)
        try await store.write(at: now) { draft throws(AWSError) in
            draft.put(.account(Account(id: account, created: now)), in: account)
            let policy = ManagedPolicy(
                id: draft.newID(in: account), name: PolicyName(unchecked: "shared"), path: .root, account: account,
                created: now, description: nil, text: document.text)
            let group = Group(
                id: draft.newID(in: account), name: GroupName(unchecked: "all"), path: .root, created: now)
            draft.put(.policy(policy), in: account)
            draft.put(.group(group), in: account)
            for number in 0..<count {
                var user = self.user(number, &draft)
                user.inlinePolicies.put(document, named: PolicyName(unchecked: "own"))
                user.attachedPolicies = [policy.reference]
                user.groups = [group.id]
                draft.put(.user(user), in: account)
                draft.put(.accessKey(draft.newAccessKey(of: .user(user.id), in: account)), in: account)
            }
        }
        await store.close()
    }

    private func user(_ number: Int, _ draft: inout Draft) -> User {
        User(id: draft.newID(in: account), name: UserName(unchecked: "user-\(number)"), path: .root, created: now)
    }

    /// The median time to open the filled store.
    func opening(rounds: Int) async throws -> Duration {
        try await median(rounds) {
            let start = ContinuousClock.now
            let store = try open(.directory(directory))
            let elapsed = ContinuousClock.now - start
            await store.close()
            return elapsed
        }
    }

    /// How many times a second 4 KiB can be written and synced: what the disk allows without sharing.
    func syncs(for duration: Duration) throws -> Double {
        let path = directory + "/syncs"
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let file = FileHandle(forWritingAtPath: path)
        else { return 0 }
        let page = Data(repeating: 1, count: 4096)
        return try perSecond(for: duration) {
            try file.write(contentsOf: page)
            try file.synchronize()
        }
    }

    /// How many writes a second so many writers get done.
    func writes(by writers: Int, for duration: Duration, at location: StateStore.Location) async throws -> Double {
        let store = try open(location)
        let account = account
        try await store.write(at: now) { draft throws(AWSError) in
            draft.put(.account(Account(id: account, created: draft.now)), in: account)
        }
        let start = ContinuousClock.now
        let count = try await withThrowingTaskGroup(of: Int.self) { group in
            for writer in 0..<writers {
                group.addTask {
                    var count = 0
                    while ContinuousClock.now - start < duration {
                        let number = writer << 32 | count
                        try await store.write(at: now) { draft throws(AWSError) in
                            draft.put(.user(user(number, &draft)), in: account)
                        }
                        count += 1
                    }
                    return count
                }
            }
            return try await group.reduce(0, +)
        }
        let elapsed = ContinuousClock.now - start
        await store.close()
        return Double(count) / elapsed.seconds
    }

    /// The median time to go back to an account with a key, after a test made 50 users.
    func reset(at location: StateStore.Location, rounds: Int) async throws -> Duration {
        let store = try open(location)
        let (account, now) = (account, now)
        try await store.write(at: now) { draft throws(AWSError) in
            draft.put(.account(Account(id: account, created: now)), in: account)
            draft.put(.accessKey(draft.newAccessKey(of: .root, in: account)), in: account)
        }
        await store.markBaseline()
        let reset = try await median(rounds) {
            try await store.write(at: now) { draft throws(AWSError) in
                for number in 0..<50 { draft.put(.user(user(number, &draft)), in: account) }
            }
            let start = ContinuousClock.now
            try await store.reset()
            return ContinuousClock.now - start
        }
        await store.close()
        return reset
    }

    /// How many times a second one reader can take the state.
    func snapshots(for duration: Duration) async throws -> Double {
        let store = try open(.directory(directory))
        var users = 0
        let rate = perSecond(for: duration) {
            for _ in 0..<100 { users &+= store.snapshot[account]?.users.count ?? 0 }
        }
        precondition(users > 0, "the sum keeps the snapshots from being optimised away")
        await store.close()
        return rate * 100
    }
}

// MARK: - Time

/// How many times a second something can be done.
private func perSecond<Failure: Error>(
    for duration: Duration, _ body: () throws(Failure) -> Void
) throws(Failure) -> Double {
    let start = ContinuousClock.now
    var count = 0
    while ContinuousClock.now - start < duration {
        try body()
        count += 1
    }
    return Double(count) / (ContinuousClock.now - start).seconds
}

private func median(_ rounds: Int, _ body: () async throws -> Duration) async throws -> Duration {
    var times: [Duration] = []
    for _ in 0..<rounds { times.append(try await body()) }
    return times.sorted()[rounds / 2]
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
    var inMilliseconds: String { String(format: "%.2f", seconds * 1000) }
}
