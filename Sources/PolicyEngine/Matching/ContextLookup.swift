extension AuthorizationRequest {
    /// The context's entry for a key of a policy; nil where the key is absent.
    @inline(__always)
    func entry(for key: PolicyImage.Key, _ tables: PolicyImage.Tables) -> RequestContext.Entry? {
        guard key.family.isKnown else { return namedEntry(for: key, tables) }
        let storage = context.storage
        let slot = Int(storage.slots[Int(key.family.rawValue)])
        if slot == 0 { return nil }
        let entry = storage.entries[slot - 1]
        return entry.kind == .absent ? nil : entry
    }

    private func namedEntry(for key: PolicyImage.Key, _ tables: PolicyImage.Tables) -> RequestContext.Entry? {
        let suffix = tables.bytes[key.suffix]
        let storage = context.storage
        for place in 0..<storage.entryCount {
            let entry = storage.entries[place]
            if entry.family == key.family, entry.kind != .absent, storage.bytes(entry.suffix).equals(suffix) {
                return entry
            }
        }
        return nil
    }

    /// Gives `body` a value's text: what string operators compare and variables put in.
    @inline(__always)
    func withText<Result>(of entry: RequestContext.Entry, _ body: (Bytes) -> Result) -> Result {
        if entry.kind == .string { return body(context.storage.bytes(entry.slice)) }
        return (context.storage.value(of: entry)?.texts.first ?? "").withBytes(body)
    }
}
