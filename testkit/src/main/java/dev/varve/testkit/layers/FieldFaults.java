package dev.varve.testkit.layers;

import static dev.varve.testkit.layers.DocumentSamples.UNKNOWN;
import static dev.varve.testkit.layers.DocumentSamples.replaced;
import static dev.varve.testkit.layers.DocumentSamples.with;

import dev.varve.testkit.layers.DocumentSample.Kind;
import java.util.Locale;

/** Members of manifests, indexes and configs that are missing, of another type, or one too many. */
final class FieldFaults {
  private FieldFaults() {}

  static void addTo(DocumentSamples to) {
    for (Kind kind : new Kind[] {Kind.MANIFEST, Kind.INDEX}) {
      common(to, kind);
    }
    manifest(to);
    index(to);
    rootfs(to);
    config(to);
  }

  private static void common(DocumentSamples to, Kind kind) {
    String good = DocumentSamples.good(kind);
    String version = "\"schemaVersion\":2";
    for (String other : new String[] {"1", "3", "-2", "\"2\"", "2.0", "null", "[2]", "2e0"}) {
      to.bad("schemaVersion " + other, kind, replaced(good, version, "\"schemaVersion\":" + other));
    }
    to.bad("without schemaVersion", kind, replaced(good, version + ",", ""));
    String own = kind == Kind.MANIFEST ? LayoutBytes.MANIFEST : LayoutBytes.INDEX;
    String[] others = {
      kind == Kind.MANIFEST ? LayoutBytes.INDEX : LayoutBytes.MANIFEST,
      kind == Kind.MANIFEST ? LayoutBytes.DOCKER_INDEX : LayoutBytes.DOCKER_MANIFEST,
      LayoutBytes.CONFIG,
      "application/vnd.docker.distribution.manifest.v1+prettyjws",
      "application/json",
      "\\r\\n\\u001b[0m",
      "",
    };
    for (String other : others) {
      to.bad(
          "media type '" + other + "'",
          kind,
          replaced(
              good,
              "\"mediaType\":\"" + own + "\",\"" + (kind == Kind.MANIFEST ? "config" : "manifests"),
              "\"mediaType\":\""
                  + other
                  + "\",\""
                  + (kind == Kind.MANIFEST ? "config" : "manifests")));
    }
    to.bad("media type 1", kind, good.replaceFirst("\"mediaType\":\"[^\"]*\"", "\"mediaType\":1"));
    to.good("without media type", kind, replaced(good, "2,\"mediaType\":\"" + own + "\"", "2"));
    for (String annotations : new String[] {"[]", "1", "{\"a\":1}", "{\"a\":[]}"}) {
      to.bad("annotations " + annotations, kind, with(good, "\"annotations\":" + annotations));
    }
    to.good("annotations", kind, with(good, "\"annotations\":{\"a\":\"b\"}"));
    to.good("annotations null", kind, with(good, "\"annotations\":null"));
  }

  private static void manifest(DocumentSamples to) {
    Kind kind = Kind.MANIFEST;
    String good = DocumentSamples.good(kind);
    String index = DocumentSamples.good(Kind.INDEX);
    String manifests = index.substring(index.indexOf("\"manifests\""), index.length() - 1);
    to.bad("that is an index, too", kind, with(good, manifests));
    to.bad("with an empty list of manifests", kind, with(good, "\"manifests\":[]"));
    to.bad("that is an index", kind, index);
    to.bad("that is a config", kind, DocumentSamples.good(Kind.CONFIG));
    String layers = good.substring(good.indexOf("\"layers\""), good.length() - 1);
    for (String other :
        new String[] {"{}", "1", "\"x\"", "[1]", "[[]]", "[null]", "[\"x\"]", "[{}]"}) {
      to.bad("layers " + other, kind, replaced(good, layers, "\"layers\":" + other));
    }
    String config = good.substring(good.indexOf("\"config\""), good.indexOf(",\"layers\""));
    to.bad("without config", kind, replaced(good, config + ",", ""));
    for (String other : new String[] {"{}", "[]", "1", "\"x\""}) {
      to.bad("config " + other, kind, replaced(good, config, "\"config\":" + other));
    }
    to.good(
        "with a subject",
        kind,
        with(good, "\"artifactType\":\"a/b\",\"subject\":{\"" + UNKNOWN + "\":1}"));
  }

  private static void index(DocumentSamples to) {
    Kind kind = Kind.INDEX;
    String good = DocumentSamples.good(kind);
    String manifest = DocumentSamples.good(Kind.MANIFEST);
    to.bad("with layers", kind, with(good, "\"layers\":[]"));
    to.bad(
        "that is a manifest, too",
        kind,
        with(good, manifest.substring(manifest.indexOf("\"config\""), manifest.length() - 1)));
    to.bad("with a config", kind, with(good, "\"config\":{}"));
    to.bad("that is a manifest", kind, manifest);
    String manifests = good.substring(good.indexOf("\"manifests\""), good.length() - 1);
    for (String other : new String[] {"{}", "1", "\"x\"", "[1]", "[[]]", "[null]", "[{}]"}) {
      to.bad("manifests " + other, kind, replaced(good, manifests, "\"manifests\":" + other));
    }
  }

