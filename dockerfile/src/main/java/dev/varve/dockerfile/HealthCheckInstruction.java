package dev.varve.dockerfile;

import dev.varve.dockerfile.words.GoText;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads HEALTHCHECK. */
final class HealthCheckInstruction {
  private static final Duration SHORTEST = Duration.ofMillis(1);

  private HealthCheckInstruction() {}

  static HealthCheck parse(Statement statement) {
    String text = statement.arguments();
    if (text.isEmpty()) {
      throw InstructionParser.needsArgument(statement);
    }
    int end = 0;
    while (end < text.length() && !GoText.isSpace(text.charAt(end))) {
      end++;
    }
    String type = text.substring(0, end);
    String rest = GoText.trimStart(text.substring(end));
    Flags flags =
        Flags.parse(
            statement,
            Map.of(
                "interval", Flags.Kind.VALUE,
                "timeout", Flags.Kind.VALUE,
                "start-period", Flags.Kind.VALUE,
                "start-interval", Flags.Kind.VALUE,
                "retries", Flags.Kind.VALUE));
    return switch (type.toUpperCase(Locale.ROOT)) {
      case "NONE" -> none(statement, rest);
      case "CMD" ->
          new HealthCheck(
              statement.origin(),
              Optional.of(command(statement, rest)),
              duration(statement, flags, "interval"),
              duration(statement, flags, "timeout"),
              duration(statement, flags, "start-period"),
              duration(statement, flags, "start-interval"),
              retries(statement, flags));
      default ->
          throw statement.error(
              "unknown type \"" + type + "\" of HEALTHCHECK", "it is CMD or NONE");
    };
  }

  private static HealthCheck none(Statement statement, String rest) {
    if (!rest.isEmpty()) {
      throw statement.error("HEALTHCHECK NONE takes no arguments");
    }
    return new HealthCheck(
        statement.origin(),
        Optional.empty(),
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        0);
  }

  private static CommandLine command(Statement statement, String text) {
    CommandLine command = InstructionParser.commandLine(statement, text);
    boolean empty =
        switch (command) {
          case CommandLine.Shell shell -> shell.text().isEmpty();
          case CommandLine.Exec exec -> exec.args().isEmpty();
        };
    if (empty) {
      throw statement.error("HEALTHCHECK CMD needs a command");
    }
    return command;
  }

  private static Duration duration(Statement statement, Flags flags, String name) {
    Optional<String> text = flags.value(name);
    if (text.isEmpty()) {
      return Duration.ZERO;
    }
    Duration duration =
        GoNumbers.duration(text.get())
            .orElseThrow(
                () ->
                    statement.error(
                        "invalid duration --" + name + "=" + text.get(),
                        "a number and a unit, for example 30s or 1m30s"));
    if (!duration.isZero() && duration.compareTo(SHORTEST) < 0) {
      throw statement.error("--" + name + "=" + text.get() + " is shorter than 1ms");
    }
    return duration;
  }

  private static int retries(Statement statement, Flags flags) {
    Optional<String> text = flags.value("retries");
    if (text.isEmpty()) {
      return 0;
    }
    String digits = text.get().startsWith("+") ? text.get().substring(1) : text.get();
    OptionalLong value = GoNumbers.unsigned32(digits, 10);
    if (value.isEmpty() || value.getAsLong() > Integer.MAX_VALUE) {
      throw statement.error("--retries=" + text.get() + " is not a number from 0 on");
    }
    return (int) value.getAsLong();
  }
}
