import Testing

@testable import IdentityStore

@Suite("Commit queue")
struct CommitQueueTests {
    private var queue = CommitQueue<[Int], Int>([])

    @Test("A write is published, then acknowledged, and only once it is flushed")
    mutating func oneWrite() {
        #expect(queue.submit(1, [10], making: [10]) == [.write([10])])
        #expect(queue.durable == [])
        #expect(queue.head == [10])
        #expect(queue.flushed() == [.publish([10]), .acknowledge([1])])
        #expect(queue.durable == [10])
    }

    @Test("Writes that come during a flush share the next one")
    mutating func groupCommit() {
        _ = queue.submit(1, [10], making: [10])
        #expect(queue.submit(2, [11, 12], making: [10, 11, 12]) == [])
        #expect(queue.submit(3, [13], making: [10, 11, 12, 13]) == [])
        #expect(queue.flushed() == [.publish([10]), .acknowledge([1]), .write([11, 12, 13])])
        #expect(queue.flushed() == [.publish([10, 11, 12, 13]), .acknowledge([2, 3])])
    }

    @Test("Without changes the answer comes at once when all that was seen is durable")
    mutating func nothingToWrite() {
        #expect(queue.submit(1, [], making: []) == [.acknowledge([1])])
    }

    @Test("Without changes the answer waits for the flush of what was seen, and no longer")
    mutating func observers() {
        _ = queue.submit(1, [10], making: [10])
        #expect(queue.submit(2, [], making: [10]) == [])
        _ = queue.submit(3, [11], making: [10, 11])
        #expect(queue.submit(4, [], making: [10, 11]) == [])
        #expect(queue.flushed() == [.publish([10]), .acknowledge([1, 2]), .write([11])])
        #expect(queue.flushed() == [.publish([10, 11]), .acknowledge([3, 4])])
    }

    @Test("A failed flush fails everything accepted, those included who only saw it")
    mutating func failedFlush() {
        _ = queue.submit(1, [10], making: [10])
        _ = queue.submit(2, [], making: [10])
        _ = queue.submit(3, [11], making: [10, 11])
        #expect(queue.flushFailed() == [.fail([1, 2, 3], .flush), .reload])
        #expect(!queue.isOpen)
        #expect(queue.durable == [], "readers keep what is known to be durable")
        #expect(queue.enter(4) == [])
        #expect(queue.reloaded([10]) == [.publish([10]), .admit([4])])
        #expect(queue.isOpen)
        #expect(queue.head == [10], "the flush may have reached the disk after all")
    }

    @Test("When the disk can't be read either, callers fail, and the next one has it tried again")
    mutating func failedReload() {
        _ = queue.submit(1, [10], making: [10])
        _ = queue.flushFailed()
        _ = queue.enter(2)
        #expect(queue.reloadFailed() == [.fail([2], .reload)])
        #expect(!queue.isOpen)
        #expect(queue.enter(3) == [.reload])
        #expect(queue.reloaded([]) == [.publish([]), .admit([3])])
    }

    @Test("Closing writes what was accepted, and takes no more")
    mutating func close() {
        _ = queue.submit(1, [10], making: [10])
        _ = queue.submit(2, [11], making: [10, 11])
        #expect(queue.close() == [])
        #expect(!queue.isOpen)
        #expect(queue.enter(3) == [.fail([3], .closed)])
        #expect(queue.flushed() == [.publish([10]), .acknowledge([1]), .write([11])])
        #expect(queue.flushed() == [.publish([10, 11]), .acknowledge([2]), .close])
        #expect(queue.close() == [], "only the first close counts")
        #expect(queue.enter(4) == [.fail([4], .closed)])
    }

    @Test("An idle queue closes at once")
    mutating func closeIdle() {
        #expect(queue.close() == [.close])
    }

    @Test("Closing during a reload fails those who wait, and ends with the reload", arguments: [true, false])
    mutating func closeDuringReload(succeeds: Bool) {
        _ = queue.submit(1, [10], making: [10])
        _ = queue.flushFailed()
        _ = queue.enter(2)
        #expect(queue.close() == [.fail([2], .closed)])
        #expect((succeeds ? queue.reloaded([10]) : queue.reloadFailed()).last == .close)
    }
}
