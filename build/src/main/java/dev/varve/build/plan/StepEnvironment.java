package dev.varve.build.plan;

import dev.varve.model.Platform;
import java.util.ArrayList;
import java.util.List;

/**
 * What surrounds a step.
 *
 * @param variables ENV and ARG in effect, in the order in which they were first set
 * @param proxies predefined proxy arguments: in the environment, but in no key, history or layer
 * @param user as USER has it; empty for root
 * @param workingDir absolute
 * @param pending directories that have to be made first
 */
public record StepEnvironment(
    List<Variable> variables,
    List<Variable> proxies,
    String user,
    String workingDir,
    List<PendingDirectory> pending,
    Platform platform) {

  public StepEnvironment {
    variables = List.copyOf(variables);
    proxies = List.copyOf(proxies);
    pending = List.copyOf(pending);
  }

  /**
   * A variable.
   *
   * @param argument whether its value is that of an ARG, which the image does not keep
   */
  public record Variable(String name, String value, boolean argument) {}

  /** The environment of a command, {@code NAME=value} each. */
  public List<String> toEnv() {
    List<String> env = new ArrayList<>(variables.size() + proxies.size());
    for (Variable variable : variables) {
      env.add(variable.name() + "=" + variable.value());
    }
    for (Variable proxy : proxies) {
      if (variables.stream().noneMatch(v -> v.name().equals(proxy.name()))) {
        env.add(proxy.name() + "=" + proxy.value());
      }
    }
    return env;
  }
}
