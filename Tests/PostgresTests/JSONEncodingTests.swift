import Bytes
import Postgres
import TestSupport
import Testing

/// One connection for all comparisons; a test holds it alone.
private func connection() throws -> Connection {
    let connection = try Connection(try TestDatabase.empty().configuration)
    try connection.execute(
        """
        CREATE SCHEMA gateway;
        CREATE TYPE gateway.mood AS ENUM ('happy', 'so so', 'a "quoted" one', 'é');
        SELECT setseed(0.42);
        """
    )
    return connection
}

private func json(_ bytes: UnsafeRawBufferPointer, _ type: UInt32, quoted: Bool = false) -> String? {
    var buffer = ByteBuffer()
    buffer.append("before")
    guard JSONEncoding.append(bytes, type: type, quoted: quoted, to: &buffer) else {
        #expect(buffer.text == "before")
        return nil
    }
    buffer.consume(6)
    return buffer.text
}

/// Holds each value of a query's only column against what PostgreSQL itself makes of it.
private func compare(
    _ query: String,
    type: UInt32,
    atLeast minimum: Int,
    _ location: SourceLocation = #_sourceLocation,
    _ isSame: (String, String) -> Bool = { $0 == $1 }
) throws {
    let result = try connection().query("SELECT v, to_json(v)::text FROM (\(query)) AS t(v)")
    #expect(result.rowCount >= minimum, sourceLocation: location)
    for row in 0..<result.rowCount where !result.isNull(row, 0) {
        let expected = result.text(row, 1)
        let actual = json(result.bytes(row, 0), type) ?? "(none)"
        if !isSame(actual, expected) { Issue.record("\(actual) is not \(expected)", sourceLocation: location) }
    }
}

private let many = "FROM generate_series(1, 3000)"

@Test(arguments: [
    ("SELECT * FROM (VALUES (true), (false)) AS t", JSONEncoding.OID.bool, 2),
    (
        "SELECT (random() * 65535 - 32768)::int2 \(many) UNION ALL VALUES (32767::int2), ('-32768'::int2), (0::int2)",
        JSONEncoding.OID.int2, 3000
    ),
    (
        "SELECT (random() * 4294967295 - 2147483648)::int4 \(many) UNION ALL VALUES (2147483647), (-2147483648), (0)",
        JSONEncoding.OID.int4, 3000
    ),
    (
        "SELECT ((random() - 0.5) * 10 ^ (random() * 18.9))::int8 \(many) UNION ALL VALUES (9223372036854775807), (-9223372036854775808), (0), (10), (-10)",
        JSONEncoding.OID.int8, 3000
    ),
    (
        "SELECT gen_random_uuid() \(many) UNION ALL VALUES ('00000000-0000-0000-0000-000000000000'::uuid), ('ffffffff-ffff-ffff-ffff-ffffffffffff')",
        JSONEncoding.OID.uuid, 3000
    ),
    ("SELECT unnest(enum_range(NULL::mood))", 0, 4),
    // Any character but NUL and the surrogates, control characters and quotes most of all.
    (
        """
        SELECT (SELECT string_agg(chr(CASE WHEN random() < 0.5 THEN (1 + random() * 130)::int
            WHEN random() < 0.5 THEN (1 + random() * 55294)::int ELSE (57344 + random() * 1056767)::int END), '')
            FROM generate_series(1, (random() * 40)::int) WHERE i > 0)
        FROM generate_series(1, 3000) AS i UNION ALL VALUES (''), ('\\"/'), (E'\\u2028')
        """, 25, 3000
    ),
    ("SELECT repeat('x', i)::varchar(20) FROM generate_series(1, 30) AS i", 1043, 30),
    (
        """
        SELECT v::jsonb FROM (VALUES ('null'), ('{}'), ('[]'), ('{"a": [1, 2.50, {"b": null}], "é\\"": "\\u0001\\n😀"}'),
            ('1e400'), ('-0.0'), ('"x"'), ('123456789012345678901234567890.10')) AS t(v)
        """, JSONEncoding.OID.jsonb, 8
    ),
    ("SELECT v::json FROM (VALUES (' { \"a\" : 1,  \"a\": 2 } '), ('[1]')) AS t(v)", JSONEncoding.OID.json, 2),
])
func valueIsWrittenAsPostgreSQLWritesIt(_ query: String, _ type: UInt32, _ count: Int) throws {
    try compare(query, type: type, atLeast: count)
}

