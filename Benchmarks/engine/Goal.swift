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

extension Double {
    /// The number with so many places after the point.
    func formatted(_ places: Int) -> String {
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let digits = String(Int((self * scale).rounded()))
        if places == 0 { return digits }
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        return padded.dropLast(places) + "." + padded.suffix(places)
    }
}

extension String {
    /// The text with spaces before it.
    func padded(to width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}
