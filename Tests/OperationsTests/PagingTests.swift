import AWSProtocols
import AWSTypes
import IdentityModel
import Operations
import TestRandomness
import TestSupport
import Testing

/// A listing that tests cut into pages.
private struct ListThings: ReadOperation {
    let page: PageRequest

    init(from input: WireInput) { page = PageRequest(from: input, of: Self.self) }

    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts { .unrestricted }

    func run(by caller: Caller, in state: IdentityState) -> Page<String> { Page(of: [], by: { $0 }, page) }

    static func encode(_ page: Page<String>, to writer: inout WireWriter) { page.encodeMarker(to: &writer) }
}

@Suite("Paging")
struct PagingTests {
    private func request(size: Int? = nil, marker: String? = nil) throws -> PageRequest {
        var parameters = QueryParameters()
        if let size { try parameters.add(formEncoded: "MaxItems=\(size)".utf8) }
        if let marker { try parameters.add(formEncoded: "Marker=\(marker.percentEncoded)".utf8) }
        let input = WireInput(parameters)
        let request = PageRequest(from: input, of: ListThings.self)
        try input.finish()
        return request
    }

    /// All pages of a listing, which `change` may alter between two of them.
    private func pages(
        of listing: [String], size: Int, change: (inout [String], [String]) -> Void = { _, _ in }
    ) throws -> [[String]] {
        var (listing, pages, marker) = (listing, [[String]](), String?.none)
        repeat {
            let page = Page(of: listing, by: { $0 }, try request(size: size, marker: marker))
            pages.append(page.elements)
            marker = page.marker
            change(&listing, page.elements)
        } while marker != nil && pages.count < 1000
        return pages
    }

    private let names = (0..<23).map { "name \(String(repeating: "é", count: $0 % 3))\($0 / 10)\($0 % 10)" }.sorted()

    @Test("Every element comes exactly once, whatever the size of pages", arguments: 1...25)
    func sizes(size: Int) throws {
        let pages = try pages(of: names, size: size)
        #expect(pages.flatMap { $0 } == names)
        #expect(pages.dropLast().allSatisfy { $0.count == size })
        #expect(pages.count == max(1, (names.count + size - 1) / size))
    }

    @Test("A listing without elements is one page without a marker")
    func empty() throws { #expect(try pages(of: [], size: 10) == [[]]) }

    @Test("What stays comes exactly once, though other elements come and go between pages", arguments: 1...7)
    func changes(size: Int) throws {
        var entropy = SeededGenerator(seed: UInt64(size))
        let found = try pages(of: names, size: size) { listing, page in
            // Removed: the last element given, which the marker names, and one of the others.
            listing.removeAll { $0 == page.last }
            listing.append("name new \(entropy.next())")
            listing.append("a before all \(entropy.next())")
            listing.sort()
        }.flatMap { $0 }
        #expect(Set(found).count == found.count)
        #expect(Set(names).isSubset(of: found))
        #expect(found == found.sorted())
        #expect(!found.contains { $0.hasPrefix("a before all") })
    }

    @Test("Elements in no order make the same pages as ordered ones", arguments: [1, 3, 7, 1000])
    func sorting(size: Int) throws {
        var entropy = SeededGenerator(seed: UInt64(size))
        var marker: String?
        repeat {
            let request = try request(size: size, marker: marker)
            let ordered = Page(of: names.sorted(), by: { $0 }, request)
            let page = Page(sorting: names.shuffled(using: &entropy), by: { $0 }, request)
            #expect(page.elements == ordered.elements)
            #expect(page.marker == ordered.marker)
            marker = page.marker
        } while marker != nil
    }

    @Test("A page has 100 elements unless the client says how many, from 1 to 1000")
    func limits() throws {
        #expect(try request().limit == 100)
        #expect(try request(size: 1000).limit == 1000)
        for size in [0, -1, 1001] { #expect(throws: AWSError.validation("")) { try request(size: size) } }
    }

    @Test(
        "A marker that was not given out for this listing is refused", arguments: ["", "x", "abc", "6e6f", "ff", "0g"])
    func foreignMarkers(marker: String) {
        #expect(throws: AWSError.validation("")) { try request(marker: marker) }
    }

    @Test("A marker of one listing does not fit another")
    func otherListing() throws {
        let marker = try #require(Page(of: names, by: { $0 }, try request(size: 1)).marker)
        #expect(try request(marker: marker).after == names[0])
        let input = WireInput(try QueryParameters(["Marker": marker]))
        _ = PageRequest(from: input, of: ListOthers.self)
        let error = #expect(throws: AWSError.validation("")) { try input.finish() }
        #expect(error?.message == "Invalid Marker.")
    }

    @Test("A client sees whether there is more, and a marker only then")
    func encoding() throws {
        var writer = WireWriter()
        Page(of: ["a", "b"], by: { $0 }, try request(size: 2)).encodeMarker(to: &writer)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "<IsTruncated>false</IsTruncated>")
        writer = WireWriter()
        Page(of: ["a", "b"], by: { $0 }, try request(size: 1)).encodeMarker(to: &writer)
        let text = String(decoding: writer.bytes, as: UTF8.self)
        #expect(text.wholeMatch(of: /<IsTruncated>true<\/IsTruncated><Marker>[0-9a-f]+<\/Marker>/) != nil)
    }
}

private struct ListOthers: ReadOperation {
    typealias Output = Void

    init(from input: WireInput) {}
    func facts(for caller: Caller, in state: IdentityState) -> AuthorizationFacts { .unrestricted }
    func run(by caller: Caller, in state: IdentityState) {}
}
