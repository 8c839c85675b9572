/// A value that is copied by one reference, however large it is, and for real only where a copy is changed.
///
/// What one account holds takes dozens of references; each look into it would count them all.
struct Shared<Value: Sendable>: @unchecked Sendable {
    // `@unchecked`: the box is changed only while nobody else has it.
    private final class Box {
        var value: Value
        init(_ value: Value) { self.value = value }
    }
    private var box: Box

    /// Shares a value.
    init(_ value: Value) { box = Box(value) }

    /// The value.
    var value: Value {
        _read { yield box.value }
        _modify {
            if !isKnownUniquelyReferenced(&box) { box = Box(box.value) }
            yield &box.value
        }
    }
}
