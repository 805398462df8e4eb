package dev.varve.dockerfile;

import dev.varve.dockerfile.words.Variables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code HEALTHCHECK}.
 *
 * @param command what checks; absent for {@code HEALTHCHECK NONE}
 * @param interval zero, as for the other durations and retries, when not said: the runtime's
 *     default
 */
public record HealthCheck(
    Origin origin,
    Optional<CommandLine> command,
    Duration interval,
    Duration timeout,
    Duration startPeriod,
    Duration startInterval,
    int retries)
    implements Instruction {

  /** The {@code Test} of an image config: {@code NONE}, {@code CMD …} or {@code CMD-SHELL text}. */
  public List<String> test() {
    if (command.isEmpty()) {
      return List.of("NONE");
    }
    return switch (command.get()) {
      case CommandLine.Shell shell -> List.of("CMD-SHELL", shell.text());
      case CommandLine.Exec exec -> {
        List<String> test = new ArrayList<>();
        test.add("CMD");
        test.addAll(exec.args());
        yield List.copyOf(test);
      }
    };
  }

  /** Nothing is expanded: variables are the shell's business. */
  @Override
  public HealthCheck expand(Variables variables, char escape) {
    return this;
  }
}
