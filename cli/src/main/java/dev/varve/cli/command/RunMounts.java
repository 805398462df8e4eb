package dev.varve.cli.command;

import dev.varve.model.VarveException;
import dev.varve.runtime.ContainerMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What {@code -v}, {@code --mount} and {@code --tmpfs} ask for. */
final class RunMounts {
  private static final int STICKY = 01777;

  private RunMounts() {}

  /**
   * {@code SOURCE:TARGET[:OPTIONS]}. A source that does not exist becomes a directory, as with
   * Docker.
   */
  static ContainerMount volume(String text) throws IOException {
    String[] parts = text.split(":", -1);
    if (parts.length == 1) {
      throw wrong(
          "-v " + text + ": volumes without a name are not yet supported",
          "give a directory of the host: -v DIR:" + text);
    }
    if (parts.length > 3 || parts[0].isEmpty()) {
      throw wrong("-v " + text + ": not of the form SOURCE:TARGET[:ro]", null);
    }
    boolean readOnly = false;
    if (parts.length == 3) {
      for (String option : parts[2].split(",")) {
        switch (option) {
          case "ro", "readonly" -> readOnly = true;
          // What SELinux and mount propagation would do changes nothing here.
          case "rw", "z", "Z", "rprivate", "private" -> {}
          default -> throw wrong("-v " + text + ": unknown option '" + option + "'", null);
        }
      }
    }
    if (!parts[0].startsWith("/") && !parts[0].startsWith(".") && !parts[0].startsWith("~")) {
      throw wrong(
          "-v " + text + ": named volumes are not yet supported",
          "for a directory here write ./" + parts[0]);
    }
    Path source = Path.of(parts[0]).toAbsolutePath().normalize();
    if (!Files.exists(source)) {
      Files.createDirectories(source);
    }
    return new ContainerMount.Bind(source, target(parts[1], "-v " + text), readOnly);
  }

  /** {@code type=bind,source=…,target=…,readonly}. */
  static ContainerMount mount(String text) {
    Map<String, String> values = new HashMap<>();
    for (String field : text.split(",")) {
      int equals = field.indexOf('=');
      String name = equals < 0 ? field : field.substring(0, equals);
      values.put(alias(name), equals < 0 ? "true" : field.substring(equals + 1));
    }
    String shown = "--mount " + text;
    String type = values.getOrDefault("type", "volume");
    String target = target(values.getOrDefault("target", ""), shown);
    return switch (type) {
      case "bind" -> {
        Path source = Path.of(values.getOrDefault("source", "")).toAbsolutePath().normalize();
        if (!values.containsKey("source") || !Files.exists(source)) {
          throw wrong(shown + ": the source " + source + " does not exist", null);
        }
        yield new ContainerMount.Bind(
            source, target, truth(values.getOrDefault("readonly", "false")));
      }
      case "tmpfs" ->
          new ContainerMount.Tmpfs(
              target,
              bytes(values.getOrDefault("tmpfs-size", "0"), shown),
              mode(values.getOrDefault("tmpfs-mode", "1777"), shown));
      default -> throw wrong(shown + ": type is bind or tmpfs, not '" + type + "'", null);
    };
  }

  /** {@code TARGET[:size=…,mode=…]}. */
  static ContainerMount tmpfs(String text) {
    int colon = text.indexOf(':');
    String shown = "--tmpfs " + text;
    String target = target(colon < 0 ? text : text.substring(0, colon), shown);
    long size = 0;
    int mode = STICKY;
    for (String option : colon < 0 ? new String[0] : text.substring(colon + 1).split(",")) {
      if (option.startsWith("size=")) {
        size = bytes(option.substring(5), shown);
      } else if (option.startsWith("mode=")) {
        mode = mode(option.substring(5), shown);
      } else if (!option.equals("rw") && !option.equals("nosuid") && !option.equals("nodev")) {
        throw wrong(shown + ": unknown option '" + option + "'", null);
      }
    }
    return new ContainerMount.Tmpfs(target, size, mode);
  }

  private static String alias(String name) {
    return switch (name) {
      case "src" -> "source";
      case "dst", "destination" -> "target";
      case "ro" -> "readonly";
      default -> name;
    };
  }

  private static boolean truth(String text) {
    return text.equals("true") || text.equals("1");
  }

  private static String target(String text, String shown) {
    if (!text.startsWith("/") || text.equals("/")) {
      throw wrong(shown + ": the target has to be an absolute path below /", null);
    }
    return text;
  }

  private static long bytes(String text, String shown) {
    String digits = text.toLowerCase(java.util.Locale.ROOT);
    long unit = 1;
    for (String suffix : new String[] {"b", "k", "m", "g"}) {
      if (digits.endsWith(suffix)) {
        unit = 1L << (10 * "bkmg".indexOf(suffix));
        digits = digits.substring(0, digits.length() - 1);
        break;
      }
    }
    try {
      return Math.multiplyExact(Long.parseLong(digits), unit);
    } catch (ArithmeticException | NumberFormatException e) {
      throw wrong(shown + ": '" + text + "' is no size", null);
    }
  }

  private static int mode(String text, String shown) {
    try {
      return Integer.parseInt(text, 8) & 07777;
    } catch (NumberFormatException e) {
      throw wrong(shown + ": '" + text + "' is no mode", null);
    }
  }

  private static VarveException wrong(
      String message, @org.jspecify.annotations.Nullable String hint) {
    return new VarveException(VarveException.Code.USAGE, "run: " + message, hint);
  }
}
