import EventSchema
import Testing

// Expected values are those of Python's fractions.Fraction.
@Suite("Exact numbers") struct ExactTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var a: String, b: String, sum: String, difference: String, product: String, quotient: String?
    var testDescription: String { "\(a) and \(b)" }
  }

  static let cases = [
    Case(
      a: "-6760538.61", b: "-0.000538939162", sum: "-6760538.610538939162",
      difference: "-6760538.609461060838", product: "3643.51901314204482",
      quotient: "3380269305000000000/269469581"),
    Case(
      a: "226027820", b: "354598008266842516.105589182661", sum: "354598008492870336.105589182661",
      difference: "-354598008040814696.105589182661", product: "80149014784896392198661212.77244762902",
      quotient: "226027820000000000000/354598008266842516105589182661"),
    Case(
      a: "703121420768788289139613591985", b: "0", sum: "703121420768788289139613591985",
      difference: "703121420768788289139613591985", product: "0", quotient: nil),
    Case(
      a: "-8222043564866829843376823796.28", b: "0.11", sum: "-8222043564866829843376823796.17",
      difference: "-8222043564866829843376823796.39", product: "-904424792135351282771450617.5908",
      quotient: "-822204356486682984337682379628/11"),
    Case(
      a: "0", b: "0.000711312494", sum: "0.000711312494", difference: "-0.000711312494", product: "0",
      quotient: "0"),
    Case(a: "-1", b: "0.04", sum: "-0.96", difference: "-1.04", product: "-0.04", quotient: "-25"),
    Case(a: "0.19", b: "-0.5", sum: "-0.31", difference: "0.69", product: "-0.095", quotient: "-0.38"),
    Case(
      a: "-0.000000000012", b: "-229.5448", sum: "-229.544800000012", difference: "229.544799999988",
      product: "0.0000000027545376", quotient: "3/57386200000000"),
  ]

  @Test("arithmetic is exact, and dividing by 0 gives no value", arguments: cases)
  func arithmetic(_ c: Case) throws {
    let a = try #require(Exact(decimal: c.a))
    let b = try #require(Exact(decimal: c.b))
    #expect((a + b).description == c.sum)
    #expect((a - b).description == c.difference)
    #expect((a * b).description == c.product)
    #expect((a / b)?.description == c.quotient)
    #expect((a < b) == c.difference.hasPrefix("-"))
  }

  @Test(
    "money is rounded once, half to even, from its decimal text",
    arguments: [
      (".125", 2, "0.12"), (".135", 2, "0.14"), ("-.125", 2, "-0.12"), ("2.5", 0, "2"), ("3.5", 0, "4"),
      ("1.005", 2, "1.00"), ("2.675", 2, "2.68"), ("-0.004", 2, "0.00"), ("1.2345", 3, "1.234"),
      ("0.00005", 4, "0.0000"), ("0.00015", 4, "0.0002"),
    ])
  func money(_ text: String, _ places: Int, _ expected: String) throws {
    let value = try #require(Exact(decimal: text.replacing("-.", with: "-0.").replacing(/^\./, with: "0.")))
    #expect(value.decimal(places: places) == expected)
  }

  struct Rounded: Sendable, CustomTestStringConvertible {
    var numerator: String, denominator: String, places: Int, halfEven: String, halfUp: String
    var testDescription: String { "\(numerator)/\(denominator) to \(places) places" }
  }

  @Test(
    "rounding happens once, half to even or half away from zero",
    arguments: [
      Rounded(numerator: "1", denominator: "2", places: 0, halfEven: "0", halfUp: "1"),
      Rounded(numerator: "3", denominator: "2", places: 0, halfEven: "2", halfUp: "2"),
      Rounded(numerator: "-1", denominator: "2", places: 0, halfEven: "0", halfUp: "-1"),
      Rounded(numerator: "-3", denominator: "2", places: 0, halfEven: "-2", halfUp: "-2"),
      Rounded(numerator: "1", denominator: "8", places: 2, halfEven: "0.12", halfUp: "0.13"),
      Rounded(numerator: "-1", denominator: "8", places: 2, halfEven: "-0.12", halfUp: "-0.13"),
      Rounded(numerator: "3", denominator: "8", places: 2, halfEven: "0.38", halfUp: "0.38"),
      Rounded(numerator: "2", denominator: "3", places: 4, halfEven: "0.6667", halfUp: "0.6667"),
      Rounded(numerator: "1", denominator: "3", places: 0, halfEven: "0", halfUp: "0"),
      Rounded(numerator: "1005", denominator: "1000", places: 2, halfEven: "1.00", halfUp: "1.01"),
      Rounded(numerator: "-4", denominator: "1000", places: 2, halfEven: "0.00", halfUp: "0.00"),
      Rounded(numerator: "999999", denominator: "1000", places: 2, halfEven: "1000.00", halfUp: "1000.00"),
      Rounded(
        numerator: "10000000000000000000000000000000000000001", denominator: "2", places: 0,
        halfEven: "5000000000000000000000000000000000000000",
        halfUp: "5000000000000000000000000000000000000001"),
    ])
  func rounding(_ c: Rounded) throws {
    let value = try ratio(c.numerator, c.denominator)
    #expect(value.decimal(places: c.places, .halfEven) == c.halfEven)
    #expect(value.decimal(places: c.places, .halfUp) == c.halfUp)
  }

  private func ratio(_ a: String, _ b: String) throws -> Exact {
    let numerator = try #require(Exact(decimal: a))
    let denominator = try #require(Exact(decimal: b))
    let quotient: Exact? = numerator / denominator
    return try #require(quotient)
  }

  @Test("equal numbers are equal however they are written")
  func reduced() throws {
    #expect(try ratio("2", "4") == ratio("-1", "-2"))
    #expect(try Exact(decimal: "1.50") == ratio("3", "2"))
    #expect(try Exact(units: -1_500_000, scale: 6) == ratio("3", "-2"))
    #expect(try ratio("0", "-7") == .zero)
    #expect(Exact(decimal: "-0") == .zero)
  }

  @Test("the widest sums keep every digit")
  func widest() {
    #expect(Exact(units: .min, scale: 6).description == "-170141183460469231731687303715884.105728")
  }

  @Test(
    "only plain decimals are read",
    arguments: ["", "-", ".5", "5.", "1,5", "1e3", "+1", " 1", "1.2.3", "٣", "--1"])
  func refused(_ text: String) { #expect(Exact(decimal: text) == nil) }
}
