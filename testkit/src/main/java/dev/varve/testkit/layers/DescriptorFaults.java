package dev.varve.testkit.layers;

import static dev.varve.testkit.layers.DocumentSamples.UNKNOWN;
import static dev.varve.testkit.layers.DocumentSamples.replaced;

import dev.varve.testkit.layers.DocumentSample.Kind;
import java.util.Base64;
import java.util.Locale;

/** What can be wrong with a descriptor, wherever there is one. */
final class DescriptorFaults {
  private final DocumentSamples to;
  private final Kind kind;
  private final String where;
  private final String document;
  private final String type;
  private final byte[] content;

  private DescriptorFaults(
      DocumentSamples to, Kind kind, String where, String type, byte[] content) {
    this.to = to;
    this.kind = kind;
    this.where = where;
    this.document = DocumentSamples.good(kind);
    this.type = type;
    this.content = content;
  }

  static void addTo(DocumentSamples to) {
    byte[] config = LegalArchives.CONFIG;
    byte[] layer = LegalArchives.LAYER;
    byte[] manifest = LegalArchives.MANIFEST_OF;
    new DescriptorFaults(to, Kind.MANIFEST, "config", LayoutBytes.CONFIG, config).add();
    new DescriptorFaults(to, Kind.MANIFEST, "layer", LayoutBytes.LAYER, layer).add();
    new DescriptorFaults(to, Kind.INDEX, "manifest", LayoutBytes.MANIFEST, manifest).add();
  }

  private void add() {
    digests();
    sizes();
    data();
    others();
  }

  private String descriptor() {
    return LayoutBytes.descriptor(type, content, "");
  }

  private void bad(String name, String part, String by) {
    to.bad(
        where + " " + name,
        kind,
        replaced(document, descriptor(), replaced(descriptor(), part, by)));
  }

  private void good(String name, String part, String by) {
    to.good(
        where + " " + name,
        kind,
        replaced(document, descriptor(), replaced(descriptor(), part, by)));
  }

  private void digests() {
    String digest = LayoutBytes.digest(content);
    String hex = LayoutBytes.hex(content);
    String[][] digests = {
      {"in upper case", "sha256:" + hex.toUpperCase(Locale.ROOT)},
      {"of an algorithm in upper case", "SHA256:" + hex},
      {"of SHA-512", "sha512:" + hex + hex},
      {"of SHA-384", "sha384:" + hex + hex.substring(32)},
      {"of MD5", "md5:" + hex.substring(32)},
      {"of an unknown algorithm", "blake3:" + hex},
      {"of two algorithms", "sha256+b64:" + hex},
      {"a digit short", "sha256:" + hex.substring(1)},
      {"a digit long", "sha256:" + hex + "0"},
      {"without algorithm", hex},
      {"without digits", "sha256:"},
      {"with a blank", "sha256: " + hex.substring(1)},
      {"with a line break", "sha256:" + hex + "\\n"},
      {"with NUL", "sha256:" + hex.substring(1) + "\\u0000"},
      {"with digits of another script", "sha256:" + "\u0660".repeat(64)},
      {"that is a path", "sha256:../../../../etc/passwd"},
      {"as long as a path", "sha256:" + "../".repeat(21) + "a"},
      {"that is empty", ""},
    };
    for (String[] each : digests) {
      bad("digest " + each[0], "\"" + digest + "\"", "\"" + each[1] + "\"");
    }
    bad("digest that is a number", "\"" + digest + "\"", "1");
    bad("digest that is null", "\"" + digest + "\"", "null");
    bad("without digest", ",\"digest\":\"" + digest + "\"", "");
  }

  private void sizes() {
    String size = "\"size\":" + content.length;
    for (String other :
        new String[] {
          "-1",
          "-9223372036854775808",
          "9223372036854775808",
          "1.5",
          "1e3",
          "\"" + content.length + "\"",
          "null",
          "[]",
          "true"
        }) {
      bad("size " + other, size, "\"size\":" + other);
    }
    bad("without size", "," + size, "");
  }

  private void data() {
    String end = "\"size\":" + content.length;
    byte[] other = Compressed.flipped(content, 0);
    String right = Base64.getEncoder().encodeToString(content);
    String[][] data = {
      {"of another digest", Base64.getEncoder().encodeToString(other)},
      {
        "of another size",
        Base64.getEncoder().encodeToString(Compressed.joined(content, new byte[1]))
      },
      {"cut off", Base64.getEncoder().encodeToString(Compressed.cut(content, content.length - 3))},
      {"that is empty", ""},
      {"not in base 64", "!" + right.substring(1)},
      {"with line breaks", right.substring(0, 8) + "\\n" + right.substring(8)},
      {"of one digit", "A"},
    };
    for (String[] each : data) {
      bad("data " + each[0], end, end + ",\"data\":\"" + each[1] + "\"");
    }
    for (String value : new String[] {"1", "[]", "{}", "true"}) {
      bad("data " + value, end, end + ",\"data\":" + value);
    }
    good("data that agrees", end, end + ",\"data\":\"" + right + "\"");
    good("data that is null", end, end + ",\"data\":null");
  }

  private void others() {
    String mediaType = "\"mediaType\":\"" + type + "\",";
    bad("without media type", mediaType, "");
    bad("media type that is a number", mediaType, "\"mediaType\":1,");
    String end = "\"size\":" + content.length;
    for (String annotations :
        new String[] {"[]", "1", "{\"a\":1}", "{\"a\":{}}", "\"a\"", "{\"\\n\\u001b[0m\":1}"}) {
      bad("annotations " + annotations, end, end + ",\"annotations\":" + annotations);
    }
    good("annotations", end, end + ",\"annotations\":{\"a\":\"b\",\"\":\"\"}");
    good(
        "unknown members",
        end,
        end + ",\"" + UNKNOWN + "\":[1],\"urls\":[],\"artifactType\":\"a/b\"");
    bad("with a member twice", end, end + "," + end);
    to.bad(where + " that is null", kind, replaced(document, descriptor(), "null"));
    to.bad(where + " that is a digest", kind, replaced(document, descriptor(), "\"sha256:00\""));
    to.bad(where + " that is an array", kind, replaced(document, descriptor(), "[]"));
  }
}