@Test func numericsAreWrittenWithTheirScale() throws {
    let numbers = """
        SELECT round(((random() - 0.5) * 10 ^ (random() * 40 - 20))::numeric, (random() * 30)::int) \(many)
        UNION ALL SELECT (random() * 10 ^ 300)::numeric / (1 + random() * 10 ^ 20)::numeric FROM generate_series(1, 200)
        UNION ALL SELECT v::numeric FROM (VALUES ('0'), ('0.00'), ('-0.5'), ('12.50'), ('10000'), ('100000000'), ('0.0001'),
            ('0.00001'), ('9999.9999'), ('-10000.0001'), ('1e-1000'), ('1.5e1000'), ('0.' || repeat('0', 16382) || '1'),
            (repeat('9', 131072)), ('1000000000000000000000000.000000000000000000000001')) AS t(v)
        UNION ALL SELECT round((random() * 1000000)::numeric, 2)::numeric(12, 2) \(many)
        """
    try compare(numbers, type: JSONEncoding.OID.numeric, atLeast: 6000)
}

@Test func numericThatIsNoNumberIsWrittenOnlyAsText() throws {
    let result = try connection().query(
        "SELECT v::numeric, v FROM (VALUES ('NaN'), ('Infinity'), ('-Infinity'), ('1.50'), ('-7')) AS t(v)"
    )
    for row in 0..<result.rowCount {
        let bytes = result.bytes(row, 0)
        #expect(json(bytes, JSONEncoding.OID.numeric, quoted: true) == "\"\(result.text(row, 1))\"")
        #expect(json(bytes, JSONEncoding.OID.numeric) == (row < 3 ? nil : result.text(row, 1)))
    }
}

@Test func floatsReadBackAsTheSameNumber() throws {
    let edges = "('0'), ('-0'), ('1'), ('1e20'), ('1e-5'), ('0.1'), ('123456789'), ('-2.5')"
    try compare(
        """
        SELECT ((random() - 0.5) * 10 ^ (random() * 600 - 300))::float8 FROM generate_series(1, 1000)
        UNION ALL SELECT v::float8 FROM (VALUES \(edges), ('1.7976931348623157e308'), ('5e-324'), ('2.2250738585072014e-308')) AS t(v)
        """,
        type: JSONEncoding.OID.float8,
        atLeast: 1000
    ) { isJSONNumber($0) && Double($0)?.bitPattern == Double($1)?.bitPattern }
    try compare(
        """
        SELECT ((random() - 0.5) * 10 ^ (random() * 70 - 35))::float4 FROM generate_series(1, 1000)
        UNION ALL SELECT v::float4 FROM (VALUES \(edges), ('3.4028235e38'), ('1e-45')) AS t(v)
        """,
        type: JSONEncoding.OID.float4,
        atLeast: 1000
    ) { isJSONNumber($0) && Float($0)?.bitPattern == Float($1)?.bitPattern }
}

/// RFC 8259, section 6.
private func isJSONNumber(_ text: String) -> Bool {
    text.wholeMatch(of: /-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/) != nil
}

@Test func floatThatIsNoNumberIsWrittenOnlyAsText() throws {
    let result = try connection().query(
        "SELECT v::float8, v::float4, v FROM (VALUES ('NaN'), ('Infinity'), ('-Infinity')) AS t(v)"
    )
    for row in 0..<3 {
        for (column, type) in [JSONEncoding.OID.float8, JSONEncoding.OID.float4].enumerated() {
            #expect(json(result.bytes(row, column), type) == nil)
            #expect(json(result.bytes(row, column), type, quoted: true) == "\"\(result.text(row, 2))\"")
        }
    }
}

@Test func datesAreWrittenAfterTheCalendar() throws {
    // Every day of four centuries and more, and every thousandth of all that there are after the year 1.
    try compare(
        """
        SELECT '1896-01-01'::date + i FROM generate_series(0, 160000) AS i
        UNION ALL SELECT '0001-01-01'::date + i * 1009 FROM generate_series(0, 3600) AS i
        UNION ALL VALUES ('infinity'::date), ('-infinity'), ('5874897-12-31'), ('9999-12-31'), ('10000-01-01')
        """,
        type: JSONEncoding.OID.date,
        atLeast: 160_000
    )
}

/// Where PostgreSQL writes `0044-03-15 BC`, ISO 8601 has a year 0 and counts on below it.
@Test func datesBeforeTheYearOneHaveAstronomicalYears() throws {
    let result = try connection().query(
        """
        SELECT d, extract(year FROM d)::int4, to_char(d, 'MM-DD')
        FROM (SELECT '0001-12-31 BC'::date - i * 181 FROM generate_series(0, 8000) AS i
            UNION ALL VALUES ('4713-01-01 BC'::date)) AS t(d)
        """
    )
    for row in 0..<result.rowCount {
        // `extract` counts -1 for the year 1 BC, which is the year 0.
        let year = result.int4(row, 1) + 1
        let digits = String(year.magnitude)
        let text = (year < 0 ? "-" : "") + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        #expect(json(result.bytes(row, 0), JSONEncoding.OID.date) == "\"\(text)-\(result.text(row, 2))\"")
    }
}

