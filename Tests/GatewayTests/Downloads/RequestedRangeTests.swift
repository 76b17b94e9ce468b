import Testing

@testable import Gateway

/// What `Range` asks of a file of 1,000 bytes.
@Suite struct RequestedRangeTests {
    @Test(arguments: [
        ("bytes=0-499", 0..<500), ("bytes=500-", 500..<1_000), ("bytes=-200", 800..<1_000), ("bytes=0-0", 0..<1),
        ("bytes=999-5000", 999..<1_000), ("bytes=-5000", 0..<1_000), ("bytes= 5 - 6", 5..<7), ("Bytes=5-6", 5..<7),
        ("bytes=1-99999999999999999999999", 1..<1_000),
    ])
    func partIsTakenFromTheFile(field: String, part: Range<Int>) {
        #expect(RequestedRange(field, size: 1_000) == .part(part))
    }

    @Test(arguments: [
        "", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-4", "items=0-1", "bytes=0-1,5-6", "bytes=--5",
        "bytes=+1-2",
    ])
    func whatIsNoSingleRangeMeansTheWholeFile(field: String) {
        #expect(RequestedRange(field, size: 1_000) == .whole)
    }

    @Test(arguments: ["bytes=1000-", "bytes=1000-1001", "bytes=-0", "bytes=99999999999999999999999-"])
    func partThatIsNotThereIsUnsatisfiable(field: String) {
        #expect(RequestedRange(field, size: 1_000) == .unsatisfiable)
    }

    @Test func withoutTheFieldItIsTheWholeFile() {
        #expect(RequestedRange(nil, size: 1_000) == .whole)
    }
}
