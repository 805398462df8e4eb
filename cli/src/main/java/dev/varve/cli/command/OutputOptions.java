package dev.varve.cli.command;

import dev.varve.archive.compress.LayerCompression;
import dev.varve.cli.args.Arguments;
import dev.varve.model.Reference;
import dev.varve.model.VarveException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code --output} and {@code --push}, with BuildKit's keys. */
final class OutputOptions {
  private static final String OPTION = "--output";
  private static final String STANDARD_OUTPUT = "-";
  private static final Set<String> OF_IMAGES =
      Set.of(
          "type",
          "name",
          "compression",
          "compression-level",
          "force-compression",
          "oci-mediatypes",
          "rewrite-timestamp");

  private OutputOptions() {}

  /** What becomes of a build. */
  sealed interface Output {
    /** How the image is to be, and which names it gets; empty for those of the build. */
    record Image(
        List<Reference> names,
        LayerCompression compression,
        boolean force,
        boolean rewrite,
        Map<String, String> annotations) {}

    /** Stays in the store; is pushed if that is wanted. */
    record Store(Image image, boolean push, boolean byDigest) implements Output {}

    /** Becomes an archive; a directory if {@code file} is to be none. */
    record Archive(Image image, String destination, boolean file) implements Output {}

    /** Its file system becomes a tar. */
    record Tar(String destination) implements Output {}

    /** Its file system becomes files of a directory. */
    record Files(Path directory, boolean deleteOthers) implements Output {}
  }

  /** Whether a destination is the standard output. */
  static boolean isStandardOutput(String destination) {
    return destination.equals(STANDARD_OUTPUT);
  }

  /**
   * What the arguments ask for; an image in the store if they ask for nothing.
   *
   * @throws VarveException if they make no sense
   */
  static List<Output> of(Arguments arguments) {
    List<Output> outputs = new ArrayList<>();
    for (String text : arguments.list(BuildOptions.OUTPUT)) {
      outputs.add(output(Fields.parse(OPTION, text), text));
    }
    if (arguments.flag(BuildOptions.PUSH)) {
      outputs.add(new Output.Store(plain(), true, false));
    }
    if (outputs.isEmpty() || arguments.flag(BuildOptions.LOAD)) {
      outputs.add(new Output.Store(plain(), false, false));
    }
    int streams = 0;
    for (Output each : outputs) {
      streams += isStandardOutput(each) ? 1 : 0;
    }
    if (streams > 1) {
      throw new VarveException(
          VarveException.Code.USAGE, "build: only one output can be the standard output");
    }
    return outputs;
  }

  private static boolean isStandardOutput(Output output) {
    return switch (output) {
      case Output.Archive archive -> isStandardOutput(archive.destination());
      case Output.Tar tar -> isStandardOutput(tar.destination());
      case Output.Store _, Output.Files _ -> false;
    };
  }

  private static Output.Image plain() {
    return new Output.Image(List.of(), LayerCompression.GZIP, false, false, Map.of());
  }

  private static Output output(Fields fields, String text) {
    if (!fields.has("type") && fields.bare().size() == 1) {
      return isStandardOutput(text) ? new Output.Tar(text) : new Output.Files(Path.of(text), false);
    }
    String type = fields.required("type");
    return switch (type) {
      case "image" -> {
        fields.allow(
            and(
                "push",
                "push-by-digest",
                "store",
                "unpack",
                "name-canonical",
                "dangling-name-prefix",
                "registry.insecure"));
        yield new Output.Store(
            image(fields), fields.flag("push", false), fields.flag("push-by-digest", false));
      }
      case "registry" -> {
        fields.allow(and("push-by-digest", "store", "unpack", "registry.insecure"));
        yield new Output.Store(image(fields), true, fields.flag("push-by-digest", false));
      }
      case "oci", "docker" -> {
        fields.allow(and("dest", "tar", "context"));
        yield archive(fields, type);
      }
      case "tar" -> {
        fields.allow(Set.of("type", "dest"));
        yield new Output.Tar(fields.text("dest", STANDARD_OUTPUT));
      }
      case "local" -> {
        fields.allow(Set.of("type", "dest", "mode", "platform-split"));
        yield new Output.Files(Path.of(fields.required("dest")), deletes(fields));
      }
      default ->
          throw fields.wrong(
              "there is no type '" + type + "'", "types: image, registry, oci, docker, tar, local");
    };
  }

  private static boolean deletes(Fields fields) {
    return switch (fields.text("mode", "copy")) {
      case "copy" -> false;
      case "delete" -> true;
      default -> throw fields.wrong("'mode' is copy or delete", null);
    };
  }

  private static Output archive(Fields fields, String type) {
    boolean file = fields.flag("tar", true);
    if (!fields.has("dest") && type.equals("docker") && file) {
      // For Docker that means: into the daemon's store. There is none, but the store here.
      return new Output.Store(image(fields), false, false);
    }
    String destination = file ? fields.text("dest", STANDARD_OUTPUT) : fields.required("dest");
    return new Output.Archive(image(fields), destination, file);
  }

  private static Set<String> and(String... more) {
    Set<String> keys = new HashSet<>(OF_IMAGES);
    keys.addAll(List.of(more));
    return keys;
  }

  private static Output.Image image(Fields fields) {
    List<Reference> names = new ArrayList<>();
    for (String name : fields.text("name", "").split(",", -1)) {
      if (!name.isBlank()) {
        names.add(ImageNames.forTag(name.strip()));
      }
    }
    if (fields.text("compression", "gzip").equals("estargz")) {
      throw new VarveException(
          VarveException.Code.UNSUPPORTED,
          "build: the compression estargz is not yet supported",
          "there are uncompressed, gzip and zstd");
    }
    return new Output.Image(
        names,
        Compressions.of(
            fields.text("compression", "gzip"),
            fields.text("compression-level", ""),
            OPTION + ": "),
        fields.flag("force-compression", false),
        fields.flag("rewrite-timestamp", false),
        annotations(fields));
  }

  private static Map<String, String> annotations(Fields fields) {
    for (String other :
        List.of(
            "annotation-index", "annotation-index-descriptor", "annotation-manifest-descriptor")) {
      if (!fields.withPrefix(other + ".").isEmpty()) {
        throw new VarveException(
            VarveException.Code.UNSUPPORTED,
            "build: " + other + " is not yet supported: the image is in no index");
      }
    }
    Map<String, String> all = new LinkedHashMap<>(fields.withPrefix("annotation."));
    all.putAll(fields.withPrefix("annotation-manifest."));
    return all;
  }
}
