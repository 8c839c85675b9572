import Foundation
import PolicyEngine

/// What a workload costs.
struct Measurement {
    let name: String
    let statementCount: Int
    /// Microseconds of one decision: the median over rounds.
    let decision: Double
    let decision99: Double
    /// Microseconds of filling one request's context.
    let context: Double
    let agreeing: Int
    let total: Int

    init(of workload: Workload, seconds: Double) {
        name = workload.name
        statementCount = workload.statementCount
        total = workload.requests.count
        agreeing = zip(workload.requests, workload.expectations).count { request, expectation in
            workload.layers.decide(request).name == expectation
        }
        let rounds = Measurement.rounds(seconds: seconds) {
            var allowed = 0
            for request in workload.requests where workload.layers.decide(request).isAllowed { allowed += 1 }
            return allowed
        }
        decision = rounds[rounds.count / 2] / Double(total)
        decision99 = rounds[rounds.count * 99 / 100] / Double(total)
        let fills = Measurement.rounds(seconds: seconds / 10) {
            workload.contexts.reduce(0) { $0 + (Workload.context($1)[.sourceIP] == nil ? 0 : 1) }
        }
        context = fills[fills.count / 2] / Double(total)
    }

    /// Times rounds until the seconds are over; sorted microseconds of each.
    private static func rounds(seconds: Double, _ body: () -> Int) -> [Double] {
        let clock = ContinuousClock()
        let end = clock.now + .seconds(seconds)
        var rounds: [Double] = []
        var sum = 0
        repeat {
            let elapsed = clock.measure { sum &+= body() }
            rounds.append(Double(elapsed.components.attoseconds) / 1e12 + Double(elapsed.components.seconds) * 1e6)
        } while clock.now < end
        precondition(sum >= 0, "the sum keeps the decisions from being optimised away")
        return rounds.sorted()
    }

    var line: String {
        "\(name.padding(toLength: 10, withPad: " ", startingAt: 0)) \(statementCount) statements: "
            + "\(decision.formatted(places: 3)) µs a decision, \(decision99.formatted(places: 3)) µs at the 99th, "
            + "\(context.formatted(places: 3)) µs to fill a context, \(agreeing)/\(total) as expected"
    }
}

/// A ratio that must stay below a limit.
struct Goal: Sendable {
    let name: String
    let limit: Double
    let ratio: @Sendable ([String: Measurement]) -> Double?

    static let all = [
        Goal(name: "one small policy, in units of 0.5 µs", limit: 1) { $0["a_small"].map { $0.decision / 0.5 } },
        Goal(name: "ten policies of 20 statements, in units of 3 µs", limit: 1) { $0["b_200"].map { $0.decision / 3 } },
        Goal(name: "10,000 statements to 10", limit: 3) { results in
            guard let many = results["c_10000"], let few = results["c_10"] else { return nil }
            return many.decision / few.decision
        },
        Goal(name: "all layers, in units of 3 µs", limit: 1) { $0["d_layers"].map { $0.decision / 3 } },
    ]
}

extension Decision {
    /// The decision in the words of the workloads.
    var name: String { isAllowed ? "allow" : isExplicitlyDenied ? "explicitDeny" : "implicitDeny" }
}

extension Double {
    func formatted(places: Int) -> String { String(format: "%.\(places)f", self) }
}
