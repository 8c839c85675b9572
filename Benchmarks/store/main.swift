// Times the store: opening, writing, resetting.

import AWSTypes
import Authentication
import Foundation
import IdentityModel
import IdentityStore
import Logging

let base = CommandLine.arguments.dropFirst().first ?? FileManager.default.temporaryDirectory.path
let directory = base + "/store-benchmark-\(UUID().uuidString)"
defer { try? FileManager.default.removeItem(atPath: directory) }

let bench = try StoreBenchmark(directory: directory)
var misses: [String] = []

/// Prints a measurement, and remembers it where it misses its goal.
@MainActor
func report(_ line: String, meets goal: Bool = true) {
    print(goal ? line : "\(line)  MISSED")
    if !goal { misses.append(line) }
}

try await bench.fill(users: 1000)
let opening = try await bench.opening(rounds: 15)
report("open 1,000 users: \(opening.inMilliseconds) ms (goal: below 100)", meets: opening < .milliseconds(100))

let syncs = try bench.syncs(for: .seconds(1))
report("bare syncs of 4 KiB: \(Int(syncs))/s")
var alone = 0.0
for writers in [1, 8, 64, 256] {
    let rate = try await bench.writes(by: writers, for: .seconds(2), at: .directory(directory))
    if writers == 1 { alone = rate }
    let goal = writers != 64 || rate > 4 * alone
    report(
        "writes on disk, \(writers) at once: \(Int(rate))/s, \(String(format: "%.2f", rate / syncs)) a bare sync, "
            + "\(String(format: "%.1f", rate / alone)) times one writer's",
        meets: goal)
}
for writers in [1, 8] {
    let rate = try await bench.writes(by: writers, for: .seconds(1), at: .memory)
    report("writes in memory, \(writers) at once: \(Int(rate))/s")
}
for location in [StateStore.Location.memory, .directory(directory + "-reset")] {
    let reset = try await bench.reset(at: location, rounds: 20)
    let name = location == .memory ? "memory" : "a directory"
    report("reset in \(name): \(reset.inMilliseconds) ms (goal: below 20)", meets: reset < .milliseconds(20))
}
try? FileManager.default.removeItem(atPath: directory + "-reset")
report("snapshots: \(Int(try await bench.snapshots(for: .seconds(1))))/s")
exit(misses.isEmpty ? 0 : 1)
