/// How accepted writes become durable, as a pure state machine.
///
/// Events go in, actions come out. Two states are kept apart. `head` has all that was accepted, and is what the next write works on; `durable` has
/// what the disk is known to hold, and is what readers see. While one flush is under way, further writes gather
/// and share the next. After a failed flush nobody knows what the disk holds: all that was accepted fails, the
/// state is read from disk again, and only then does work go on.
///
/// ```swift
/// var queue = CommitQueue<IdentityState, Change>(state)
/// queue.submit(1, [change], making: changed)  // [.write([change])]
/// queue.flushed()                             // [.publish(changed), .acknowledge([1])]
/// ```
///
/// Whoever drives it carries the actions out in their order, and answers `write` with `flushed` or `flushFailed`,
/// `reload` with `reloaded` or `reloadFailed`.
struct CommitQueue<State: Sendable, Change: Sendable>: Sendable {
    /// One caller that waits.
    typealias Ticket = Int

    /// What is to be done.
    enum Action: Sendable {
        /// Make these durable, all or none.
        case write([Change])
        /// Show this state to readers.
        case publish(State)
        /// Their changes, or what they saw, are durable.
        case acknowledge([Ticket])
        /// Their changes may be lost, or can't be made.
        case fail([Ticket], Failure)
        /// They may try to enter again.
        case admit([Ticket])
        /// Read what the disk holds.
        case reload
        /// Nothing is left to be written: let go of the disk.
        case close
    }

    /// Why a caller fails.
    enum Failure: Sendable, Equatable {
        /// The flush that its changes were part of, or that what it saw was part of.
        case flush
        /// What the disk holds could not be read.
        case reload
        /// The queue is closed.
        case closed
    }

    /// Changes that share one flush, the state they lead to, and who waits for it.
    private struct Batch: Sendable {
        var changes: [Change]
        var state: State
        var tickets: [Ticket]
    }

    private enum Phase: Sendable {
        /// Writes are accepted; a batch may be on its way to disk, and another may gather behind it.
        case open(flushing: Batch?, gathering: Batch?)
        /// What the disk holds is being read; these callers wait for it.
        case reloading(held: [Ticket])
        /// The disk could not be read; the next caller has it tried again.
        case lost
        /// Nothing is accepted any more.
        case closed
    }

    /// What the disk is known to hold.
    private(set) var durable: State
    /// What was accepted; meaningful while the queue is open.
    private(set) var head: State
    private var phase = Phase.open(flushing: nil, gathering: nil)
    private var isClosing = false

    /// A queue on top of what the disk holds.
    init(_ state: State) {
        durable = state
        head = state
    }

    /// Whether a write may work on `head` now, and submit.
    var isOpen: Bool {
        if case .open = phase { !isClosing } else { false }
    }
}

extension CommitQueue.Action: Equatable where State: Equatable, Change: Equatable {}

// MARK: - Callers' events

extension CommitQueue {
    /// A caller found the queue not open, and wants to know when it is.
    mutating func enter(_ ticket: Ticket) -> [Action] {
        if isClosing { return [.fail([ticket], .closed)] }
        switch phase {
        case .open:
            return [.admit([ticket])]
        case .reloading(let held):
            phase = .reloading(held: held + [ticket])
            return []
        case .lost:
            phase = .reloading(held: [ticket])
            return [.reload]
        case .closed:
            return [.fail([ticket], .closed)]
        }
    }

    /// A caller has worked on `head`, which led to `state`.
    ///
    /// Without changes there is nothing to write, but what the caller saw may not be durable yet: it then waits for
    /// the flush that makes it so.
    mutating func submit(_ ticket: Ticket, _ changes: [Change], making state: State) -> [Action] {
        guard case .open(var flushing, var gathering) = phase, !isClosing else {
            preconditionFailure("only an open queue has a head to work on")
        }
        if changes.isEmpty {
            guard flushing != nil else { return [.acknowledge([ticket])] }
            if gathering == nil { flushing?.tickets.append(ticket) } else { gathering?.tickets.append(ticket) }
            phase = .open(flushing: flushing, gathering: gathering)
            return []
        }
        head = state
        guard flushing != nil else {
            phase = .open(flushing: Batch(changes: changes, state: state, tickets: [ticket]), gathering: nil)
            return [.write(changes)]
        }
        // INVARIANT: only one reference to the gathering batch exists here, so appending does not copy it.
        phase = .closed
        if gathering == nil {
            gathering = Batch(changes: changes, state: state, tickets: [ticket])
        } else {
            gathering?.changes.append(contentsOf: changes)
            gathering?.state = state
            gathering?.tickets.append(ticket)
        }
        phase = .open(flushing: flushing, gathering: gathering)
        return []
    }

    /// Nothing more will come: what was accepted is still written.
    mutating func close() -> [Action] {
        if isClosing { return [] }
        isClosing = true
        switch phase {
        case .open(nil, _), .lost:
            phase = .closed
            return [.close]
        case .reloading(let held):
            phase = .reloading(held: [])
            return held.isEmpty ? [] : [.fail(held, .closed)]
        case .open, .closed:
            return []
        }
    }
}

// MARK: - The disk's events

extension CommitQueue {
    /// The changes of the last `write` are durable.
    mutating func flushed() -> [Action] {
        guard case .open(let flushed?, let gathering) = phase else {
            preconditionFailure("a flush ends that was not begun")
        }
        durable = flushed.state
        phase = .open(flushing: gathering, gathering: nil)
        var actions: [Action] = [.publish(flushed.state), .acknowledge(flushed.tickets)]
        if let gathering {
            actions.append(.write(gathering.changes))
        } else if isClosing {
            phase = .closed
            actions.append(.close)
        }
        return actions
    }

    /// The changes of the last `write` may be durable, or not.
    mutating func flushFailed() -> [Action] {
        guard case .open(let failed?, let gathering) = phase else {
            preconditionFailure("a flush ends that was not begun")
        }
        phase = .reloading(held: [])
        return [.fail(failed.tickets + (gathering?.tickets ?? []), .flush), .reload]
    }

    /// The disk holds this.
    mutating func reloaded(_ state: State) -> [Action] {
        guard case .reloading(let held) = phase else { preconditionFailure("a reload ends that was not begun") }
        durable = state
        head = state
        phase = isClosing ? .closed : .open(flushing: nil, gathering: nil)
        return [.publish(state)] + (held.isEmpty ? [] : [.admit(held)]) + (isClosing ? [.close] : [])
    }

    /// Nobody knows what the disk holds; readers keep seeing what it held when that was last known.
    mutating func reloadFailed() -> [Action] {
        guard case .reloading(let held) = phase else { preconditionFailure("a reload ends that was not begun") }
        phase = isClosing ? .closed : .lost
        return (held.isEmpty ? [] : [.fail(held, .reload)]) + (isClosing ? [.close] : [])
    }
}
