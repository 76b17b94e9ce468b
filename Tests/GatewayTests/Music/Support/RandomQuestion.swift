/// A literal that can be written into a document, and sent as a variable's value.
indirect enum Literal {
    case string(String)
    case number(String)
    case boolean(Bool)
    case name(String)
    case list([Literal])
    case object([(String, Literal)])

    /// As GraphQL writes it.
    var graphQL: String {
        switch self {
        case .string(let text): Literal.quoted(text)
        case .number(let text): text
        case .boolean(let flag): "\(flag)"
        case .name(let name): name
        case .list(let items): "[\(items.map(\.graphQL).joined(separator: ", "))]"
        case .object(let members): "{\(members.map { "\($0.0): \($0.1.graphQL)" }.joined(separator: ", "))}"
        }
    }

    /// As JSON writes it.
    var json: String {
        switch self {
        case .string(let text), .name(let text): Literal.quoted(text)
        case .number(let text): text
        case .boolean(let flag): "\(flag)"
        case .list(let items): "[\(items.map(\.json).joined(separator: ", "))]"
        case .object(let members): "{\(members.map { "\"\($0.0)\": \($0.1.json)" }.joined(separator: ", "))}"
        }
    }

    /// A string with every character that is not a letter or digit escaped, which both languages read alike.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for unit in text.utf16 {
            if unit < 128, let scalar = Unicode.Scalar(unit), scalar.properties.isAlphabetic || (48...57).contains(unit)
            {
                result.unicodeScalars.append(scalar)
            } else {
                let digits = String(unit, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return result + "\""
    }
}

/// SplitMix64: the same questions on every machine.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    mutating func roll(_ sides: Int) -> Int { Int(next() % UInt64(sides)) }
    mutating func pick<Element>(_ items: [Element]) -> Element { items[roll(items.count)] }
}

/// A random filter and order of albums, in GraphQL and by hand in SQL.
struct RandomQuestion {
    let filter: Literal
    /// A condition on `a`, written without the gateway's help: every comparison is true or false.
    let condition: String
    let order: Literal
    let orderSQL: String

    init(_ dice: inout Dice) {
        var maker = ConditionMaker()
        (filter, condition) = maker.album(&dice, "a", depth: 3)
        (order, orderSQL) = RandomQuestion.order(&dice)
    }

    /// Numbers of the albums that are like this, in order.
    var sql: String {
        """
        SELECT a.id::text FROM album a JOIN artist r ON r.id = a.artist_id LEFT JOIN label l ON l.code = a.label_code
        WHERE \(condition) ORDER BY \(orderSQL)
        """
    }

    private static let terms: [(path: [String], sql: String)] = [
        (["title"], "a.title"), (["released"], "a.released"), (["price"], "a.price"), (["copies"], "a.copies"),
        (["live"], "a.live"), (["mood"], "a.mood"), (["artist", "name"], "r.name"), (["artist", "rating"], "r.rating"),
        (["artist", "country"], "r.country"), (["label", "name"], "l.name"), (["label", "country"], "l.country"),
        (["id"], "a.id"),
    ]

    private static let directions = [
        ("ASC", "ASC"), ("DESC", "DESC"), ("ASC_NULLS_FIRST", "ASC NULLS FIRST"), ("ASC_NULLS_LAST", "ASC NULLS LAST"),
        ("DESC_NULLS_FIRST", "DESC NULLS FIRST"), ("DESC_NULLS_LAST", "DESC NULLS LAST"),
    ]

    private static func order(_ dice: inout Dice) -> (Literal, String) {
        var items: [Literal] = []
        var texts: [String] = []
        var last = "DESC"
        for _ in 0..<dice.roll(4) {
            let (path, column) = dice.pick(terms)
            let (name, direction) = dice.pick(directions)
            // A field that is named again changes nothing.
            if texts.contains(where: { $0.hasPrefix(column + " ") }) { continue }
            items.append(path.reversed().reduce(.name(name)) { .object([($1, $0)]) })
            texts.append("\(column) \(direction)")
            last = String(direction.prefix { $0 != " " })
        }
        if items.isEmpty { texts = ["a.released DESC"] }
        return (.list(items), (texts + ["a.id \(last)"]).joined(separator: ", "))
    }
}

/// Makes conditions in both languages.
struct ConditionMaker {
    private var aliases = 0

