// swift-tools-version: 6.1
// Targets are listed bottom-up: a target may depend only on targets above it in this file.
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// The fuzzers need a runtime of their own (`--sanitize=fuzzer`) and an unsafe flag, which would make the
/// package useless as a dependency: they exist only when asked for. `make fuzz` builds and runs them.
let isFuzzing = Context.environment["SLUICE_FUZZ"] != nil
let fuzzers: [Target] =
  !isFuzzing
  ? []
  : ["CSV", "XML", "YAML", "Numbers", "Dates", "Formulas", "Containers", "Gzip"].map { name in
    .executableTarget(
      name: "Fuzz\(name)", dependencies: ["FuzzHarness"], path: "Fuzz/\(name)",
      swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])])
  }

let package = Package(
  name: "sluice",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "sluice", targets: ["sluice"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    // For tests only: the oracle of exact arithmetic.
    .package(url: "https://github.com/attaswift/BigInt", from: "6.0.1"),
  ],
  targets: [
    // C rooms
    .target(name: "CByteScan"),
    .systemLibrary(
      name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
    .target(name: "CExchange"),
    .systemLibrary(
      name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CXXHash", pkgConfig: "libxxhash", providers: [.apt(["libxxhash-dev"])]),

    // Floor
    module("Diagnostics"),
    module("Columns", ["CByteScan"]),
    module("EventSchema", ["Columns"]),

    // Data and its typed form
    .executableTarget(name: "CatalogEmbedder", swiftSettings: strict),
    .plugin(
      name: "EmbedCatalog", capability: .buildTool(), dependencies: ["CatalogEmbedder"]),
    // The plugin's tool can't be built with the fuzzers' runtime: they go without a catalog.
    .target(
      name: "Catalog", swiftSettings: strict + (isFuzzing ? [.define("EMPTY_CATALOG")] : []),
      plugins: isFuzzing ? [] : ["EmbedCatalog"]),
    module(
      "Declarations",
      ["Diagnostics", "EventSchema", "Catalog", "CLibYAML"]),

    // Stages: they never import each other
    module(
      "Extract",
      [
        "Diagnostics", "Columns", "EventSchema", "Declarations", "CByteScan", "CLibXML2", "CZlib",
        "CXXHash",
      ]),
    module("Normalize", ["Diagnostics", "Columns", "EventSchema", "Declarations", "CByteScan"]),
    module("Aggregate", ["Diagnostics", "Columns", "EventSchema", "Declarations"]),
    module("Render", ["Diagnostics", "EventSchema", "Declarations"]),

    // Chaining
    module(
      "Kernel",
      ["Diagnostics", "Columns", "EventSchema", "Declarations", "Extract", "Normalize", "Aggregate"]
    ),
    module("Engines", ["Diagnostics", "Columns", "EventSchema", "Declarations", "Kernel"]),
    module(
      "Pipeline",
      [
        "Diagnostics", "Columns", "EventSchema", "Declarations", "Catalog", "Extract", "Normalize",
        "Aggregate", "Render", "Kernel", "Engines", "CExchange",
      ]),
    .executableTarget(
      name: "sluice",
      dependencies: [
        "Pipeline", "Diagnostics", "Declarations", "EventSchema",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),

    // Differential checks, shared by the fuzzers and the tests that replay their finds
    .target(
      name: "FuzzHarness",
      dependencies: ["Diagnostics", "Columns", "EventSchema", "Declarations", "Extract", "Normalize"],
      path: "Fuzz/Harness", swiftSettings: strict),

    // Tests
    .target(name: "TestSupport", path: "Tests/Support", swiftSettings: strict),
    tests("DiagnosticsTests", ["Diagnostics"]),
    tests("ColumnsTests", ["Columns", "CByteScan", "TestSupport"]),
    tests(
      "EventSchemaTests", ["EventSchema", "Columns", .product(name: "BigInt", package: "BigInt")]),
    tests("DeclarationsTests", ["Declarations", "Diagnostics", "EventSchema", "Catalog"]),
    tests(
      "ExtractTests",
      [
        "Extract", "Columns", "EventSchema", "Declarations", "Diagnostics", "CByteScan", "FuzzHarness",
        "TestSupport",
      ]),
    tests(
      "NormalizeTests",
      [
        "Normalize", "Columns", "EventSchema", "Declarations", "Diagnostics", "Catalog", "CByteScan",
        "TestSupport",
      ]),
    tests(
      "AggregateTests", ["Aggregate", "Columns", "EventSchema", "Declarations", "Diagnostics", "TestSupport"]),
    tests("RenderTests", ["Render", "EventSchema", "Declarations", "Catalog", "Diagnostics"]),
    tests(
      "CatalogTests",
      [
        "Pipeline", "Declarations", "Catalog", "Diagnostics", "EventSchema", "Extract", "Kernel", "Engines",
        "Aggregate", "Columns",
        "Normalize",
      ]),
    tests("EndToEndTests", ["sluice"]),
    tests("FindTests", ["FuzzHarness"]),
  ] + fuzzers,
  cLanguageStandard: .c17
)
