package dev.varve.linux;

import java.util.ArrayList;
import java.util.List;

/**
 * How the ids of a user namespace map to those of its parent, see user_namespaces(7). In the first
 * user namespace, every id maps to itself.
 */
public record IdMap(List<Range> ranges) {
  private static final long ALL = 4_294_967_295L;

  /** {@code count} ids from {@code inside} on are those from {@code outside} on in the parent. */
  public record Range(long inside, long outside, long count) {}

  public IdMap {
    ranges = List.copyOf(ranges);
  }

  static IdMap parse(String text) {
    List<Range> ranges = new ArrayList<>();
    for (String line : text.split("\n")) {
      String[] fields = line.strip().split(" +");
      if (fields.length == 3) {
        ranges.add(
            new Range(
                Long.parseLong(fields[0]), Long.parseLong(fields[1]), Long.parseLong(fields[2])));
      }
    }
    return new IdMap(ranges);
  }

  /** Whether a file can be given this id (0 to 2^32-2). */
  public boolean contains(long id) {
    for (Range range : ranges) {
      if (id >= range.inside && id - range.inside < range.count) {
        return true;
      }
    }
    return false;
  }

  /** How many ids there are. */
  public long size() {
    long size = 0;
    for (Range range : ranges) {
      size += range.count;
    }
    return size;
  }

  /** Whether this is the map of the first user namespace. */
  public boolean isIdentity() {
    return ranges.size() == 1 && ranges.getFirst().equals(new Range(0, 0, ALL));
  }
}
