extension AuthorizationRequest {
    /// The context's entry for a key of a policy; nil where the key is absent.
    @inline(__always)
    func entry(
        for key: PolicyImage.Key, _ tables: PolicyImage.Tables, _ view: RequestView
    ) -> RequestContext.Entry? {
        if key.family.isKnown {
            let slot = Int(context.slots[Int(key.family.rawValue)])
            if slot == 0 { return nil }
            let entry = view.contextEntries[slot - 1]
            return entry.kind == .absent ? nil : entry
        }
        return namedEntry(for: key, tables, view)
    }

    private func namedEntry(
        for key: PolicyImage.Key, _ tables: PolicyImage.Tables, _ view: RequestView
    ) -> RequestContext.Entry? {
        let suffix = tables.bytes[key.suffix]
        for entry in view.contextEntries where entry.family == key.family && entry.kind != .absent {
            if Bytes(rebasing: view.contextBytes[entry.suffix.range]).equals(suffix) { return entry }
        }
        return nil
    }

    /// A value's text: what string operators compare and variables put in.
    @inline(__always)
    func withText<Result>(
        of entry: RequestContext.Entry, _ view: RequestView, _ body: (Bytes) -> Result
    ) -> Result {
        if entry.kind == .string { return body(view.contextText(entry)) }
        return context.text(of: entry).withBytes(body)
    }
}

extension RequestContext {
    /// The text of a value that is no text.
    func text(of entry: Entry) -> String { decode(entry)?.texts.first ?? "" }
}
