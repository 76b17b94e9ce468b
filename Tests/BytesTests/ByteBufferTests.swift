import Bytes
import Testing

@Test(arguments: [0, 7, -1, 10, 99, 1_000_000, Int64.max, Int64.min])
func integersAreAppendedInDecimal(_ value: Int64) {
    var buffer = ByteBuffer(capacity: 16)
    buffer.appendDecimal(value)
    #expect(buffer.text == String(value))
}

@Test func contentSurvivesGrowthAndConsumption() {
    var buffer = ByteBuffer(capacity: 16)
    var expected: [UInt8] = []
    for round in 0..<500 {
        let bytes = [UInt8](repeating: UInt8(round % 251), count: round % 13)
        buffer.append(bytes)
        expected += bytes
        let drop = min(expected.count, round % 7)
        buffer.consume(drop)
        expected.removeFirst(drop)
    }
    #expect(buffer.array == expected)
}

@Test func truncationForgetsOnlyTheEnd() {
    var buffer = ByteBuffer()
    buffer.append("{\"a\":1")
    let mark = buffer.count
    buffer.append(",\"b\":2")
    buffer.truncate(to: mark)
    #expect(buffer.text == "{\"a\":1")
}
