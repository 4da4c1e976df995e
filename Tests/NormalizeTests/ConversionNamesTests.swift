import Declarations
import Normalize
import Testing

@Suite("Actions of conversions") struct ConversionNamesTests {
  static func names(own: [ConversionMapping] = []) throws -> ConversionNames {
    ConversionNames(try CatalogLibrary().conversions(), own: own)
  }

  static func bytes(_ texts: [String]) -> Set<[UInt8]> { Set(texts.map { Array($0.utf8) }) }

  @Test(
    "a platform's name stands for the real event, however it is written; an unknown one stays",
    arguments: [
      ("Add to cart", "add_to_cart"), ("ADD_TO_CART", "add_to_cart"), (" AddToCart ", "add_to_cart"),
      ("offsite_conversion.fb_pixel_purchase", "purchase"), ("omni_purchase", "purchase"),
      ("CompletePayment", "purchase"), ("purchases14d", "purchase"), ("SIGN_UP", "sign_up"),
      ("Submit lead form", "lead"), ("Bestellung", "Bestellung"), ("purchase ", "purchase"),
    ])
  func actions(name: String, action: String) throws {
    #expect(String(decoding: try Self.names().action(of: Array(name.utf8)), as: UTF8.self) == action)
  }

  @Test(
    "of the levels that a file states, the widest holds the others; within one level and over platforms all count",
    arguments: [
      (
        ["omni_purchase", "purchase", "offsite_conversion.fb_pixel_purchase"],
        ["purchase", "offsite_conversion.fb_pixel_purchase"]
      ),
      (["purchase", "offsite_conversion.fb_pixel_purchase"], ["offsite_conversion.fb_pixel_purchase"]),
      (["offsite_conversion.fb_pixel_purchase", "app_custom_event.fb_mobile_purchase"], []),
      (["offsite_conversion.fb_pixel_purchase", "omni_lead", "lead"], ["lead"]),
      (["purchases14d", "purchases7d", "purchasesSameSku14d"], ["purchases7d", "purchasesSameSku14d"]),
      (["Purchase", "Sign-up", "Lead"], []), ([], []),
    ])
  func contained(stated: [String], contained: [String]) throws {
    let names = try Self.names()
    let keys = Set(Self.bytes(stated).map(ConversionNames.key))
    let held = keys.filter { key in
      names.levels.contains { levels in
        levels[key].map { level in keys.contains { levels[$0].map { $0 < level } ?? false } } ?? false
      }
    }
    #expect(held == Set(Self.bytes(contained).map(ConversionNames.key)))
  }

  @Test("a pipeline file's names win over the catalog's")
  func own() throws {
    let names = try Self.names(own: [
      ConversionMapping(action: "demo", names: ["Contact", "Demo booked"])
    ])
    #expect(names.action(of: Array("demo_booked".utf8)) == Array("demo".utf8))
    #expect(names.action(of: Array("contact".utf8)) == Array("demo".utf8))
  }

  @Test("no name of a platform means two actions, and every platform is named")
  func catalog() throws {
    let taxonomy = try CatalogLibrary().conversions()
    var seen: [String: String] = [:]
    for action in taxonomy.actions {
      for (platform, levels) in action.names {
        for name in levels.joined() {
          let key = platform + "|" + name.lowercased().filter { !" _-".contains($0) }
          #expect(seen.updateValue(action.id, forKey: key) == nil, "\(platform): \(name) stands twice")
          #expect(try Self.names().action(of: Array(name.utf8)) == Array(action.id.utf8), "\(name)")
        }
      }
    }
    #expect(taxonomy.actions.filter { $0.countedAs == .orders }.map(\.id) == ["purchase"])
    #expect(taxonomy.platforms.allSatisfy { !$0.source.isEmpty })
  }
}
