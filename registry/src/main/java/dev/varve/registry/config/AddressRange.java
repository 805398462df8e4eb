package dev.varve.registry.config;

import java.net.InetAddress;
import java.util.Optional;

/** Addresses that begin with the same bits, as {@code 10.0.0.0/8} (RFC 4632). */
record AddressRange(InetAddress start, int bits) {

  /** The range that the text is; empty when it is something else. */
  static Optional<AddressRange> parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return Optional.empty();
    }
    Optional<InetAddress> start = Hosts.address(text.substring(0, slash));
    try {
      int bits = Integer.parseInt(text.substring(slash + 1));
      boolean fits = start.isPresent() && bits >= 0 && bits <= start.get().getAddress().length * 8;
      return fits ? Optional.of(new AddressRange(start.get(), bits)) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  boolean contains(InetAddress address) {
    byte[] ours = start.getAddress();
    byte[] theirs = address.getAddress();
    if (ours.length != theirs.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit & 7);
      if ((ours[bit >> 3] & mask) != (theirs[bit >> 3] & mask)) {
        return false;
      }
    }
    return true;
  }
}
