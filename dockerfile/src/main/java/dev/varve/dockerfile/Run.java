package dev.varve.dockerfile;

import dev.varve.dockerfile.words.Variables;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code RUN}. {@link #body()} says what is executed.
 *
 * @param command the command as written, here-document words included
 * @param mountFlags the {@code --mount} flags in their order
 */
public record Run(
    Origin origin,
    CommandLine command,
    List<Heredoc> heredocs,
    List<MountFlag> mountFlags,
    RunNetwork network,
    RunSecurity security,
    List<DeviceSpec> devices)
    implements Instruction {

  /** Copies the lists. */
  public Run {
    heredocs = List.copyOf(heredocs);
    mountFlags = List.copyOf(mountFlags);
    devices = List.copyOf(devices);
  }

  /** The mounts, typed. Values with variables need {@link #expand} first. */
  public List<MountSpec> mounts() {
    List<MountSpec> specs = new ArrayList<>(mountFlags.size());
    for (MountFlag flag : mountFlags) {
      specs.add(flag.spec(range()));
    }
    return List.copyOf(specs);
  }

  /** What is executed, here-documents taken in. */
  public RunBody body() {
    return switch (command) {
      case CommandLine.Exec exec -> new RunBody.Exec(exec.args());
      case CommandLine.Shell shell -> shellBody(shell.text());
    };
  }

  private RunBody shellBody(String text) {
    if (heredocs.isEmpty()) {
      return new RunBody.Shell(text);
    }
    if (HeredocWord.parse(text).isPresent()) {
      Heredoc first = heredocs.getFirst();
      return first.text().startsWith("#!")
          ? new RunBody.Script(first.name(), first.text())
          : new RunBody.Shell(first.text());
    }
    StringBuilder all = new StringBuilder(text);
    for (Heredoc heredoc : heredocs) {
      all.append('\n').append(heredoc.body()).append(heredoc.name());
    }
    return new RunBody.Shell(all.toString());
  }

  /** Expands the values of the mounts and checks them. The command is the shell's business. */
  @Override
  public Run expand(Variables variables, char escape) {
    if (command instanceof CommandLine.Exec exec && exec.args().isEmpty()) {
      throw new DockerfileException(range(), "RUN has no command");
    }
    if (mountFlags.isEmpty()) {
      return this;
    }
    List<MountFlag> expanded = new ArrayList<>(mountFlags.size());
    for (MountFlag flag : mountFlags) {
      expanded.add(flag.expand(value -> expandWord(value, variables, escape)));
    }
    Run run = new Run(origin, command, heredocs, expanded, network, security, devices);
    run.mounts();
    return run;
  }
}
