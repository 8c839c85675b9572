// Times decisions on workload files, single thread, and checks the decision of every request.
//
//     EngineBenchmark DIRECTORY [--seconds 1] [--json]
//
// A line for each workload: microseconds for one decision (the median of rounds over all requests), the 99th
// percentile of rounds, allocations for one decision, and how many decisions were as expected. Then the ratios that
// the project watches; a goal that is missed, or a decision that is wrong, makes the exit status 1.

import Foundation
import PolicyEngine

let arguments = Array(CommandLine.arguments.dropFirst())
guard let directory = arguments.first, !directory.hasPrefix("-") else {
    print("usage: EngineBenchmark DIRECTORY [--seconds 1]")
    exit(2)
}
let seconds = arguments.firstIndex(of: "--seconds").flatMap { Double(arguments[$0 + 1]) } ?? 1

var results: [String: Measurement] = [:]
var failures: [String] = []
let files = try FileManager.default.contentsOfDirectory(atPath: directory).filter { $0.hasSuffix(".json") }
for file in files.sorted() {
    let workload = try Workload(contentsOf: directory + "/" + file)
    let measurement = Measurement(of: workload, seconds: seconds)
    results[workload.name] = measurement
    print(measurement.line)
    if measurement.agreeing < workload.requests.count { failures.append("\(workload.name): wrong decisions") }
}
for goal in Goal.all {
    guard let ratio = goal.ratio(results) else { continue }
    print("\(goal.name): \(ratio.formatted(places: 2)) (goal: below \(goal.limit.formatted(places: 2)))")
    if ratio >= goal.limit { failures.append(goal.name) }
}
for failure in failures { print("failed: \(failure)") }
exit(failures.isEmpty ? 0 : 1)
