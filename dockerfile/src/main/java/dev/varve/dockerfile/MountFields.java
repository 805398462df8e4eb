package dev.varve.dockerfile;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Types the fields of one mount, in their order: the type must stand before keys it decides. */
final class MountFields {
  private static final List<String> KEYS =
      List.of(
          "type",
          "from",
          "source",
          "src",
          "target",
          "dst",
          "destination",
          "readonly",
          "ro",
          "readwrite",
          "rw",
          "id",
          "sharing",
          "required",
          "size",
          "mode",
          "uid",
          "gid",
          "env");

  private final MountFlag flag;
  private final SourceRange range;
  private MountType type = MountType.BIND;
  private String from = "";
  private String source = "";
  private String target = "";
  private String id = "";
  private @Nullable Boolean readOnly;
  private boolean required;
  private @Nullable String env;
  private @Nullable CacheSharing sharing;
  private OptionalLong size = OptionalLong.empty();
  private OptionalInt mode = OptionalInt.empty();
  private OptionalLong uid = OptionalLong.empty();
  private OptionalLong gid = OptionalLong.empty();

  MountFields(MountFlag flag, SourceRange range) {
    this.flag = flag;
    this.range = range;
  }

  MountSpec spec() {
    for (MountFlag.Field field : flag.fields()) {
      if (field.value().isPresent()) {
        set(field, field.value().get());
      } else {
        set(field);
      }
    }
    check();
    boolean ro = readOnly != null ? readOnly : type != MountType.CACHE && type != MountType.TMPFS;
    return new MountSpec(
        type,
        present(from),
        present(source),
        present(target),
        ro,
        size,
        present(id),
        Optional.ofNullable(sharing),
        required,
        Optional.ofNullable(env),
        mode,
        uid,
        gid);
  }

  private static Optional<String> present(String value) {
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  private void set(MountFlag.Field field) {
    switch (field.key()) {
      case "readonly", "ro" -> readOnly = true;
      case "readwrite", "rw" -> readOnly = false;
      case "required" -> {
        requireSecretOrSsh(field);
        required = true;
      }
      default -> {
        if (!KEYS.contains(field.key())) {
          throw unknownKey(field);
        }
        throw error(
            "the key '" + field.key() + "' of --mount needs a value: " + field.key() + "=…");
      }
    }
  }

  private void set(MountFlag.Field field, String value) {
    switch (field.key()) {
      case "type" -> type = oneOf(MountType.values(), MountType::word, value, "mount type");
      case "from" -> from = value;
      case "source", "src" -> source = value;
      case "target", "dst", "destination" -> target = value;
      case "readonly", "ro" -> readOnly = bool(field, value);
      case "readwrite", "rw" -> readOnly = !bool(field, value);
      case "required" -> {
        requireSecretOrSsh(field);
        required = bool(field, value);
      }
      case "size" -> {
        if (type != MountType.TMPFS) {
          throw notFor(field);
        }
        size = GoNumbers.ramBytes(value);
        if (size.isEmpty()) {
          throw invalid(field, value);
        }
      }
      case "id" -> id = value;
      case "sharing" ->
          sharing = oneOf(CacheSharing.values(), CacheSharing::word, value, "sharing mode");
      case "mode" -> mode = OptionalInt.of((int) number(field, value, 8));
      case "uid" -> uid = OptionalLong.of(number(field, value, 10));
      case "gid" -> gid = OptionalLong.of(number(field, value, 10));
      case "env" -> env = value;
      default -> throw unknownKey(field);
    }
  }

  private void check() {
    boolean owned = type == MountType.SECRET || type == MountType.SSH || type == MountType.CACHE;
    if (!owned && (mode.isPresent() || uid.isPresent() || gid.isPresent())) {
      throw error("a " + type.word() + " mount takes neither mode nor uid nor gid");
    }
    if (type == MountType.SECRET) {
      if (!from.isEmpty()) {
        throw error("a secret mount takes no from");
      }
      if (sharing != null) {
        throw error("a secret mount takes no sharing");
      }
      if (source.isEmpty() && target.isEmpty() && id.isEmpty()) {
        throw error("a secret mount needs an id or a target", "for example type=secret,id=token");
      }
      if (!source.isEmpty() && !id.isEmpty()) {
        throw error("a secret mount takes either source or id, not both");
      }
    }
    if (sharing != null && type != MountType.CACHE) {
      throw error("sharing is for cache mounts, not for a " + type.word() + " mount");
    }
  }

  private void requireSecretOrSsh(MountFlag.Field field) {
    if (type != MountType.SECRET && type != MountType.SSH) {
      throw notFor(field);
    }
  }

  private <E extends Enum<E>> E oneOf(
      E[] values, java.util.function.Function<E, String> word, String given, String what) {
    String wanted = given.toLowerCase(Locale.ROOT);
    List<String> words = new java.util.ArrayList<>();
    for (E value : values) {
      if (word.apply(value).equals(wanted)) {
        return value;
      }
      words.add(word.apply(value));
    }
    throw new DockerfileException(
        range,
        "unsupported " + what + " \"" + given + "\" in --mount=" + flag.text(),
        Suggestions.hint(wanted, words, "one of " + String.join(", ", words)));
  }

  private boolean bool(MountFlag.Field field, String value) {
    Optional<Boolean> parsed = GoNumbers.bool(value);
    return parsed.orElseThrow(() -> invalid(field, value));
  }

  private long number(MountFlag.Field field, String value, int radix) {
    OptionalLong parsed = GoNumbers.unsigned32(value, radix);
    return parsed.orElseThrow(() -> invalid(field, value));
  }

  private DockerfileException invalid(MountFlag.Field field, String value) {
    return error("invalid value \"" + value + "\" for '" + field.key() + "'");
  }

  private DockerfileException notFor(MountFlag.Field field) {
    return error(
        "the key '" + field.key() + "' is not for a " + type.word() + " mount",
        "type= must stand in front of it");
  }

  private DockerfileException unknownKey(MountFlag.Field field) {
    return new DockerfileException(
        range,
        "unknown key '" + field.key() + "' in --mount=" + flag.text(),
        Suggestions.hint(field.key(), KEYS, null));
  }

  private DockerfileException error(String problem) {
    return error(problem, null);
  }

  private DockerfileException error(String problem, @Nullable String hint) {
    return new DockerfileException(range, problem + " in --mount=" + flag.text(), hint);
  }
}
