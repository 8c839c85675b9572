import PolicyEngine

/// What a workload costs.
struct Measurement {
    let name: String
    let statementCount: Int
    /// Microseconds of one decision: the median over rounds.
    let decision: Double
    let decision99: Double
    /// Microseconds of compiling the workload's documents and indexing them.
    let compilation: Double
    let agreeing: Int
    let total: Int

    init(of workload: Workload, time: TimeLimit, onlyDecisions: Bool) {
        name = workload.name
        statementCount = workload.statementCount
        total = workload.requests.count
        agreeing = zip(workload.requests, workload.expectations).count { request, expectation in
            workload.layers.decide(request).name == expectation
        }
        let rounds = time.rounds {
            var allowed = 0
            for request in workload.requests where workload.layers.decide(request).isAllowed { allowed += 1 }
            return allowed
        }
        decision = rounds[rounds.count / 2] / Double(total)
        decision99 = rounds[rounds.count * 99 / 100] / Double(total)
        let compilations = (onlyDecisions ? .rounds(1) : time.divided(by: 5)).rounds {
            let policies = workload.documents.map { CompiledPolicy($0, source: PolicySource(.identity, id: "")) }
            return PolicySet(policies).policies.count
        }
        compilation = compilations[compilations.count / 2]
    }

    var line: String {
        "\(name.padded(to: 10)) \(String(statementCount).padded(to: 6)) statements "
            + "\(decision.formatted(3).padded(to: 8)) µs a decision, \(decision99.formatted(3).padded(to: 8)) at the 99th, "
            + "\(compilation.formatted(0).padded(to: 8)) µs to compile, \(agreeing)/\(total) as expected"
    }
}

/// How long to measure: seconds, or a number of rounds where runs have to be alike.
enum TimeLimit {
    case seconds(Double)
    case rounds(Int)

    func divided(by divisor: Int) -> TimeLimit {
        switch self {
        case .seconds(let seconds): .seconds(seconds / Double(divisor))
        case .rounds: self
        }
    }

    /// Times rounds; sorted microseconds of each.
    func rounds(_ body: () -> Int) -> [Double] {
        let clock = ContinuousClock()
        let start = clock.now
        var rounds: [Double] = []
        var sum = 0
        repeat {
            let elapsed = clock.measure { sum &+= body() }
            rounds.append(elapsed.microseconds)
        } while !isOver(rounds.count, (clock.now - start).microseconds / 1e6)
        precondition(sum >= 0, "the sum keeps the work from being optimised away")
        return rounds.sorted()
    }

    private func isOver(_ count: Int, _ elapsed: Double) -> Bool {
        switch self {
        case .seconds(let seconds): elapsed > seconds
        case .rounds(let limit): count >= limit
        }
    }
}

extension Duration {
    fileprivate var microseconds: Double { Double(components.seconds) * 1e6 + Double(components.attoseconds) / 1e12 }
}

extension Decision {
    /// The decision in the words of the workloads.
    var name: String { isAllowed ? "allow" : isExplicitlyDenied ? "explicitDeny" : "implicitDeny" }
}
