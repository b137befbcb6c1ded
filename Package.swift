// swift-tools-version: 6.1
import PackageDescription

// The layers and their arrows are those of docs/architecture.md; a test compares this file with that table.

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

func room(
    _ name: String, path: String? = nil, uses: [Target.Dependency] = [], resources: [Resource]? = nil
) -> Target {
    .target(
        name: name, dependencies: uses, path: path ?? "Sources/\(name)", resources: resources, swiftSettings: strict)
}

func tests(
    _ name: String, path: String? = nil, uses: [Target.Dependency], resources: [Resource]? = nil
) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: uses, path: path ?? "Tests/\(name)Tests", resources: resources,
        swiftSettings: strict)
}

func library(_ name: String, package: String) -> Target.Dependency { .product(name: name, package: package) }

let crypto = library("Crypto", package: "swift-crypto")

/// Each is a folder under Providers/ with its Sources and Tests, and sees the same three rooms; a new one
/// is a name in this list.
let providers = [
    "CodeBundles",
    "Campaigns",
    "LearnerInvites",
    "KeyPool",
    "RemoteProvider",
]
let providerKit: [Target.Dependency] = ["GatehouseProviderKit", "GatehouseModel", "GatehouseForms"]

/// Beside them stands what `gatehouse provider new` makes a new one from; nobody uses it.
let providerTargets = (providers + ["Template"]).flatMap { name in
    [
        room(name, path: "Providers/\(name)/Sources", uses: providerKit),
        tests(
            name, path: "Providers/\(name)/Tests",
            uses: [.byName(name: name)] + providerKit + ["GatehouseTesting", "ProviderTesting", "ProviderConformance"]),
    ]
}

