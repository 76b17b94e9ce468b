/// " Did you mean `number`?" for the nearest of some names, or nothing if none is near.
///
/// Give only names that the caller may know.
package func suggestion(_ name: String, among names: [String]) -> String {
    guard !name.isEmpty, name.utf8.count <= 100 else { return "" }
    let folded = Array(name.lowercased().utf8)
    let limit = folded.count * 2 / 5 + 1
    var near: [(name: String, distance: Int)] = []
    for candidate in names {
        let distance = editDistance(folded, Array(candidate.lowercased().utf8), limit: limit)
        if distance <= limit { near.append((candidate, distance)) }
    }
    near.sort { $0.distance == $1.distance ? $0.name < $1.name : $0.distance < $1.distance }
    let quoted = near.prefix(3).map { "`\($0.name)`" }
    guard let last = quoted.last else { return "" }
    if quoted.count == 1 { return " Did you mean \(last)?" }
    return " Did you mean \(quoted.dropLast().joined(separator: ", ")) or \(last)?"
}

extension GraphQLError {
    /// Whether the message names things of the schema that are near to what was written.
    package var hasSuggestion: Bool { message.firstRange(of: suggestionStart) != nil }

    /// The error without them, for callers who may not know the schema.
    package var withoutSuggestion: GraphQLError {
        guard let start = message.firstRange(of: suggestionStart),
            let end = message[start.upperBound...].firstIndex(of: "?")
        else { return self }
        var error = self
        error.message.removeSubrange(start.lowerBound...end)
        return error
    }
}

private let suggestionStart = " Did you mean `"

/// Edit distance with transpositions (optimal string alignment); anything above `limit` is `limit + 1`.
private func editDistance(_ a: [UInt8], _ b: [UInt8], limit: Int) -> Int {
    if abs(a.count - b.count) > limit { return limit + 1 }
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in 0..<a.count {
        var row = [Int](repeating: 0, count: b.count + 1)
        row[0] = i + 1
        for j in 0..<b.count {
            let substituted = last[j] + (a[i] == b[j] ? 0 : 1)
            row[j + 1] = min(substituted, min(last[j + 1], row[j]) + 1)
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { row[j + 1] = min(row[j + 1], beforeLast[j - 1] + 1) }
        }
        beforeLast = last
        last = row
    }
    return last[b.count]
}
