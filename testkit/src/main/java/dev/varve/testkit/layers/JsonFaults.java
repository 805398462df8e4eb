package dev.varve.testkit.layers;

import static dev.varve.testkit.layers.DocumentSamples.UNKNOWN;
import static dev.varve.testkit.layers.DocumentSamples.with;

import dev.varve.testkit.layers.DocumentSample.Kind;
import java.nio.charset.StandardCharsets;

/** What is no JSON (RFC 8259), or more of it than anybody should read. */
final class JsonFaults {
  private static final int MOST = 4 << 20;

  private JsonFaults() {}

  static void addTo(DocumentSamples to, Kind kind, String good) {
    forms(to, kind, good);
    bytes(to, kind, good);
    twice(to, kind, good);
    extents(to, kind, good);
    legal(to, kind, good);
  }

  private static void forms(DocumentSamples to, Kind kind, String good) {
    for (String other : new String[] {"", " ", "null", "[]", "\"x\"", "1", "true", "{", "{}x"}) {
      to.bad("'" + other + "'", kind, other);
    }
    to.bad("half of it", kind, good.substring(0, good.length() / 2));
    to.bad("without its last brace", kind, good.substring(0, good.length() - 1));
    to.bad("with text after it", kind, good + "x");
    to.bad("twice", kind, good + good);
    to.bad("in an array", kind, "[" + good + "]");
    String[][] members = {
      {"a comment", "/* a */ \"" + UNKNOWN + "\":1"},
      {"a trailing comma", "\"" + UNKNOWN + "\":[1,]"},
      {"single quotes", "'" + UNKNOWN + "':1"},
      {"a name without quotes", "unknown:1"},
      {"a leading zero", "\"" + UNKNOWN + "\":01"},
      {"a plus", "\"" + UNKNOWN + "\":+1"},
      {"NaN", "\"" + UNKNOWN + "\":NaN"},
      {"hexadecimal", "\"" + UNKNOWN + "\":0x1"},
      {"half a literal", "\"" + UNKNOWN + "\":tru"},
      {"a wrong escape", "\"" + UNKNOWN + "\":\"\\x41\""},
      {"half an escape", "\"" + UNKNOWN + "\":\"\\u12\""},
      {"a line break in a string", "\"" + UNKNOWN + "\":\"a\nb\""},
      {"a control character in a string", "\"" + UNKNOWN + "\":\"a\u0001b\""},
      {"a number of 1000 digits", "\"" + UNKNOWN + "\":" + "1".repeat(1000)},
      {"no value", "\"" + UNKNOWN + "\""},
    };
    for (String[] member : members) {
      to.bad("with " + member[0], kind, with(good, member[1]));
    }
  }

  private static void bytes(DocumentSamples to, Kind kind, String good) {
    byte[][] sequences = {
      {(byte) 0xff},
      {(byte) 0x80},
      {(byte) 0xc3},
      {(byte) 0xc0, (byte) 0x80},
      {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
      {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
      {(byte) 0xe2, (byte) 0x82},
    };
    for (byte[] sequence : sequences) {
      byte[] start = LayoutBytes.utf8("{\"" + UNKNOWN + "\":\"");
      byte[] end = LayoutBytes.utf8("\"," + good.substring(1));
      to.bad(
          "with the bytes " + RawNames.escaped(sequence),
          kind,
          Compressed.joined(start, sequence, end));
    }
    to.bad("after a byte order mark", kind, "\ufeff" + good);
    to.bad("in UTF-16", kind, good.getBytes(StandardCharsets.UTF_16LE));
    to.bad("before a NUL", kind, good + "\0");
    to.bad("in gzip", kind, Compressed.gzip(LayoutBytes.utf8(good)));
  }

  private static void twice(DocumentSamples to, Kind kind, String good) {
    String first = good.substring(1, good.indexOf(':'));
    String value = good.substring(good.indexOf(':') + 1, good.indexOf(','));
    to.bad("with its first member twice", kind, with(good, first + ":" + value));
    String escaped = "\"\\u00" + Integer.toHexString(first.charAt(1)) + first.substring(2);
    to.bad("with its first member twice, escaped", kind, with(good, escaped + ":" + value));
    String odd = "\"\\n\\u001b[31m" + "n".repeat(100_000) + "\":1";
    to.bad("with an odd name twice", kind, with(good, odd + "," + odd));
    to.bad("with a member twice below", kind, with(good, "\"" + UNKNOWN + "\":{\"a\":1,\"a\":1}"));
    to.bad(
        "with a member twice far below",
        kind,
        with(good, "\"" + UNKNOWN + "\":[[{\"a\":[{\"b\":1,\"c\":2,\"b\":3}]}]]"));
  }

  private static String nested(String open, String close, int depth) {
    return "\"" + UNKNOWN + "\":" + open.repeat(depth) + "1" + close.repeat(depth);
  }

  private static void extents(DocumentSamples to, Kind kind, String good) {
    for (int depth : new int[] {64, 65, 1000, 100_000}) {
      to.bad("with arrays " + depth + " deep", kind, with(good, nested("[", "]", depth)));
      to.bad("with objects " + depth + " deep", kind, with(good, nested("{\"a\":", "}", depth)));
    }
    to.bad("with brackets without end", kind, "[".repeat(1 << 20));
    to.bad("and spaces, more than 4 MiB", kind, good + " ".repeat(MOST));
    to.bad(
        "with a string of more than 4 MiB",
        kind,
        with(good, "\"" + UNKNOWN + "\":\"" + "s".repeat(MOST) + "\""));
  }

  private static void legal(DocumentSamples to, Kind kind, String good) {
    to.good("as it is", kind, good);
    to.good("between white space", kind, "\r\n\t " + good + "\n");
    to.good("with unknown members", kind, with(good, "\"" + UNKNOWN + "\":{\"a\":[1,null,true]}"));
    to.good("with arrays 63 deep", kind, with(good, nested("[", "]", 63)));
    to.good("with objects 63 deep", kind, with(good, nested("{\"a\":", "}", 63)));
    to.good("of 4 MiB", kind, good + " ".repeat(MOST - good.length()));
    to.good(
        "with large numbers",
        kind,
        with(good, "\"" + UNKNOWN + "\":[1e400,-0,123456789012345678901]"));
    to.good("with a name of nothing", kind, with(good, "\"\":\"" + UNKNOWN + "\""));
    to.good("with half a surrogate", kind, with(good, "\"" + UNKNOWN + "\":\"\\ud800\""));
    to.good(
        "with all escapes",
        kind,
        with(good, "\"" + UNKNOWN + "\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u20ac\""));
    to.good(
        "with names in other cases",
        kind,
        with(good, "\"LAYERS\":[],\"Config\":1,\"Manifests\":[]"));
    String first = good.substring(1, good.indexOf(':'));
    String escaped = "\"\\u00" + Integer.toHexString(first.charAt(1)) + first.substring(2);
    to.good("with an escaped name", kind, good.replaceFirst(first, escaped.replace("\\", "\\\\")));
  }
}