  private static void rootfs(DocumentSamples to) {
    Kind kind = Kind.CONFIG;
    String good = DocumentSamples.good(kind);
    String rootfs = good.substring(good.indexOf("\"rootfs\""), good.length() - 1);
    for (String other : new String[] {"null", "[]", "1", "\"layers\""}) {
      to.bad("rootfs " + other, kind, replaced(good, rootfs, "\"rootfs\":" + other));
    }
    to.bad("without rootfs", kind, replaced(good, "," + rootfs, ""));
    to.bad("rootfs of another type", kind, replaced(good, "\"type\":\"layers\"", "\"type\":\"x\""));
    to.bad("rootfs of type 1", kind, replaced(good, "\"type\":\"layers\"", "\"type\":1"));
    String hex = LayoutBytes.hex(LegalArchives.LAYER);
    String ids = "[\"sha256:" + hex + "\"]";
    for (String other :
        new String[] {
          "{}",
          "\"sha256:" + hex + "\"",
          "[1]",
          "[null]",
          "[[]]",
          "[\"\"]",
          "[\"" + hex + "\"]",
          "[\"sha256:" + hex.toUpperCase(Locale.ROOT) + "\"]",
          "[\"sha512:" + hex + hex + "\"]",
          "[\"sha256:" + hex.substring(1) + "\"]",
          "[\"sha256:" + hex + "0\"]",
          "[\"sha256:" + "../".repeat(21) + "x\"]",
        }) {
      to.bad("diff IDs " + other, kind, replaced(good, ids, other));
    }
    String many = "[" + ("\"sha256:" + hex + "\",").repeat(5000) + "\"sha256:" + hex + "\"]";
    to.bad("5001 diff IDs", kind, replaced(good, ids, many));
  }

  private static void config(DocumentSamples to) {
    Kind kind = Kind.CONFIG;
    String good = DocumentSamples.good(kind);
    String[] bad = {
      "\"created\":\"yesterday\"",
      "\"created\":\"2024-13-01T00:00:00Z\"",
      "\"created\":1",
      "\"author\":[]",
      "\"history\":{}",
      "\"history\":[1]",
      "\"history\":[{\"created\":\"x\"}]",
      "\"history\":[{\"created_by\":1}]",
      "\"history\":[{\"empty_layer\":\"true\"}]",
      "\"variant\":1",
    };
    for (String member : bad) {
      to.bad("with " + member, kind, with(good, member));
    }
    String[] badConfig = {
      "[]",
      "1",
      "{\"User\":1}",
      "{\"Env\":\"A=B\"}",
      "{\"Env\":[1]}",
      "{\"Env\":{}}",
      "{\"Cmd\":{}}",
      "{\"Cmd\":[[]]}",
      "{\"Entrypoint\":[null]}",
      "{\"Labels\":[]}",
      "{\"Labels\":{\"a\":1}}",
      "{\"ExposedPorts\":[]}",
      "{\"Volumes\":\"/v\"}",
      "{\"WorkingDir\":[]}",
      "{\"StopSignal\":9}",
      "{\"Healthcheck\":[]}",
      "{\"OnBuild\":\"RUN x\"}",
      "{\"Shell\":{}}",
    };
    for (String config : badConfig) {
      to.bad("config " + config, kind, replaced(good, "\"config\":{}", "\"config\":" + config));
    }
    to.bad("os 1", kind, replaced(good, "\"os\":\"linux\"", "\"os\":1"));
    String[] legalConfig = {
      "null",
      "{\"" + UNKNOWN + "\":1}",
      "{\"Env\":null,\"Cmd\":null,\"Labels\":null,\"Volumes\":null}",
      "{\"Env\":[\"NOVALUE\",\"=\",\"A=B=C\",\"\"],\"Cmd\":[],\"Entrypoint\":[\"\"]}",
      "{\"Labels\":{\"\":\"\",\"a\":\"\\u0000\"},\"ExposedPorts\":{\"80/tcp\":{}}}",
    };
    for (String config : legalConfig) {
      to.good("config " + config, kind, replaced(good, "\"config\":{}", "\"config\":" + config));
    }
    to.good("without config", kind, replaced(good, "\"config\":{},", ""));
    to.good("history null", kind, with(good, "\"history\":null"));
    to.good(
        "history with unknown members", kind, with(good, "\"history\":[{\"" + UNKNOWN + "\":{}}]"));
    to.good(
        "created with an offset",
        kind,
        with(good, "\"created\":\"2024-01-01T00:00:00.123456789+05:30\""));
  }
}
