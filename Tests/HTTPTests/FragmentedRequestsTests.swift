import HTTP
import Testing

private let server: EchoServer = try! EchoServer()

/// What a server answers to bytes that come in these pieces, up to the end of the connection.
private func answers(to pieces: [[UInt8]]) throws -> [Response] {
    let client = try RawClient(server.address)
    for piece in pieces { client.send(piece) }
    client.endSending()
    return try client.responses().map { response in
        var response = response
        response.fields["date"] = nil
        return response
    }
}

private let stories: [String] = [
    request("POST", "/a", body: "hello") + request("GET", "/b"),
    chunkedRequest("5\r\nhello\r\n1 ;a=b;c\r\n!\r\nA\r\n0123456789\r\n0\r\nX: trailer\r\n\r\n", to: "/c")
        + request("GET", "/d"),
    "\r\n" + request("GET", "/e", fields: ["X-Note: n"]) + "\r\n" + chunkedRequest("0\r\n\r\n", to: "/f")
        + request("HEADLESS"),
]

@Test(arguments: stories)
func requestsCutAnywhereAreAnsweredAsIfWhole(_ story: String) throws {
    let bytes = Array(story.utf8)
    let whole = try answers(to: [bytes])
    #expect(whole.count >= 2)
    for cut in 1..<bytes.count {
        #expect(try answers(to: [Array(bytes[..<cut]), Array(bytes[cut...])]) == whole, "cut at \(cut)")
    }
}

@Test(arguments: stories)
func requestsThatComeByteByByteAreAnsweredAsIfWhole(_ story: String) throws {
    let bytes = Array(story.utf8)
    #expect(try answers(to: bytes.map { [$0] }) == answers(to: [bytes]))
}

@Test func manySmallChunksMakeOneBody() throws {
    let client = try RawClient(server.address)
    let content = (0..<40_000).map { String(UnicodeScalar(UInt8(97 + $0 % 26))) }
    let sender = try Sender(client, chunkedRequest(content.map { "1\r\n\($0)\r\n" }.joined() + "0\r\n\r\n"))
    #expect(try client.response().text == "post /? from 127.0.0.1\n" + content.joined())
    sender.join()
}

@Test(arguments: 0..<8)
func randomRequestsAreAnsweredAlikeWholeAndInPieces(_ seed: UInt64) throws {
    var random = SplitMix(seed)
    for _ in 0..<40 {
        let bytes = Array((0..<Int.random(in: 1...6, using: &random)).map { _ in randomRequest(&random) }.joined().utf8)
        let whole = try answers(to: [bytes])
        #expect(whole.allSatisfy { $0.status == 200 })
        #expect(try answers(to: pieces(of: bytes, &random)) == whole)
    }
}

/// Whatever bytes come: no crash, no hang, the same answers whole and in pieces, and after a refusal the end.
@Test(arguments: 0..<8)
func damagedRequestsAreAnsweredAlikeWholeAndInPieces(_ seed: UInt64) throws {
    var random = SplitMix(seed &+ 1000)
    for _ in 0..<60 {
        var bytes = Array((0..<3).map { _ in randomRequest(&random) }.joined().utf8)
        for _ in 0..<Int.random(in: 1...4, using: &random) { damage(&bytes, &random) }
        let whole = try answers(to: [bytes])
        let cut = try answers(to: pieces(of: bytes, &random))
        #expect(
            whole.filter { $0.status < 400 } == cut.filter { $0.status < 400 },
            "\(String(decoding: bytes, as: UTF8.self))"
        )
        for answers in [whole, cut] {
            #expect(answers.dropLast().allSatisfy { $0.status < 400 })
            if let last = answers.last, last.status >= 400 { #expect(last.closes) }
        }
        #expect(
            (whole.last?.status ?? 0 >= 400) == (cut.last?.status ?? 0 >= 400),
            "\(String(decoding: bytes, as: UTF8.self))"
        )
    }
}

private func randomRequest(_ random: inout SplitMix) -> String {
    let target = "/" + text(upTo: 20, &random)
    var fields = (0..<Int.random(in: 0...5, using: &random)).map {
        "X-\($0):\(Bool.random(using: &random) ? " " : "")\(text(upTo: 30, &random))"
    }
    if Bool.random(using: &random) { fields.append("X-Note: \(text(upTo: 10, &random))") }
    switch Int.random(in: 0..<4, using: &random) {
    case 0: return request("GET", target, fields: fields)
    case 1: return request("POST", target, fields: fields, body: text(upTo: 200, &random))
    case 2: return request("OPTIONS", target, fields: fields + ["Content-Length: 0"])
    default:
        let chunks = (0..<Int.random(in: 0...5, using: &random)).map { _ in
            let content = "c" + text(upTo: 50, &random)
            let size = String(content.utf8.count, radix: 16, uppercase: Bool.random(using: &random))
            return "\(size)\(Bool.random(using: &random) ? ";x=y" : "")\r\n\(content)\r\n"
        }
        let trailer = Bool.random(using: &random) ? "T: \(text(upTo: 10, &random))\r\n" : ""
        return chunkedRequest(chunks.joined() + "0\r\n\(trailer)\r\n", to: target, fields: fields)
    }
}

private func text(upTo count: Int, _ random: inout SplitMix) -> String {
    let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789-._~%")
    return String((0..<Int.random(in: 0...count, using: &random)).map { _ in letters.randomElement(using: &random)! })
}

private func pieces(of bytes: [UInt8], _ random: inout SplitMix) -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    var rest = bytes[...]
    let longest = [1, 3, 20, 200].randomElement(using: &random)!
    while !rest.isEmpty {
        let count = min(rest.count, Int.random(in: 1...longest, using: &random))
        pieces.append(Array(rest.prefix(count)))
        rest = rest.dropFirst(count)
    }
    return pieces
}

private func damage(_ bytes: inout [UInt8], _ random: inout SplitMix) {
    guard !bytes.isEmpty else { return }
    let index = Int.random(in: 0..<bytes.count, using: &random)
    let favourites: [UInt8] = [0, 9, 10, 13, 32, 58, 59, 48, 57, 127, 255]
    switch Int.random(in: 0..<5, using: &random) {
    case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
    case 1: bytes[index] = favourites.randomElement(using: &random)!
    case 2: bytes.insert(favourites.randomElement(using: &random)!, at: index)
    case 3: bytes.remove(at: index)
    default: bytes.replaceSubrange(index..<min(bytes.count, index + 20), with: bytes.prefix(20))
    }
}
