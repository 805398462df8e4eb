package dev.varve.cli.command;

import dev.varve.archive.compress.LayerCompression;
import dev.varve.cli.args.Arguments;
import dev.varve.model.Reference;
import dev.varve.model.VarveException;
import dev.varve.registry.cache.SharedCaches.Location;
import dev.varve.registry.cache.SharedCaches.Mode;
import dev.varve.registry.transfer.PushOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code --cache-from} and {@code --cache-to}, with BuildKit's keys. */
final class CacheOptions {
  private static final String FROM = "--cache-from";
  private static final String TO = "--cache-to";
  private static final Set<String> COMMON =
      Set.of(
          "type",
          "mode",
          "compression",
          "compression-level",
          "force-compression",
          "ignore-error",
          "oci-mediatypes",
          "image-manifest");

  private CacheOptions() {}

  /**
   * A cache to give to others.
   *
   * @param location null for a cache that travels with the image
   * @param optional whether the build succeeds even if this fails
   */
  record Target(
      String text,
      @org.jspecify.annotations.Nullable Location location,
      Mode mode,
      PushOptions options,
      boolean optional) {
    boolean inline() {
      return location == null;
    }

    Location place() {
      return java.util.Objects.requireNonNull(location, "inline");
    }
  }

  /** A cache to take from. */
  record Source(String text, Location location) {}

  static List<Source> sources(Arguments arguments) {
    List<Source> found = new ArrayList<>();
    for (String text : arguments.list(BuildOptions.CACHE_FROM)) {
      Fields fields = Fields.parse(FROM, text);
      found.add(new Source(text, source(fields, text)));
    }
    return found;
  }

  private static Location source(Fields fields, String text) {
    if (isName(fields)) {
      return new Location.InRegistry(ImageNames.parse(text));
    }
    String type = fields.required("type");
    return switch (type) {
      case "registry" -> {
        fields.allow(Set.of("type", "ref"));
        yield new Location.InRegistry(ImageNames.parse(fields.required("ref")));
      }
      case "local" -> {
        fields.allow(Set.of("type", "src", "tag", "digest"));
        yield new Location.InDirectory(
            Path.of(fields.required("src")), fields.text("digest", fields.text("tag", "latest")));
      }
      case "inline" ->
          throw fields.wrong(
              "a cache in an image is read from the image's name", "use type=registry,ref=NAME");
      default -> throw unsupported(fields, type);
    };
  }

  /** A lone name, as in {@code --cache-from shop:cache}. */
  private static boolean isName(Fields fields) {
    return !fields.has("type") && fields.bare().size() == 1;
  }

  private static VarveException unsupported(Fields fields, String type) {
    return switch (type) {
      case "gha", "s3", "azblob" ->
          new VarveException(
              VarveException.Code.UNSUPPORTED,
              "build: a cache of type " + type + " is not yet supported",
              "there are registry, local and inline");
      default -> fields.wrong("there is no type '" + type + "'", "types: registry, local, inline");
    };
  }

  static List<Target> targets(Arguments arguments) {
    List<Target> found = new ArrayList<>();
    for (String text : arguments.list(BuildOptions.CACHE_TO)) {
      Fields fields = Fields.parse(TO, text);
      if (isName(fields)) {
        Reference name = ImageNames.forTag(text);
        found.add(target(fields, text, new Location.InRegistry(name)));
      } else {
        found.add(target(fields, text, location(fields)));
      }
    }
    return found;
  }

  private static @org.jspecify.annotations.Nullable Location location(Fields fields) {
    String type = fields.required("type");
    return switch (type) {
      case "registry" -> {
        fields.allow(and("ref"));
        yield new Location.InRegistry(ImageNames.forTag(fields.required("ref")));
      }
      case "local" -> {
        fields.allow(and("dest", "tag", "reset"));
        yield new Location.InDirectory(
            Path.of(fields.required("dest")), fields.text("tag", "latest"));
      }
      case "inline" -> {
        fields.allow(COMMON);
        yield null;
      }
      default -> throw unsupported(fields, type);
    };
  }

  private static Set<String> and(String... more) {
    Set<String> keys = new java.util.HashSet<>(COMMON);
    keys.addAll(List.of(more));
    return keys;
  }

  private static Target target(
      Fields fields, String text, @org.jspecify.annotations.Nullable Location location) {
    Mode mode =
        switch (fields.text("mode", "min")) {
          case "min" -> Mode.MIN;
          case "max" -> Mode.MAX;
          default -> throw fields.wrong("'mode' is min or max", null);
        };
    LayerCompression compression =
        Compressions.of(
            fields.text("compression", "gzip"),
            fields.text("compression-level", ""),
            TO + " " + text + ": ");
    PushOptions options =
        new PushOptions(compression, fields.flag("force-compression", false), false, Map.of());
    return new Target(text, location, mode, options, fields.flag("ignore-error", false));
  }
}
