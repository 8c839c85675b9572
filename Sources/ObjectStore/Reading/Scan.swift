import Foundation
import GRDB

/// Goes through a table in the order of its paths.
///
/// A folder is one entry, and what is in it is jumped over, so that
/// a listing costs as much as it is long.
struct Scan {
    private let query: ListingQuery
    private let select: String
    private let order: String
    /// What is left of the first key's rows.
    var rest: Rest?

    /// Rows of one path, from a number on.
    struct Rest {
        let path: ObjectPath
        let number: Int64
        let comparison: String
    }

    /// The parts of the statement are the program's own words; what clients sent is bound.
    init(_ query: ListingQuery, select columns: String, from table: String, where condition: String, order: String) {
        self.query = query
        self.order = order
        select = "SELECT \(columns) FROM \(table) WHERE \(condition)"
    }

    func run<Item>(_ database: Database, _ item: (ObjectKey, Row) throws -> Item) throws -> Listing<Item> {
        var listing = Listing<Item>()
        if query.limit <= 0 { return listing }
        if let rest, rest.path.key.bytes.starts(with: query.prefix) {
            let cursor = try Row.fetchCursor(
                database, sql: "\(select) AND path = ? AND id \(rest.comparison) ? ORDER BY \(order)",
                arguments: [Data(rest.path.bytes), rest.number])
            _ = try take(cursor, into: &listing, item)
            if listing.next != nil { return listing }
        }
        let whole = ObjectPath(query.bucket, query.prefix).bytes
        guard let end = whole.afterAllWithPrefix else { return listing }
        let lowerBound = lowerBound
        var start = whole.lexicographicallyPrecedes(lowerBound) ? lowerBound : whole
        let statement = try database.cachedStatement(
            sql: "\(select) AND path >= ? AND path < ? ORDER BY \(order)")
        while start.lexicographicallyPrecedes(end) {
            let cursor = try Row.fetchCursor(statement, arguments: [Data(start), Data(end)])
            guard let next = try take(cursor, into: &listing, item) else { break }
            start = next
        }
        return listing
    }

    /// Takes rows, and answers where to go on after a folder; nil: nothing is left, or nothing more is wanted.
    private func take<Item>(
        _ cursor: RowCursor, into listing: inout Listing<Item>, _ item: (ObjectKey, Row) throws -> Item
    ) throws -> [UInt8]? {
        while let row = try cursor.next() {
            listing.visited += 1
            let path = ObjectPath(bytes: [UInt8](row[0] as Data))
            let key = path.key
            if let folder = folder(of: key.bytes) {
                let after = ObjectPath(query.bucket, folder).bytes.afterAllWithPrefix
                if folder == skipped { return after }
                guard room(in: &listing, key) else { return nil }
                listing.entries.append(.folder(folder))
                return after
            }
            guard room(in: &listing, key) else { return nil }
            listing.entries.append(.item(try item(key, row)))
        }
        return nil
    }

    private func room<Item>(in listing: inout Listing<Item>, _ key: ObjectKey) -> Bool {
        if listing.entries.count < query.limit { return true }
        listing.next = key.bytes
        return false
    }

    /// The folder that a key lies in, with its delimiter.
    private func folder(of key: [UInt8]) -> [UInt8]? {
        let delimiter = query.delimiter
        guard let first = delimiter.first, key.count >= query.prefix.count + delimiter.count else { return nil }
        var place = query.prefix.count
        while place + delimiter.count <= key.count {
            if key[place] == first, key[place...].starts(with: delimiter) {
                return Array(key[..<(place + delimiter.count)])
            }
            place += 1
        }
        return nil
    }

    private var lowerBound: [UInt8] {
        switch query.start {
        case .beginning: ObjectPath(query.bucket).bytes
        // The least string that is greater.
        case .after(let key), .within(let key, _): ObjectPath(query.bucket, key + [0]).bytes
        case .at(let key): ObjectPath(query.bucket, key).bytes
        }
    }

    /// The folder that the listing begins after.
    private var skipped: [UInt8]? {
        switch query.start {
        case .after(let key), .within(let key, _): key
        case .beginning, .at: nil
        }
    }
}
