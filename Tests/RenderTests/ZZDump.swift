import Foundation
import Render
import Testing
@Test func dump() throws {
  for code in Shipped.codes {
    let document = try KitchenSink.document()
    try HTMLRenderer.render(document, try Shipped.wording(code), css: try Shipped.css())
      .write(toFile: "/tmp/rw/\(code).html", atomically: true, encoding: .utf8)
    try MarkdownRenderer.render(document, try Shipped.wording(code))
      .write(toFile: "/tmp/rw/\(code).md", atomically: true, encoding: .utf8)
  }
}
