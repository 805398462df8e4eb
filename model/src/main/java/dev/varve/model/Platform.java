package dev.varve.model;

import java.util.Locale;
import java.util.Optional;

/**
 * What an image runs on (OCI image spec, image index, "platform"). Absent parts are empty strings.
 */
public record Platform(String os, String architecture, String variant, String osVersion) {

  public Platform(String os, String architecture) {
    this(os, architecture, "", "");
  }

  /** The platform of this machine, in Go's names. */
  public static Platform host() {
    String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return switch (arch) {
      case "amd64", "x86_64" -> new Platform("linux", "amd64");
      case "aarch64", "arm64" -> new Platform("linux", "arm64");
      default -> new Platform("linux", arch);
    };
  }

  /**
   * Reads {@code os[/arch[/variant]]} or a lone architecture, with Docker's aliases.
   *
   * @throws IllegalArgumentException if it has no such form
   */
  public static Platform parse(String text) {
    String[] parts = text.toLowerCase(Locale.ROOT).split("/", -1);
    for (String part : parts) {
      if (part.isEmpty() || !part.chars().allMatch(Platform::allowed)) {
        throw new IllegalArgumentException("not a platform: '" + text + "'");
      }
    }
    return switch (parts.length) {
      case 1 ->
          parts[0].equals("linux") || parts[0].equals("windows") || parts[0].equals("darwin")
              ? new Platform(parts[0], host().architecture())
              : normal("linux", parts[0], "");
      case 2 -> normal(parts[0], parts[1], "");
      case 3 -> normal(parts[0], parts[1], parts[2]);
      default -> throw new IllegalArgumentException("not a platform: '" + text + "'");
    };
  }

  /**
   * Whether an image for {@code image} is what somebody who asks for this platform means: they
   * agree in system, architecture and variant where neither leaves that open. The version is not
   * compared.
   */
  public boolean admits(Platform image) {
    return agree(os, image.os)
        && agree(architecture, image.architecture)
        && agree(variant, image.variant);
  }

  private static boolean agree(String one, String other) {
    return one.isEmpty() || other.isEmpty() || one.equals(other);
  }

  private static boolean allowed(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
  }

  private static Platform normal(String os, String arch, String variant) {
    return switch (arch) {
      case "x86_64", "x86-64" -> new Platform(os, "amd64");
      case "amd64" -> new Platform(os, "amd64", variant.equals("v1") ? "" : variant, "");
      case "aarch64", "arm64" ->
          new Platform(os, "arm64", variant.equals("v8") || variant.equals("8") ? "" : variant, "");
      case "armhf" -> new Platform(os, "arm", "v7", "");
      case "armel" -> new Platform(os, "arm", "v6", "");
      case "arm" -> new Platform(os, "arm", variant.isEmpty() ? "v7" : variant, "");
      case "i386", "i486", "i586", "i686" -> new Platform(os, "386");
      default -> new Platform(os, arch, variant, "");
    };
  }

  static Optional<Platform> of(JsonFields json) throws JsonException {
    String os = json.string("os").orElse("");
    String arch = json.string("architecture").orElse("");
    if (os.isEmpty() && arch.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Platform(
            os, arch, json.string("variant").orElse(""), json.string("os.version").orElse("")));
  }

  Json.Obj toJson() {
    Json.Obj json =
        Json.Obj.EMPTY.with("architecture", Json.of(architecture)).with("os", Json.of(os));
    if (!osVersion.isEmpty()) {
      json = json.with("os.version", Json.of(osVersion));
    }
    return variant.isEmpty() ? json : json.with("variant", Json.of(variant));
  }

  /** The form {@code linux/arm/v7}. */
  @Override
  public String toString() {
    return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
  }
}