    mutating func album(_ dice: inout Dice, _ alias: String, depth: Int) -> (Literal, String) {
        combined(&dice, alias, depth: depth) { maker, dice in
            switch dice.roll(depth > 0 ? 10 : 6) {
            case 0:
                maker.text(&dice, "title", "\(alias).title", ["Album 1", "Album 12", "album 2", "lbum", "", "A%", "_"])
            case 1:
                maker.ordered(
                    &dice,
                    "released",
                    "\(alias).released",
                    ["1995-06-01", "2001-01-01", "2010-12-31"],
                    quoted: true
                )
            case 2: maker.ordered(&dice, "price", "\(alias).price", ["0.99", "7.99", "12", "100.5"], quoted: true)
            case 3:
                maker.ordered(&dice, "copies", "\(alias).copies", ["0", "3", "7", "10", "-2147483648"], quoted: false)
            case 4: maker.mood(&dice, "\(alias).mood")
            case 5: maker.live(&dice, "\(alias).live")
            case 6:
                maker.related(&dice, "artist", "\(alias).artist_id", "artist", "id") {
                    $0.artist(&$1, $2, depth: depth - 1)
                }
            case 7: maker.related(&dice, "label", "\(alias).label_code", "label", "code") { $0.label(&$1, $2) }
            default: maker.tracks(&dice, alias, depth: depth - 1)
            }
        }
    }

    private mutating func combined(
        _ dice: inout Dice,
        _ alias: String,
        depth: Int,
        leaf: (inout ConditionMaker, inout Dice) -> (Literal, String)
    ) -> (Literal, String) {
        let kind = depth > 0 ? dice.roll(8) : 7
        guard kind < 4 else { return leaf(&self, &dice) }
        if kind == 3 {
            let (inner, sql) = combined(&dice, alias, depth: depth - 1, leaf: leaf)
            return (.object([("not", inner)]), "NOT (\(sql))")
        }
        var parts: [Literal] = []
        var texts: [String] = []
        for _ in 0..<dice.roll(4) {
            let (part, text) = combined(&dice, alias, depth: depth - 1, leaf: leaf)
            parts.append(part)
            texts.append("(\(text))")
        }
        return kind == 2
            ? (.object([("or", .list(parts))]), texts.isEmpty ? "1 = 0" : "(\(texts.joined(separator: " OR ")))")
            : (.object([("and", .list(parts))]), texts.isEmpty ? "1 = 1" : "(\(texts.joined(separator: " AND ")))")
    }

    private mutating func artist(_ dice: inout Dice, _ alias: String, depth: Int) -> (Literal, String) {
        switch dice.roll(4) {
        case 0: text(&dice, "name", "\(alias).name", ["Artist 1", "artist", "6"])
        case 1: codes(&dice, "country", "\(alias).country", ["DE", "GB", "US", "FR"])
        case 2: ordered(&dice, "rating", "\(alias).rating", ["0", "0.25", "1.5"], quoted: false)
        default: ordered(&dice, "founded", "\(alias).founded", ["1962-01-01", "1964-05-05"], quoted: true)
        }
    }

    private mutating func label(_ dice: inout Dice, _ alias: String) -> (Literal, String) {
        dice.roll(2) == 0
            ? text(&dice, "code", "\(alias).code", ["EMI", "ECM", "E", "ec"])
            : codes(&dice, "country", "\(alias).country", ["DE", "GB"])
    }

    private mutating func track(_ dice: inout Dice, _ alias: String) -> (Literal, String) {
        switch dice.roll(5) {
        case 0: ordered(&dice, "milliseconds", "\(alias).milliseconds", ["100000", "200000", "300000"], quoted: false)
        case 1: text(&dice, "composer", "\(alias).composer", ["Composer 1", "poser", "4"])
        case 2:
            ordered(&dice, "bytes", "\(alias).bytes", ["3000000100", "3000000000.5"], quoted: true, cast: "::numeric")
        case 3:
            related(&dice, "genre", "\(alias).genre_id", "genre", "id") {
                $0.text(&$1, "name", "\($2).name", ["Rock", "jazz"])
            }
        default: (.object([]), "1 = 1")
        }
    }

    private mutating func tracks(_ dice: inout Dice, _ alias: String, depth: Int) -> (Literal, String) {
        aliases += 1
        let other = "x\(aliases)"
        let (inner, sql) = track(&dice, other)
        func count(_ condition: String) -> String {
            "(SELECT count(*) FROM track \(other) WHERE \(other).album_id = \(alias).id AND \(condition))"
        }
        return switch dice.roll(3) {
        case 0: (.object([("tracks", .object([("some", inner)]))]), "\(count("(\(sql))")) > 0")
        case 1: (.object([("tracks", .object([("none", inner)]))]), "\(count("(\(sql))")) = 0")
        default: (.object([("tracks", .object([("every", inner)]))]), "\(count("NOT (\(sql))")) = 0")
        }
    }

    private mutating func related(
        _ dice: inout Dice,
        _ field: String,
        _ column: String,
        _ table: String,
        _ key: String,
        _ inner: (inout ConditionMaker, inout Dice, String) -> (Literal, String)
    ) -> (Literal, String) {
        aliases += 1
        let other = "x\(aliases)"
        let (literal, sql) = inner(&self, &dice, other)
        let rows = "SELECT \(other).\(key) FROM \(table) \(other) WHERE \(sql)"
        return (.object([(field, literal)]), "coalesce(\(column) IN (\(rows)), false)")
    }

