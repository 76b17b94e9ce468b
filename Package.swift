// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours: Swift 6 language mode and the upcoming features that make imports and existentials explicit.
let strict: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        // Overlapping accesses that the compiler cannot see are looked for in debug builds, and so in all tests: at run
        // time the looking costs a twentieth of a request.
        .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
    ] + (Context.environment["GATEWAY_WARNINGS"] == "errors" ? [.treatAllWarnings(as: .error)] : [])

let package = Package(
    name: "business-center-gateway",
    products: [
        .executable(name: "gateway", targets: ["GatewayCLI"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(
            url: "https://github.com/apple/swift-configuration",
            from: "1.4.0",
            traits: ["JSON", "CommandLineArguments"]
        ),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    ],
    targets: [
        // The system's side: C headers that Swift's Glibc module does not export, and libpq.
        .target(name: "CEpoll"),
        .target(name: "CSpawn"),
        .systemLibrary(name: "CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        // Mail goes out through libcurl; domains' names are read as ICU reads them.
        .target(name: "CCurl"),
        // Lists as workbooks.
        .systemLibrary(name: "CXLSXWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
        .target(name: "CICU", linkerSettings: [.linkedLibrary("icui18n"), .linkedLibrary("icuuc")]),

        // The layers; arrows only point down (see README.md, "The tour of the source").
        .target(name: "Bytes", swiftSettings: strict),
        .target(name: "EventLoop", dependencies: ["CEpoll"], swiftSettings: strict),
        .target(name: "HTTP", dependencies: ["Bytes", "EventLoop"], swiftSettings: strict),
        .target(name: "Postgres", dependencies: ["Bytes", "CEpoll", "CLibpq", "EventLoop"], swiftSettings: strict),
        .target(name: "LocalPostgres", dependencies: ["CSpawn", "EventLoop", "Postgres"], swiftSettings: strict),
        .target(name: "GraphQL", dependencies: ["Bytes"], swiftSettings: strict),
        .target(name: "GraphQLOverHTTP", dependencies: ["Bytes", "GraphQL", "HTTP"], swiftSettings: strict),
        .target(name: "Planning", dependencies: ["Bytes", "GraphQL"], swiftSettings: strict),
        .target(
            name: "Mock",
            dependencies: ["Bytes", "EventLoop", "GraphQL", "GraphQLOverHTTP", "HTTP"],
            swiftSettings: strict
        ),
        .target(name: "Check", dependencies: ["Bytes", "GraphQL"], swiftSettings: strict),
        .target(
            name: "Accounts",
            dependencies: [
                "Bytes", "CCurl", "CICU", "Postgres",
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            swiftSettings: strict
        ),
        .target(name: "Imports", dependencies: ["Accounts", "GraphQL", "Postgres"], swiftSettings: strict),
        .target(
            name: "SampleData",
            dependencies: ["Accounts", "Bytes", "Postgres", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: strict
        ),
        .target(
            name: "Gateway",
            dependencies: [
                "Accounts", "Bytes", "CXLSXWriter", "EventLoop", "GraphQL", "GraphQLOverHTTP", "HTTP", "Planning",
                "Postgres",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "GatewayCLI",
            dependencies: [
                "Accounts", "Bytes", "Check", "EventLoop", "Gateway", "GraphQL", "GraphQLOverHTTP", "HTTP",
                "Imports", "LocalPostgres", "Mock", "Planning", "Postgres", "SampleData",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict,
            // Functions that are the same are kept once: a twentieth less memory for the program's own text.
            linkerSettings: [
                .unsafeFlags(["-use-ld=lld", "-Xlinker", "--icf=safe"], .when(configuration: .release))
            ]
        ),

        .target(
            name: "TestSupport",
            dependencies: ["LocalPostgres", "Postgres"],
            path: "Tests/TestSupport",
            swiftSettings: strict
        ),
        .testTarget(
            name: "LocalPostgresTests",
            dependencies: ["LocalPostgres", "Postgres", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(name: "BytesTests", dependencies: ["Bytes"], swiftSettings: strict),
        // What specifications demand, each demand with its tests.
        .target(name: "Checklists", path: "Tests/Checklists", swiftSettings: strict),
        .testTarget(name: "GraphQLTests", dependencies: ["Bytes", "Checklists", "GraphQL"], swiftSettings: strict),
        .testTarget(name: "MockTests", dependencies: ["Bytes", "GraphQL", "Mock"], swiftSettings: strict),
        .target(
            name: "GraphQLOverHTTPAudits",
            dependencies: ["GraphQL", "HTTP"],
            path: "Tests/GraphQLOverHTTPAudits",
            swiftSettings: strict
        ),
        .testTarget(
            name: "GraphQLOverHTTPTests",
            dependencies: [
                "Bytes", "Checklists", "GraphQL", "GraphQLOverHTTP", "GraphQLOverHTTPAudits", "HTTP", "Mock",
                "Planning",
            ],
            swiftSettings: strict
        ),
        .testTarget(name: "CheckTests", dependencies: ["Bytes", "Check", "GraphQL"], swiftSettings: strict),
        .testTarget(
            name: "PlanningTests",
            dependencies: ["Bytes", "GraphQL", "Planning"],
            exclude: ["Golden"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "PostgresTests",
            dependencies: ["Bytes", "EventLoop", "LocalPostgres", "Postgres", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(name: "ImportsTests", dependencies: ["Imports"], swiftSettings: strict),
        .testTarget(name: "HTTPTests", dependencies: ["Bytes", "EventLoop", "HTTP"], swiftSettings: strict),
        .testTarget(
            name: "AccountsTests",
            dependencies: [
                "Accounts", "Postgres", "TestSupport",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "GatewayCLITests",
            dependencies: ["Gateway", "GatewayCLI", "GraphQL", "HTTP", "LocalPostgres", "Postgres", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "GatewayTests",
            dependencies: [
                "Accounts", "Bytes", "Checklists", "Gateway", "GatewayCLI", "GraphQL", "GraphQLOverHTTP",
                "GraphQLOverHTTPAudits",
                "HTTP", "LocalPostgres", "Mock", "Planning", "Postgres", "SampleData", "TestSupport",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
            ],
            exclude: ["Music/Migrations", "Music/Schema"],
            swiftSettings: strict
        ),
    ],
    swiftLanguageModes: [.v6]
)
