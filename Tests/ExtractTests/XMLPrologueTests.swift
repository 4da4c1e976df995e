import Columns
import Extract
import Testing

@Suite("Beginnings of XML files")
struct XMLPrologueTests {
  @Test("root, attributes and encoding are read from whatever part is there")
  func prefixes() {
    let text = Array(
      "\u{FEFF} <?xml version='1.0' encoding='utf-8'?><!-- x > y --><m:report a=\"1 &amp; &lt;2>\" m:b=''><row/>"
        .utf8)
    let whole = XMLPrologue.read(text)
    #expect(whole.root == "report")
    #expect(whole.attributes.map(\.name) == ["a", "b"])
    #expect(whole.attributes.map(\.value) == ["1 & <2>", ""])
    #expect(whole.declaredEncoding == "utf-8")
    for count in text.indices {
      let part = XMLPrologue.read(Array(text[..<count]))
      #expect(part.root == nil || part.root == "report", "\(count) bytes")
    }
  }

  @Test("encodings of the bytes, and text that was transcoded")
  func encodings() {
    let text = "<?xml version=\"1.0\" encoding=\"UTF-16\"?><отчёт день=\"я\"/>"
    let units: [[UInt8]] = text.utf16.map { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    let wide: [UInt8] = [0xFF, 0xFE] + units.joined()
    #expect(XMLPrologue.read(wide).root == "отчёт")
    #expect(XMLPrologue.read(Array(wide.dropFirst(2))).root == "отчёт")
    let decoded = Array("<?xml version='1.0' encoding='windows-1251'?><отчёт день='я'/>".utf8)
    #expect(XMLPrologue.read(decoded, encoding: .utf8).root == "отчёт")
    #expect(XMLPrologue.read(decoded, encoding: .utf8).attributes.map(\.value) == ["я"])
    #expect(
      XMLPrologue.read(Array("<?xml version='1.0' encoding='KOI8-R'?><r/>".utf8)).declaredEncoding == "KOI8-R"
    )
    #expect(XMLPrologue.read(Array("<?xml version='1.0' encoding='KOI8-R'?><r/>".utf8)).root == nil)
    #expect(XMLPrologue.read(Array("day,clicks".utf8)).root == nil)
  }
}
