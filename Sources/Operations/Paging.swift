import AWSProtocols
import AWSTypes

/// Which part of a listing a client asks for: `Marker` and `MaxItems`.
package struct PageRequest: Sendable {
    /// The listing that is cut into parts: a marker of one does not fit another.
    package let listing: String
    /// The key of the last element the client has; nil: from the start.
    package let after: String?
    /// How many elements at the most.
    package let limit: Int
    /// Whether the client sent a marker that this server did not give for the listing.
    package let isForeign: Bool

    /// Reads both members; a marker that this server did not give is rejected.
    package init<Listing: Operation>(from input: WireInput, of listing: Listing.Type) {
        // A marker of ours may be longer than the model's: it holds a key, and keys of tags are long.
        self.init(
            of: listing.name, after: input.text("Marker", TextConstraint(0...Int.max)),
            limit: input.integer("MaxItems", in: 1...1000) ?? 100)
        if isForeign {
            _ = input.text("Marker", markerConstraint)
            input.reject(.validation("Invalid Marker."))
        }
    }

    /// Takes a marker, whatever the service calls it, that this server gave for the listing.
    package init(of listing: String, after marker: String?, limit: Int) {
        self.listing = listing
        self.limit = limit
        let prefix = listing + " "
        let key = marker.flatMap(Page<Never>.decode(marker:))
        after = key.flatMap { $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : nil }
        isForeign = marker != nil && after == nil
    }
}

/// A part of a listing.
package struct Page<Element: Sendable>: Sendable {
    /// The elements.
    package let elements: [Element]
    /// What the client sends to get the next part; nil: there is none.
    package let marker: String?

    /// Cuts a part out of a listing that is ordered by `key`.
    ///
    /// A marker is the key of the last element given, so a listing goes on at the right place even when elements
    /// came or went in between.
    package init(of listing: some Sequence<Element>, by key: (Element) -> String, _ request: PageRequest) {
        var elements: [Element] = []
        var isTruncated = false
        for element in listing {
            if let after = request.after, key(element) <= after { continue }
            if elements.count == request.limit {
                isTruncated = true
                break
            }
            elements.append(element)
        }
        self.elements = elements
        marker = isTruncated ? elements.last.map { Page.encode(marker: "\(request.listing) \(key($0))") } : nil
    }

    /// Cuts a part out of elements in no order, which are to be ordered by `key`: each key is made once.
    package init(sorting elements: [Element], by key: (Element) -> String, _ request: PageRequest) {
        var places: [(key: String, place: Int)] = []
        places.reserveCapacity(elements.count)
        for (place, element) in elements.enumerated() {
            let key = key(element)
            if let after = request.after, key <= after { continue }
            places.append((key, place))
        }
        places.sort { $0.key < $1.key }
        let page = Page<(key: String, place: Int)>(of: places, by: \.key, request)
        self.init(elements: page.elements.map { elements[$0.place] }, marker: page.marker)
    }

    private init(elements: [Element], marker: String?) {
        self.elements = elements
        self.marker = marker
    }

    /// The same part with something made of each element.
    package func map<Made>(_ make: (Element) -> Made) -> Page<Made> {
        Page<Made>(elements: elements.map(make), marker: marker)
    }

    /// Writes `IsTruncated` and `Marker`.
    package func encodeMarker(to writer: inout WireWriter) {
        writer.field("IsTruncated", marker != nil)
        writer.field("Marker", marker)
    }

    private static func encode(marker key: String) -> String {
        var digits: [UInt8] = []
        for byte in key.utf8 {
            digits.append(hexDigits[Int(byte >> 4)])
            digits.append(hexDigits[Int(byte & 15)])
        }
        return String(decoding: digits, as: UTF8.self)
    }

    fileprivate static func decode(marker: String) -> String? {
        let digits = Array(marker.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for place in stride(from: 0, to: digits.count, by: 2) {
            guard let high = hexDigits.firstIndex(of: digits[place]),
                let low = hexDigits.firstIndex(of: digits[place + 1])
            else { return nil }
            bytes.append(UInt8(high << 4 | low))
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

/// What the model asks of `Marker`.
package let markerConstraint = TextConstraint(
    1...320,
    TextPattern("[\\u0020-\\u00FF]+") { text in
        !text.isEmpty && text.unicodeScalars.allSatisfy { (0x20...0xFF).contains($0.value) }
    })

private let hexDigits = Array("0123456789abcdef".utf8)
