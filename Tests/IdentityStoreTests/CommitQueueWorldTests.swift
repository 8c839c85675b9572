import Testing

@testable import IdentityStore

/// What may happen to a queue at any moment.
private enum Event: CaseIterable {
    case write, look, flushed, flushLost, flushDoneButUnsure, reloaded, reloadFailed, close
}

/// A world that obeys the queue's actions, and complains when one makes no sense.
private struct World {
    private typealias Queue = CommitQueue<[Int], Int>
    private var queue = Queue([])
    private var disk: [Int] = []
    private var published: [Int] = []
    private var flushing: [Int]?
    private var isReloading = false
    private var isClosing = false
    private var isClosed = false
    private var nextTicket = 0
    /// What each caller that waits for an answer changed or saw.
    private var waiting: [Int: [Int]] = [:]
    /// Callers that wait to enter.
    private var outside: Set<Int> = []
    private var acknowledged: [Int] = []
    private(set) var complaints: [String] = []

    /// Lets an event happen; false where it can't.
    mutating func happen(_ event: Event) -> Bool {
        switch event {
        case .write, .look:
            nextTicket += 1
            guard queue.isOpen else {
                outside.insert(nextTicket)
                obey(queue.enter(nextTicket))
                break
            }
            let changes = event == .write ? [nextTicket] : []
            waiting[nextTicket] = queue.head + changes
            obey(queue.submit(nextTicket, changes, making: queue.head + changes))
        case .flushed, .flushLost, .flushDoneButUnsure:
            guard let changes = flushing else { return false }
            flushing = nil
            if event != .flushLost { disk += changes }
            obey(event == .flushed ? queue.flushed() : queue.flushFailed())
        case .reloaded, .reloadFailed:
            guard isReloading else { return false }
            isReloading = false
            obey(event == .reloaded ? queue.reloaded(disk) : queue.reloadFailed())
        case .close:
            guard !isClosing else { return false }
            isClosing = true
            obey(queue.close())
        }
        check()
        return true
    }

    private mutating func obey(_ actions: [Queue.Action]) {
        for action in actions {
            switch action {
            case .write(let changes):
                if flushing != nil || isReloading || isClosed { complain("a write now") }
                if changes.isEmpty { complain("a write of nothing") }
                flushing = changes
            case .publish(let state):
                if state != disk { complain("published \(state) while the disk has \(disk)") }
                published = state
            case .acknowledge(let tickets):
                for ticket in tickets {
                    guard let seen = waiting.removeValue(forKey: ticket) else {
                        complain("\(ticket) is acknowledged, but does not wait")
                        continue
                    }
                    if !disk.starts(with: seen) { complain("\(ticket) saw \(seen), the disk has \(disk)") }
                    if !published.starts(with: seen) { complain("\(ticket) can't read its own write") }
                    acknowledged += seen
                }
            case .fail(let tickets, _):
                for ticket in tickets where waiting.removeValue(forKey: ticket) == nil {
                    if outside.remove(ticket) == nil { complain("\(ticket) fails, but does not wait") }
                }
            case .admit(let tickets):
                for ticket in tickets where outside.remove(ticket) == nil { complain("\(ticket) is not outside") }
            case .reload:
                if flushing != nil || isReloading || isClosed { complain("a reload now") }
                isReloading = true
            case .close:
                if flushing != nil || isReloading || isClosed { complain("the disk is closed now") }
                isClosed = true
            }
        }
    }

    private mutating func check() {
        if queue.durable != published { complain("published and durable differ") }
        if queue.isOpen && !queue.head.starts(with: queue.durable) { complain("head lacks what is durable") }
        if !Set(acknowledged).isSubset(of: disk) { complain("the disk lost what was acknowledged") }
        guard flushing == nil, !isReloading else { return }
        if !waiting.isEmpty || !outside.isEmpty { complain("callers wait for nothing") }
        if isClosing && !isClosed { complain("closing waits for nothing") }
    }

    private mutating func complain(_ text: String) { complaints.append(text) }
}

@Suite("Commit queue in a world")
struct CommitQueueWorldTests {
    @Test("In every order of events, nothing acknowledged is lost and every caller is answered once")
    func everyOrder() {
        var count = 0
        explore(World(), path: [], depth: 9, &count)
        #expect(count > 100_000)
    }

    private func explore(_ world: World, path: [Event], depth: Int, _ count: inout Int) {
        if depth == 0 { return }
        for event in Event.allCases {
            var next = world
            guard next.happen(event) else { continue }
            count += 1
            let path = path + [event]
            if next.complaints.isEmpty {
                explore(next, path: path, depth: depth - 1, &count)
            } else {
                Issue.record("\(next.complaints) after \(path)")
            }
        }
    }
}
