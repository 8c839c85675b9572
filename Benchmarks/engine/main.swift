// Times decisions on workload files, single thread, and checks the decision of every request.
//
//     EngineBenchmark DIRECTORY [--seconds 1 | --rounds N] [--only-decisions]
//
// A line for each workload: microseconds for one decision (the median of rounds over all requests, and the 99th
// percentile), what compiling its policies takes, and how many decisions were as expected. Then the ratios that the
// project watches. A goal that is missed, or a decision that is wrong, makes the exit status 1.

import Foundation
import PolicyEngine

let arguments = Array(CommandLine.arguments.dropFirst())
func option(_ name: String) -> String? {
    arguments.firstIndex(of: name).flatMap { arguments.indices.contains($0 + 1) ? arguments[$0 + 1] : nil }
}
guard let directory = arguments.first, !directory.hasPrefix("-") else {
    print("usage: EngineBenchmark DIRECTORY [--seconds 1 | --rounds N] [--only-decisions]")
    exit(2)
}
let time =
    option("--rounds").flatMap { Int($0) }.map(TimeLimit.rounds)
    ?? .seconds(option("--seconds").flatMap { Double($0) } ?? 1)
let onlyDecisions = arguments.contains("--only-decisions")

var results: [String: Measurement] = [:]
var failures: [String] = []
for file in try FileManager.default.contentsOfDirectory(atPath: directory).filter({ $0.hasSuffix(".json") }).sorted() {
    let workload = try Workload(contentsOf: directory + "/" + file)
    let measurement = Measurement(of: workload, time: time, onlyDecisions: onlyDecisions)
    results[workload.name] = measurement
    print(measurement.line)
    if measurement.agreeing < workload.requests.count { failures.append("\(workload.name): wrong decisions") }
}
if !onlyDecisions, let cost = RequestCost(time: time.divided(by: 2)) {
    print("\(cost.microseconds.formatted(3)) µs to fill a context of thirty keys and make a request of it")
}
for goal in Goal.all {
    guard let ratio = goal.ratio(results) else { continue }
    print("\(goal.name): \(ratio.formatted(2)) (goal: below \(goal.limit.formatted(0)))")
    if ratio >= goal.limit { failures.append(goal.name) }
}
for failure in failures { print("failed: \(failure)") }
exit(failures.isEmpty ? 0 : 1)