    // MARK: Values

    private func member(_ field: String, _ comparison: String, _ value: Literal) -> Literal {
        .object([(field, .object([(comparison, value)]))])
    }

    private func isNull(_ dice: inout Dice, _ field: String, _ column: String) -> (Literal, String) {
        let flag = dice.roll(2) == 0
        return (member(field, "isNull", .boolean(flag)), "\(column) IS \(flag ? "" : "NOT ")NULL")
    }

    private func sql(_ text: String) -> String { "'\(text.replacing("'", with: "''"))'" }

    /// `eq`, `ne`, `in`, `notIn`.
    private func equality(
        _ dice: inout Dice,
        _ field: String,
        _ column: String,
        _ values: [(literal: Literal, sql: String)]
    ) -> (Literal, String) {
        let value = dice.pick(values)
        let some = (0..<dice.roll(4)).map { _ in dice.pick(values) }
        let list = Literal.list(some.map(\.literal))
        let isOne =
            some.isEmpty ? "false" : "coalesce(\(column) IN (\(some.map(\.sql).joined(separator: ", "))), false)"
        return switch dice.roll(4) {
        case 0: (member(field, "eq", value.literal), "coalesce(\(column) = \(value.sql), false)")
        case 1: (member(field, "ne", value.literal), "NOT coalesce(\(column) = \(value.sql), false)")
        case 2: (member(field, "in", list), isOne)
        default: (member(field, "notIn", list), "NOT \(isOne)")
        }
    }

    private func ordered(
        _ dice: inout Dice,
        _ field: String,
        _ column: String,
        _ values: [String],
        quoted: Bool,
        cast: String = ""
    ) -> (Literal, String) {
        if dice.roll(6) == 0 { return isNull(&dice, field, column) }
        let all = values.map { (literal: quoted ? Literal.string($0) : .number($0), sql: sql($0) + cast) }
        if dice.roll(2) == 0 { return equality(&dice, field, column, all) }
        let value = dice.pick(all)
        let (name, sign) = dice.pick([("lt", "<"), ("lte", "<="), ("gt", ">"), ("gte", ">=")])
        return (member(field, name, value.literal), "coalesce(\(column) \(sign) \(value.sql), false)")
    }

    private func codes(_ dice: inout Dice, _ field: String, _ column: String, _ values: [String]) -> (Literal, String) {
        dice.roll(5) == 0
            ? isNull(&dice, field, column)
            : equality(&dice, field, column, values.map { (literal: .string($0), sql: sql($0)) })
    }

    private func mood(_ dice: inout Dice, _ column: String) -> (Literal, String) {
        dice.roll(5) == 0
            ? isNull(&dice, "mood", column)
            : equality(&dice, "mood", column, ["CALM", "WILD", "SAD"].map { (literal: .name($0), sql: sql($0)) })
    }

    private func live(_ dice: inout Dice, _ column: String) -> (Literal, String) {
        let flag = dice.roll(2) == 0
        return dice.roll(2) == 0
            ? (member("live", "eq", .boolean(flag)), "\(column) = \(flag)")
            : (member("live", "ne", .boolean(flag)), "\(column) <> \(flag)")
    }

    private func text(_ dice: inout Dice, _ field: String, _ column: String, _ values: [String]) -> (Literal, String) {
        let value = dice.pick(values)
        let literal = Literal.string(value)
        let text = sql(value)
        func has(_ column: String, _ text: String) -> String { "coalesce(position(\(text) in \(column)) > 0, false)" }
        func begins(_ column: String, _ text: String) -> String {
            "coalesce(left(\(column), length(\(text))) = \(text), false)"
        }
        func ends(_ column: String, _ text: String) -> String {
            "coalesce(right(\(column), length(\(text))) = \(text), false)"
        }
        let lower = ("lower(\(column))", "lower(\(text))")
        return switch dice.roll(9) {
        case 0: isNull(&dice, field, column)
        case 1: (member(field, "contains", literal), has(column, text))
        case 2: (member(field, "startsWith", literal), begins(column, text))
        case 3: (member(field, "endsWith", literal), ends(column, text))
        case 4: (member(field, "containsIgnoringCase", literal), has(lower.0, lower.1))
        case 5: (member(field, "startsWithIgnoringCase", literal), begins(lower.0, lower.1))
        case 6: (member(field, "endsWithIgnoringCase", literal), ends(lower.0, lower.1))
        case 7: (member(field, "eqIgnoringCase", literal), "coalesce(\(lower.0) = \(lower.1), false)")
        default: equality(&dice, field, column, values.map { (literal: .string($0), sql: sql($0)) })
        }
    }
}
