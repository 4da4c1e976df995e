/// Tokens in encoded rollups: the high half first.
extension CanonicalEncoder {
  public mutating func write(_ token: PersonToken) {
    write(token.high)
    write(token.low)
  }
}

extension CanonicalDecoder {
  public mutating func token() throws(Failure) -> PersonToken {
    let high = try unsigned()
    return PersonToken(low: try unsigned(), high: high)
  }
}