@Test func momentsAreWrittenInUTC() throws {
    try compare(
        """
        SELECT '2000-01-01'::timestamptz + ((random() - 0.5) * 50000000000)::int8 * interval '1 second'
            + (random() * 1000000)::int * interval '1 microsecond' \(many)
        UNION ALL SELECT date_trunc('milliseconds', now() + i * interval '1.0001 second') FROM generate_series(1, 1000) AS i
        UNION ALL SELECT v::timestamptz FROM (VALUES ('infinity'), ('-infinity'), ('1970-01-01'), ('1999-12-31 23:59:59.999999+00'),
            ('2000-01-01 00:00:00.1+00'), ('0001-01-01 00:00:00+00'), ('294276-12-31 23:59:59.999999+00'), ('2026-06-01 12:00+14')) AS t(v)
        """,
        type: JSONEncoding.OID.timestamptz,
        atLeast: 4000
    ) { $0 == $1.replacing("+00:00", with: "Z") || $1.hasSuffix(" BC\"") }
}

// MARK: Arrays

@Test(arguments: [
    ("bool", 1000, "true, NULL, false"), ("int2", 1005, "1, -2, NULL"), ("int4", 1007, "1, NULL, -2147483648"),
    ("int8", 1016, "NULL, 9223372036854775807"), ("float8", 1022, "1.5, NULL"), ("float4", 1021, "-2.5, NULL"),
    ("numeric", 1231, "12.50, NULL, 0.00, -1e30"), ("text", 1009, "'', 'NULL', NULL, 'a\"b', 'é'"),
    ("varchar", 1015, "'x', NULL"),
    ("uuid", 2951, "'00010203-0405-0607-0809-0a0b0c0d0e0f', NULL"), ("date", 1182, "'2026-11-24', 'infinity', NULL"),
    ("jsonb", 3807, "'{\"a\": [1]}', 'null', NULL, '\"x\"'"), ("json", 199, "'{}', NULL"),
    ("mood", JSONEncoding.OID.anyArray, "'so so', NULL, 'a \"quoted\" one'"), ("bpchar", 1014, "'x', NULL"),
])
func arraysOfEveryTypeAreWritten(_ type: String, _ oid: UInt32, _ elements: String) throws {
    for oid in [oid, JSONEncoding.OID.anyArray] {
        try compare(
            """
            SELECT ARRAY[\(elements)]::\(type)[] UNION ALL SELECT '{}'::\(type)[] UNION ALL SELECT ARRAY[NULL]::\(type)[]
            UNION ALL SELECT (SELECT array_agg(e) FROM unnest(ARRAY[\(elements)]::\(type)[]) AS e, generate_series(1, 100))
            UNION ALL SELECT NULL
            """,
            type: oid,
            atLeast: 5
        ) { $0.replacing(".0,", with: ",") == $1 || $0 == $1 }
    }
}

@Test func momentsInArraysAreWrittenInUTC() throws {
    try compare(
        "SELECT ARRAY['2026-11-24 10:00+00', NULL, 'infinity', '1970-01-01 00:00:00.5+00']::timestamptz[]",
        type: 1185,
        atLeast: 1
    ) { $0 == $1.replacing("+00:00", with: "Z") }
}

@Test func numbersInArraysAreQuotedLikeOthers() throws {
    let result = try connection().query("SELECT ARRAY[1.50, NULL, 'NaN']::numeric[], ARRAY[1, NULL]::int8[]")
    #expect(json(result.bytes(0, 0), 1231, quoted: true) == #"["1.50",null,"NaN"]"#)
    #expect(json(result.bytes(0, 0), 1231) == "[1.50,null,null]")
    #expect(json(result.bytes(0, 1), 1016, quoted: true) == #"["1",null]"#)
}

@Test func valuesAreReadAsSwiftsOwn() throws {
    let result = try connection().query(
        "SELECT 1::int8, 2::int4, true, 'é', NULL::text, ARRAY['a', NULL, '']::text[], ''::text, '{}'::text[]"
    )
    #expect(result.rowCount == 1 && result.columnCount == 8)
    #expect(result.int8(0, 0) == 1 && result.int4(0, 1) == 2 && result.bool(0, 2) && result.text(0, 3) == "é")
    #expect(result.optionalText(0, 4) == nil && result.optionalText(0, 6) == "")
    #expect(result.texts(0, 5) == ["a", ""] && result.texts(0, 7).isEmpty)
}
