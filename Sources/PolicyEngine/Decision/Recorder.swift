/// Takes down what a decision looked at.
///
/// The engine is generic over its recorder: with `NoTrace` nothing is recorded and the calls vanish, with `Trace`
/// everything is. There is one engine, so that an explanation can't differ from the decision.
public protocol Recorder {
    /// Whether anything is to be recorded.
    static var isRecording: Bool { get }
    /// Takes down a layer.
    mutating func record(_ layer: LayerTrace)
}

/// Records nothing.
public struct NoTrace: Recorder {
    /// False.
    public static var isRecording: Bool { false }
    /// Makes a recorder.
    public init() {}
    /// Does nothing.
    public mutating func record(_ layer: LayerTrace) {}
}
