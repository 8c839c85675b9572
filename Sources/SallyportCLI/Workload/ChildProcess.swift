import Dispatch
import UnixSignals

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A command that runs in this process's place: on the same terminal, in the same process group, with the signals that
/// this process gets.
enum ChildProcess {
    private static let passedOn: [UnixSignal] = [.sighup, .sigint, .sigquit, .sigterm, .sigusr1, .sigusr2]

    /// Runs a command to its end; its exit status, or 128 and the signal that ended it.
    static func run(_ command: [String], environment: [String: String]) async throws -> Int32 {
        // The signals are caught before there is a child, so that none is lost.
        let signals = await UnixSignalsSequence(trapping: passedOn)
        let child = try spawn(command, environment)
        let isInteractive = isatty(STDIN_FILENO) == 1
        let relay = Task {
            for await signal in signals {
                // What is typed at the terminal reaches the child by itself.
                if isInteractive, signal == .sigint || signal == .sigquit { continue }
                kill(child, signal.rawValue)
            }
        }
        defer { relay.cancel() }
        return await end(of: child)
    }

    private static func spawn(_ command: [String], _ environment: [String: String]) throws -> pid_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var defaults = sigset_t()
        sigemptyset(&defaults)
        for signal in passedOn { sigaddset(&defaults, signal.rawValue) }
        sigaddset(&defaults, SIGPIPE)
        var unblocked = sigset_t()
        sigemptyset(&unblocked)
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setsigmask(&attributes, &unblocked)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        var arguments = command.map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var child = pid_t()
        let error = posix_spawnp(&child, command[0], nil, &attributes, &arguments, &variables)
        guard error == 0 else { throw Problem("\(command[0]) can't be run: \(String(cString: strerror(error)))") }
        return child
    }

    /// Waits on a thread of its own; event loops never wait.
    private static func end(of child: pid_t) async -> Int32 {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "child").async {
                var status: Int32 = 0
                while waitpid(child, &status, 0) == -1, errno == EINTR {}
                let signal = status & 0x7F
                continuation.resume(returning: signal == 0 ? (status >> 8) & 0xFF : 128 + signal)
            }
        }
    }
}
