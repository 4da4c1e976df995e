import Columns
import Declarations
import Extract
import Testing

@Suite("Records out of XML")
struct XMLRecordTests {
  static let report = """
    <?xml version="1.0" encoding="UTF-8"?>
    <report title="Events" name="aAffiliateEvents" time="2026-02-01 12:44">
      <matrix rowcount="2">
        <columns><orderValue type="decimal">Order Value</orderValue></columns>
        <rows>
          <row>
            <programName>Tools &amp; Töchter</programName>
            <orderValue> 19.90
            </orderValue>
            <epi1/>
          </row>
          <row><orderValue><![CDATA[5]]>.00</orderValue><epi1>a</epi1><epi1>b</epi1>
            <programName>&#1050;<b>left out</b>&#x42E;</programName></row>
        </rows>
      </matrix>
    </report>
    """

  static let reportSelectors: [XMLSelector] = [
    .path(["programName"], attribute: nil), .path(["orderValue"], attribute: nil),
    .path(["epi1"], attribute: nil),
    .path(["epi2"], attribute: nil),
  ]

  static let reportRecords = ReadXML(
    rows: [["Tools & Töchter", "19.90", "", nil], ["КЮ", "5.00", "a", nil]], lines: [6, 12], indices: [0, 1],
    faults: ["2 in 1: repeated", "0 in 1: holdsElements"])

