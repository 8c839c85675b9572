import AWSTypes
import Dispatch
import Logging
import Synchronization

/// The log of all requests.
///
/// What is guaranteed:
/// - A request that changed something is answered once its line is in the file. When the process is killed, no change
///   that was acknowledged lacks its line.
/// - All other lines are in the file within a tenth of a second or so, and what is in the file is synced to the disk once a
///   second: that much a killed process, or a machine that loses power, may lose.
/// - Nothing is dropped to save time or memory: when the disk is slow, requests wait. When it fails, requests are
///   served all the same; the lines that could not be written are counted, and the count is the first line once the
///   disk works again.
package final class AuditLog: Sendable {
    private struct Queue {
        var events: [AuditEvent] = []
        /// The sizes of the events' requests, together.
        var bytes = 0
        /// How many events were ever handed over.
        var handedOver = 0
        /// How many of them were written, or lost and counted.
        var settled = 0
        var isScheduled = false
        var waiting: [(event: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private struct Output {
        var files: AuditFiles
        var lost = 0
        var lostSince = ""
        var isSyncScheduled = false
    }

    private let queue = Mutex(Queue())
    private let output: Mutex<Output>
    private let limits: AuditLimits
    private let thread = DispatchQueue(label: "sallyport.audit-log")
    private let logger: Logger

    /// Opens the log in a directory.
    package init(directory: String, limits: AuditLimits = AuditLimits(), logger: Logger) throws(AuditProblem) {
        output = Mutex(Output(files: try AuditFiles(directory: directory, limits: limits)))
        self.limits = limits
        self.logger = logger
    }

    /// Takes an event down; returns once it is as safe as its kind is promised to be.
    package func append(_ event: AuditEvent) async {
        let (place, mustWait, delay) = queue.withLock { queue -> (Int, Bool, Int?) in
            queue.events.append(event)
            queue.handedOver += 1
            queue.bytes += event.size
            let isFull = queue.events.count > limits.waitingEvents || queue.bytes > limits.waitingBytes
            let mustWait = event.isChange || isFull
            if mustWait { return (queue.handedOver, true, 0) }
            if queue.isScheduled { return (queue.handedOver, false, nil) }
            queue.isScheduled = true
            return (queue.handedOver, false, limits.gatheringMilliseconds)
        }
        if let delay { schedule(in: delay) }
        if mustWait { await settled(place) }
    }

    /// Writes what there is, and lets go of the file.
    package func close() async {
        await withCheckedContinuation { continuation in
            thread.async { [self] in
                drain()
                output.withLock { output in
                    do throws(AuditProblem) { try output.files.finish() } catch { report(error) }
                }
                continuation.resume()
            }
        }
    }

    private func settled(_ place: Int) async {
        await withCheckedContinuation { continuation in
            let isSettled = queue.withLock { queue in
                if queue.settled >= place { return true }
                queue.waiting.append((place, continuation))
                return false
            }
            if isSettled { continuation.resume() }
        }
    }

    private func schedule(in milliseconds: Int) {
        if milliseconds == 0 { return thread.async { [self] in drain() } }
        thread.asyncAfter(deadline: .now() + .milliseconds(milliseconds)) { [self] in drain() }
    }

    /// Writes the events that wait; on the log's thread.
    private func drain() {
        let (events, last) = queue.withLock { queue in
            let events = queue.events
            queue.events = []
            queue.bytes = 0
            queue.isScheduled = false
            return (events, queue.handedOver)
        }
        if !events.isEmpty { output.withLock { write(events, to: &$0) } }
        let resumed = queue.withLock { queue in
            queue.settled = last
            let resumed = queue.waiting.filter { $0.event <= last }
            queue.waiting.removeAll { $0.event <= last }
            return resumed
        }
        for waiter in resumed { waiter.continuation.resume() }
    }

    private func write(_ events: [AuditEvent], to output: inout Output) {
        var (lines, count): ([UInt8], Int) = ([], 0)
        for event in events {
            if count == 0, output.lost > 0 { writeGap(output, to: &lines, at: event.time.iso8601) }
            JSONLine.write(into: &lines, event.write)
            count += 1
            if lines.count >= AuditLog.longestWrite {
                put(lines, of: count, at: event.time.iso8601, into: &output)
                (lines, count) = ([], 0)
            }
        }
        if let last = events.last, count > 0 { put(lines, of: count, at: last.time.iso8601, into: &output) }
        if !output.isSyncScheduled {
            output.isSyncScheduled = true
            thread.asyncAfter(deadline: .now() + .milliseconds(limits.syncMilliseconds)) { [self] in sync() }
        }
    }

    /// About how many bytes are put into words at a time.
    private static let longestWrite = 1 << 20

    /// Writes lines of so many events; lines that can't be written are counted.
    private func put(_ lines: [UInt8], of count: Int, at time: String, into output: inout Output) {
        do throws(AuditProblem) {
            try output.files.append(lines, at: time)
            if output.lost > 0 {
                logger.notice("The audit log is written again.", metadata: ["lost": "\(output.lost)"])
            }
            output.lost = 0
        } catch {
            if output.lost == 0 {
                output.lostSince = time
                report(error)
            }
            output.lost += count
        }
    }

    /// Says that lines were lost, and how many.
    private func writeGap(_ output: Output, to lines: inout [UInt8], at time: String) {
        JSONLine.write(into: &lines) { line in
            line.field("eventVersion", "1.11")
            line.field("eventTime", time)
            line.field("eventSource", "sallyport")
            line.field("eventName", "AuditGap")
            line.field("eventType", "AwsServiceEvent")
            line.object("additionalEventData") { line in
                line.field("lostEvents", output.lost)
                line.field("lostSince", output.lostSince)
            }
        }
    }

    private func sync() {
        output.withLock { output in
            output.isSyncScheduled = false
            do throws(AuditProblem) { try output.files.sync() } catch { report(error) }
        }
    }

    private func report(_ problem: AuditProblem) {
        logger.error("The audit log can't be written; lines are lost.", metadata: ["problem": "\(problem)"])
    }
}