let package = Package(
    name: "gatehouse",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "gatehouse", targets: ["gatehouse"]),
        .library(name: "GatehouseProviderKit", targets: ["GatehouseProviderKit", "GatehouseModel", "GatehouseForms"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    ],
    targets: [
        // System libraries, each seen by one target only.
        .systemLibrary(name: "CIDN2", path: "Sources/CIDN2", pkgConfig: "libidn2", providers: [.apt(["libidn2-dev"])]),
        .systemLibrary(name: "CZip", path: "Sources/CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
        .systemLibrary(
            name: "CXLSXWriter", path: "Sources/CXLSXWriter", pkgConfig: "xlsxwriter",
            providers: [.apt(["libxlsxwriter-dev"])]),
        .systemLibrary(name: "CPQ", path: "Sources/CPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(
            name: "CCurl", path: "Sources/CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(
            name: "CGMime", path: "Sources/CGMime", pkgConfig: "gmime-3.0", providers: [.apt(["libgmime-3.0-dev"])]),

        // Layer 0
        room("GatehouseModel"),
        room("GatehouseForms", uses: ["GatehouseModel"]),
        room("GatehouseIDN", uses: ["GatehouseModel", "CIDN2"]),

        // Layer 1
        room("GatehouseProviderKit", uses: ["GatehouseModel", "GatehouseForms"]),
        room("GatehouseTables", uses: ["GatehouseModel", "GatehouseForms", "CZip", "CXLSXWriter"]),
        room("GatehouseReconciliation", uses: ["GatehouseModel"]),
        room("GatehouseLedger", uses: ["GatehouseModel", "GatehouseForms", crypto]),

        // Layer 2
        room(
            "GatehouseEngine",
            uses: [
                "GatehouseModel", "GatehouseForms", "GatehouseProviderKit", "GatehouseTables",
                "GatehouseReconciliation",
                "GatehouseLedger",
            ]),
        room(
            "GatehouseStorage",
            uses: [
                "GatehouseModel", "GatehouseForms", "GatehouseLedger", "CPQ", crypto,
                library("GRDB", package: "GRDB.swift"), library("GRDBSQLite", package: "GRDB.swift"),
            ]),
        room(
            "GatehouseMail",
            uses: [
                "GatehouseModel", "GatehouseForms", "GatehouseLedger", "CCurl", "CGMime", crypto,
                library("Mustache", package: "swift-mustache"),
            ]),
        room(
            "GatehouseLink",
            uses: [
                "GatehouseModel", "GatehouseForms", "GatehouseProviderKit",
                library("AsyncHTTPClient", package: "async-http-client"), library("NIOCore", package: "swift-nio"),
                library("NIOHTTP1", package: "swift-nio"), library("NIOPosix", package: "swift-nio"),
            ]),

        // Layer 3
        room(
            "GatehouseHTTP",
            uses: [
                "GatehouseModel", "GatehouseEngine", library("Hummingbird", package: "hummingbird"),
                library("HummingbirdCore", package: "hummingbird"),
                library("HTTPTypes", package: "swift-http-types"), library("NIOCore", package: "swift-nio"),
                library("NIOPosix", package: "swift-nio"), library("Logging", package: "swift-log"),
            ]),
        room(
            "VendorSandbox",
            uses: [
                "GatehouseModel", "GatehouseForms", library("Hummingbird", package: "hummingbird"),
                library("HTTPTypes", package: "swift-http-types"), library("NIOCore", package: "swift-nio"),
                library("Logging", package: "swift-log"), crypto,
            ]),

        room("ProviderConformance", uses: ["GatehouseModel", "GatehouseForms", "GatehouseProviderKit"]),

        // Layer 4
        room(
            "GatehouseApp",
            uses: [
                "GatehouseModel", "GatehouseForms", "GatehouseIDN", "GatehouseProviderKit", "GatehouseTables",
                "GatehouseReconciliation", "GatehouseLedger", "GatehouseEngine", "GatehouseStorage", "GatehouseMail",
                "GatehouseLink", "GatehouseHTTP", "VendorSandbox", "ProviderConformance",
                library("Yams", package: "Yams"),
            ] + providers.map { .byName(name: $0) }),

        // Layer 5
        .executableTarget(
            name: "gatehouse",
            dependencies: [
                "GatehouseApp", "GatehouseModel", "GatehouseForms", "GatehouseProviderKit", "GatehouseTables",
                "GatehouseLedger", "GatehouseEngine", "GatehouseReconciliation", "ProviderConformance",
                library("ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Sources/gatehouse", swiftSettings: strict),
        .executableTarget(
            name: "GatehouseBench",
            dependencies: [
                "GatehouseApp", "GatehouseEngine", "GatehouseStorage", "GatehouseLedger", "GatehouseModel",
                "GatehouseForms", "GatehouseProviderKit", "GatehouseReconciliation", "CodeBundles", "Campaigns",
                "LearnerInvites", "KeyPool",
            ],
            path: "bench/GatehouseBench", swiftSettings: strict),

        // Tests
        room("GatehouseTesting", path: "Tests/GatehouseTesting", uses: ["GatehouseModel"]),
        room(
            "ProviderTesting", path: "Tests/ProviderTesting",
            uses: ["GatehouseProviderKit", "GatehouseModel", "GatehouseForms", "GatehouseTesting"]),
        tests("Architecture", uses: ["GatehouseTesting"]),
        tests("Rules", uses: ["GatehouseTesting"]),
        tests("GatehouseModel", uses: ["GatehouseModel", "GatehouseIDN", "GatehouseTesting"]),
        tests("GatehouseForms", uses: ["GatehouseForms", "GatehouseModel", "GatehouseTesting"]),
        tests(
            "GatehouseProviderKit",
            uses: ["GatehouseProviderKit", "GatehouseModel", "GatehouseForms", "GatehouseTesting"]),
        tests("GatehouseTables", uses: ["GatehouseTables", "GatehouseModel", "GatehouseForms", "GatehouseTesting"]),
        tests(
            "GatehouseReconciliation",
            uses: [
                "GatehouseReconciliation", "GatehouseEngine", "GatehouseLedger", "GatehouseProviderKit",
                "GatehouseTables", "GatehouseForms", "GatehouseModel", "GatehouseTesting",
            ]),
        tests("GatehouseLedger", uses: ["GatehouseLedger", "GatehouseModel", "GatehouseForms", "GatehouseTesting"]),
        tests(
            "GatehouseStorage",
            uses: [
                "GatehouseStorage", "GatehouseLedger", "GatehouseModel", "GatehouseForms", "GatehouseTesting",
                library("GRDBSQLite", package: "GRDB.swift"),
            ]),
        tests(
            "GatehouseMail",
            uses: ["GatehouseMail", "GatehouseLedger", "GatehouseModel", "GatehouseForms", "GatehouseTesting"],
            resources: [.copy("Peers")]),
        tests(
            "GatehouseLink",
            uses: [
                "GatehouseLink", "GatehouseProviderKit", "GatehouseModel", "GatehouseForms", "GatehouseTesting",
                library("NIOCore", package: "swift-nio"), library("NIOPosix", package: "swift-nio"),
            ]),
        tests(
            "GatehouseHTTP",
            uses: [
                "GatehouseHTTP", "GatehouseEngine", "GatehouseModel", "GatehouseTesting",
            ]),
        tests(
            "VendorSandbox",
            uses: [
                "VendorSandbox", "GatehouseLink", "GatehouseProviderKit", "GatehouseModel", "GatehouseForms",
                "GatehouseTesting", "CodeBundles", "Campaigns", "LearnerInvites", "KeyPool",
            ]),
        tests(
            "ProviderConformance",
            uses: [
                "ProviderConformance", "GatehouseProviderKit", "GatehouseModel", "GatehouseForms", "GatehouseTesting",
            ]),
        tests(
            "GatehouseEngine",
            uses: [
                "GatehouseEngine", "GatehouseStorage", "GatehouseLedger", "GatehouseProviderKit", "GatehouseModel",
                "GatehouseForms", "GatehouseTables", "GatehouseReconciliation", "GatehouseLink", "VendorSandbox",
                "CodeBundles", "Campaigns", "LearnerInvites", "KeyPool", "GatehouseTesting",
            ]),
        tests(
            "GatehouseApp",
            uses: [
                "GatehouseApp", "GatehouseEngine", "GatehouseLedger", "GatehouseMail", "GatehouseModel",
                "GatehouseForms", "GatehouseProviderKit", "GatehouseTesting", "ProviderConformance",
            ],
            resources: [.copy("Peers")]),
        tests("EndToEnd", uses: ["gatehouse", "GatehouseTables", "GatehouseForms", "GatehouseTesting"]),
    ] + providerTargets,
    swiftLanguageModes: [.v6]
)
