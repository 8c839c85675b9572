import AWSTypes
import Dispatch
import IdentityModel
import Logging

/// Lets writes work on the accepted state one after another, and sees to it that they become durable.
///
/// It owns the queue and does as the queue says. The disk is waited for on a thread of its own, so no thread that
/// others need stands still for a flush. Without a disk, every flush is done at once.
actor Committer {
    private var queue: CommitQueue<IdentityState, Change>
    private let published: PublishedState
    private let disk: (any Disk)?
    private let diskThread = DispatchQueue(label: "sallyport.identity-store")
    private let awsPolicies: AWSManagedPolicies
    private let logger: Logger
    private var baseline: IdentityState?

    private var lastTicket = 0
    private var waiting: [Int: CheckedContinuation<Result<Void, AWSError>, Never>] = [:]
    private var isClosed = false
    private var waitingForClose: [CheckedContinuation<Void, Never>] = []

    init(
        _ state: IdentityState, published: PublishedState, disk: (any Disk)?, awsPolicies: AWSManagedPolicies,
        logger: Logger
    ) {
        queue = CommitQueue(state)
        self.published = published
        self.disk = disk
        self.awsPolicies = awsPolicies
        self.logger = logger
    }
}

// MARK: - Writing

extension Committer {
    func write<Output: Sendable>(
        at now: Timestamp, entropy: sending any RandomNumberGenerator,
        _ body: @Sendable (inout Draft) throws(AWSError) -> Output
    ) async throws(AWSError) -> Output {
        try await waitUntilOpen()
        var draft = Draft(of: queue.head, at: now, entropy: entropy)
        let output: Output
        do {
            output = try body(&draft)
        } catch {
            // A refusal, too, tells what the body saw, so it waits until that is durable.
            try await settle([], making: queue.head)
            throw error
        }
        assert(draft.state.violations(in: Set(draft.changes.map(\.account))).isEmpty)
        try await settle(draft.changes, making: draft.state)
        return output
    }

    /// Remembers what is accepted now, for `reset`.
    func markBaseline() { baseline = queue.head }

    /// Goes back to what was accepted when the baseline was marked.
    func reset() async throws(AWSError) {
        try await waitUntilOpen()
        guard let baseline else { return }
        try await settle(baseline.changes(replacing: queue.head), making: baseline)
    }

    private func waitUntilOpen() async throws(AWSError) {
        while !queue.isOpen {
            try await answer { queue.enter($0) }
        }
    }

    private func settle(_ changes: [Change], making state: IdentityState) async throws(AWSError) {
        try await answer { queue.submit($0, changes, making: state) }
    }

    /// Hands the queue an event with a ticket, and waits for the ticket's answer.
    private func answer(
        to event: (CommitQueue<IdentityState, Change>.Ticket) -> [CommitQueue<IdentityState, Change>.Action]
    ) async throws(AWSError) {
        lastTicket += 1
        let ticket = lastTicket
        let result = await withCheckedContinuation { continuation in
            waiting[ticket] = continuation
            obey(event(ticket))
        }
        try result.get()
    }
}

// MARK: - Closing

extension Committer {
    /// Writes what is accepted, lets go of the disk, and takes no more writes.
    func close() async {
        obey(queue.close())
        if isClosed { return }
        await withCheckedContinuation { waitingForClose.append($0) }
    }

    private func closed() {
        isClosed = true
        for continuation in waitingForClose { continuation.resume() }
        waitingForClose = []
    }
}

// MARK: - Doing as the queue says

extension Committer {
    private func obey(_ actions: [CommitQueue<IdentityState, Change>.Action]) {
        for action in actions {
            switch action {
            case .write(let changes): write(changes)
            case .publish(let state): published.publish(state)
            case .acknowledge(let tickets), .admit(let tickets): resume(tickets, with: .success(()))
            case .fail(let tickets, let failure): resume(tickets, with: .failure(AWSError(failure)))
            case .reload: reload()
            case .close: letGo()
            }
        }
    }

    private func resume(_ tickets: [Int], with result: Result<Void, AWSError>) {
        for ticket in tickets { waiting.removeValue(forKey: ticket)?.resume(returning: result) }
    }

    private func write(_ changes: [Change]) {
        guard let disk else { return obey(queue.flushed()) }
        onDiskThread {
            try disk.write(changes)
        } then: { committer, result in
            committer.flushed(result)
        }
    }

    private func flushed(_ result: Result<Void, any Error>) {
        switch result {
        case .success:
            obey(queue.flushed())
        case .failure(let error):
            logger.error("Changes could not be written.", metadata: ["error": "\(error)"])
            obey(queue.flushFailed())
        }
    }

    private func reload() {
        guard let disk else { return obey(queue.reloaded(queue.durable)) }
        onDiskThread { [awsPolicies] in
            IdentityState(try disk.load(), awsPolicies: awsPolicies)
        } then: { committer, result in
            committer.reloaded(result)
        }
    }

    private func reloaded(_ result: Result<IdentityState, any Error>) {
        switch result {
        case .success(let state):
            logger.notice("The identities were read again.")
            obey(queue.reloaded(state))
        case .failure(let error):
            logger.error("The identities could not be read.", metadata: ["error": "\(error)"])
            obey(queue.reloadFailed())
        }
    }

    private func letGo() {
        guard let disk else { return closed() }
        onDiskThread {
            try disk.close()
        } then: { committer, result in
            if case .failure(let error) = result {
                committer.logger.warning("The database did not close.", metadata: ["error": "\(error)"])
            }
            committer.closed()
        }
    }

    private func onDiskThread<Output: Sendable>(
        _ work: @escaping @Sendable () throws -> Output,
        then finish: @escaping @Sendable (isolated Committer, Result<Output, any Error>) -> Void
    ) {
        diskThread.async {
            let result = Result { try work() }
            Task { await finish(self, result) }
        }
    }
}

extension AWSError {
    /// The one place where a failure of the store becomes what clients see; its cause is in the log.
    fileprivate init(_ failure: CommitQueue<IdentityState, Change>.Failure) {
        switch failure {
        case .flush:
            self = .internalFailure
        case .reload, .closed:
            self.init(
                "ServiceUnavailable", status: 503,
                "The request has failed due to a temporary failure of the server.")
        }
    }
}