  @Test(
    "child elements become columns; text is trimmed, absent is not empty; what is no single value is noted")
  func children() throws {
    #expect(
      try readXML(Self.report, record: "report/matrix/rows/row", Self.reportSelectors) == Self.reportRecords)
  }

  @Test("every chunking gives the same records")
  func chunks() throws {
    let bytes = Array(Self.report.utf8)
    for split in 1..<bytes.count {
      let read = try readXML(bytes, record: "report/matrix/rows/row", Self.reportSelectors, first: split)
      #expect(read == Self.reportRecords, "split at \(split)")
    }
    for piece in [1, 2, 3, 5, 64] {
      let read = try readXML(bytes, record: "report/matrix/rows/row", Self.reportSelectors, piece: piece)
      #expect(read == Self.reportRecords, "pieces of \(piece)")
    }
  }

  @Test("long texts survive any chunking, characters whole")
  func longTexts() throws {
    let text = String(repeating: "Ж€😀x", count: 700)
    let document = Array("<r><a>\(text)</a><a><![CDATA[\(text)]]></a><a>1&amp;\(text)</a></r>".utf8)
    for piece in [1, 7, 299, 300, 301, 1000, 4099] {
      let read = try readXML(document, record: "r/a", [.path([], attribute: nil)], piece: piece)
      #expect(read.rows == [[text], [text], ["1&" + text]], "pieces of \(piece)")
    }
  }

  @Test("attributes of rows become columns")
  func attributes() throws {
    let text = """
      <xml xmlns:s='urn:s' xmlns:rs='urn:rs' xmlns:z='#RowsetSchema'><rs:data>
        <z:row ID="1" NAME='A &amp;amp; B &lt;1&gt; &#38;#38; &quot;' AMOUNT=" 1.50 "/>
        <z:row ID="2"
          AMOUNT=""/>
      </rs:data></xml>
      """
    let read = try readXML(
      text, record: "xml/data/row",
      [.path([], attribute: "ID"), .path([], attribute: "NAME"), .path([], attribute: "AMOUNT")])
    #expect(read.rows == [["1", "A &amp; B <1> &#38; \"", "1.50"], ["2", nil, ""]])
    #expect(read.indices == [0, 1])
  }

  @Test("attributes of child elements become columns, and of deeper ones")
  func deepAttributes() throws {
    let text = "<r><row><clicks value='7'/><cost value='1.5'><sub unit='EUR'>x</sub></cost></row></r>"
    let read = try readXML(
      text, record: "r/row",
      [
        .path(["clicks"], attribute: "value"), .path(["cost"], attribute: "value"),
        .path(["cost", "sub"], attribute: "unit"),
        .path(["cost", "sub"], attribute: nil), .path(["clicks"], attribute: nil),
      ])
    #expect(read.rows == [["7", "1.5", "EUR", "x", ""]])
  }

  @Test("the enclosing element's attributes and texts before the record go with each of its records")
  func enclosing() throws {
    let text = """
      <report><site idsite="1" name="A &amp; B"><label> Shop </label><goal nb="3"/><goal nb="4"/></site>
      <site idsite="2"><goal nb="5"/><label>late</label><goal nb="6"/></site></report>
      """
    let selectors: [XMLSelector] = [
      .parent([], attribute: "idsite"), .parent([], attribute: "name"), .parent(["label"], attribute: nil),
      .path([], attribute: "nb"),
    ]
    for piece in [1, 10, 1000] {
      let read = try readXML(Array(text.utf8), record: "report/site/goal", selectors, piece: piece)
      #expect(
        read.rows == [
          ["1", "A & B", "Shop", "3"], ["1", "A & B", "Shop", "4"], ["2", nil, nil, "5"],
          ["2", nil, "late", "6"],
        ])
      #expect(read.lines == [1, 1, 2, 2])
    }
  }

  static let order = """
    <?xml version="1.0" encoding="windows-1251"?>
    <КоммерческаяИнформация ВерсияСхемы="2.03" ДатаФормирования="2026-01-16">
      <Документ><Номер>17</Номер><Сумма>370.35</Сумма>
        <Товары>
          <Товар><Наименование>Ключ</Наименование><ЦенаЗаЕдиницу>123.45</ЦенаЗаЕдиницу><Количество>3.000</Количество></Товар>
          <Товар><ЦенаЗаЕдиницу>0.10</ЦенаЗаЕдиницу><Количество>-1</Количество></Товар>
        </Товары>
        <ЗначенияРеквизитов>
          <ЗначениеРеквизита><Наименование>Отменен</Наименование><Значение>false</Значение></ЗначениеРеквизита>
          <ЗначениеРеквизита><Наименование>Статус заказа</Наименование><Значение>Выполнен</Значение></ЗначениеРеквизита>
          <ЗначениеРеквизита><Значение>второй</Значение><Наименование>Статус заказа</Наименование></ЗначениеРеквизита>
        </ЗначенияРеквизитов>
      </Документ>
    </КоммерческаяИнформация>
    """

  @Test("name/value lists, sums of products and a root in windows-1251")
  func commerce() throws {
    // А…я stand at 0xC0…0xFF of windows-1251.
    let bytes = Self.order.unicodeScalars.map { scalar in
      UInt8(scalar.value < 0x80 ? scalar.value : scalar.value - 0x410 + 0xC0)
    }
    let file = try TemporaryFile(bytes)
    var stream = try ByteStream(path: file.path)
    let (kind, encoding) = (stream.kind, stream.encoding)
    #expect(kind == .xml)
    #expect(encoding == .windows1251)
    var text: ContiguousArray<UInt8> = []
    while try stream.read(into: &text, maximum: 100) > 0 {}
    let list = ["ЗначенияРеквизитов", "ЗначениеРеквизита"]
    let read = try readXML(
      Array(text), record: "КоммерческаяИнформация/Документ",
      [
        .path(["Номер"], attribute: nil),
        .named(list: list, name: "Наименование", value: "Значение", equals: "Статус заказа"),
        .named(list: list, name: "Наименование", value: "Значение", equals: "Отменен"),
        .named(list: list, name: "Наименование", value: "Значение", equals: "Оплачен"),
        .sumOfProducts(items: ["Товары", "Товар"], factors: ["ЦенаЗаЕдиницу", "Количество"]),
        .parent([], attribute: "ДатаФормирования"),
      ])
    #expect(read.rows == [["17", "Выполнен", "false", nil, "370.25", "2026-01-16"]])
    #expect(read.lines == [3])
  }

  @Test("names of a list may stand in attributes, values in the item's own text")
  func attributeNames() throws {
    let read = try readXML(
      "<r><row><FL val='Deal'><![CDATA[x & y]]></FL><FL val='Stage'>won</FL></row></r>", record: "r/row",
      [
        .named(list: ["FL"], name: "@val", value: ".", equals: "Stage"),
        .named(list: ["FL"], name: "@val", value: ".", equals: "Deal"),
      ])
    #expect(read.rows == [["won", "x & y"]])
  }

  struct Product: Sendable, CustomTestStringConvertible {
    var items: [(String?, String?)]
    var sum: String?
    var testDescription: String { "\(items.map { "\($0.0 ?? "-")×\($0.1 ?? "-")" }) → \(sum ?? "absent")" }
  }

  // Worked out with Python's decimal module.
  static let products = [
    Product(items: [("2", "3")], sum: "6"), Product(items: [("-0.5", "0.5")], sum: "-0.25"),
    Product(items: [], sum: nil),
    Product(items: [("0.1", "3"), ("0.2", "1")], sum: "0.5"),
    Product(items: [("1.10", "-1"), ("1.1", "1.000")], sum: "0"),
    Product(items: [("123456789012345678", "1000000"), ("1", "1")], sum: "123456789012345678000001"),
    Product(items: [("0.000001", "0.000001")], sum: "0.000000000001"),
    Product(items: [("0.0000001", "0.000001")], sum: "?0.000001"),
    Product(items: [("1,5", "2")], sum: "?1,5"), Product(items: [("2", "1"), ("", "2")], sum: "?"),
    Product(items: [("2", nil)], sum: "?"), Product(items: [("1e3", "1")], sum: "?1e3"),
    Product(items: [("+1", "1")], sum: "?+1"),
    Product(items: [("1.", "1")], sum: "?1."), Product(items: [(".5", "1")], sum: "?.5"),
    Product(items: [("-", "1")], sum: "?-"),
    Product(items: [("1234567890123456789", "1")], sum: "?1234567890123456789"),
    Product(items: [("999999999999999999", "999999999999999999")], sum: "?999999999999999999"),
  ]

  @Test("sums of products are exact, or marked so that the record is rejected", arguments: products)
  func sums(_ c: Product) throws {
    let items = c.items.map { price, count in
      "<i>" + (price.map { "<p>\($0)</p>" } ?? "") + (count.map { "<n>\($0)</n>" } ?? "") + "</i>"
    }
    let read = try readXML(
      "<r><o>\(items.joined())</o><o><i><p>1</p><n>1</n></i></o></r>", record: "r/o",
      [.sumOfProducts(items: ["i"], factors: ["p", "n"])])
    #expect(read.rows == [[c.sum], ["1"]])
  }

  @Test("elements of the same names elsewhere are not records")
  func elsewhere() throws {
    let text = "<r><x><a>1</a></x><a>2<a>3</a></a><b><r><a>4</a></r></b></r>"
    #expect(try readXML(text, record: "r/a", [.path([], attribute: nil)]).rows == [["2"]])
    #expect(try readXML(text, record: "q/a", [.path([], attribute: nil)]).rows == [])
    #expect(
      try readXML("<r>5</r>", record: "r", [.path([], attribute: nil), .parent([], attribute: "x")]).rows == [
        ["5", nil]
      ])
  }

  @Test(
    "an export without records can be told from another kind of file",
    arguments: [
      ("<report><rows/></report>", 2), ("<report><x/></report>", 1), ("<orders/>", 0),
      ("<report><rows><row/></rows></report>", 3),
    ])
  func emptyExports(text: String, matched: Int) throws {
    var reader = XMLRecordReader(record: ["report", "rows", "row"], selectors: [])
    var batch = RecordBatch(columnCount: 0)
    try reader.feed(Array(text.utf8).span, batch: &batch)
    try reader.finish(batch: &batch)
    let (length, root) = (reader.matchedPathLength, reader.root?.name)
    #expect(length == matched)
    #expect(root == (matched == 0 ? "orders" : "report"))
  }

  @Test("lines count over declaration, comments and breaks of any kind before it")
  func lines() throws {
    let text =
      "\n\n<?xml version='1.0'\n encoding='windows-1251'?>\n<!-- a\n b -->\n<r>\r\n<a/>\n\n<a>x\n</a></r>\n"
    #expect(try readXML(text, record: "r/a", [.path([], attribute: nil)]).lines == [8, 10])
  }

  @Test("many records arrive once each, however they are drained")
  func many() throws {
    let rows = (0..<20_000).map { "<row n=\"\($0)\"><v>value \($0)</v></row>" }.joined()
    let read = try readXML(
      Array("<r>\(rows)</r>".utf8), record: "r/row",
      [.path([], attribute: "n"), .path(["v"], attribute: nil)], piece: 4096)
    #expect(read.rows == (0..<20_000).map { ["\($0)", "value \($0)"] })
    #expect(read.indices == Array(0..<20_000))
  }
}
