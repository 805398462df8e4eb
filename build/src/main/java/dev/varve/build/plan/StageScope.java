package dev.varve.build.plan;

import dev.varve.build.plan.PlannedStage.HistoryLine;
import dev.varve.build.plan.StepEnvironment.Variable;
import dev.varve.dockerfile.words.Variables;
import dev.varve.model.ContainerConfig;
import dev.varve.model.ImageConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the instructions of a stage have set so far. Used by one thread while planning. */
final class StageScope {
  private static final String DEFAULT_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  private static final List<String> DEFAULT_SHELL = List.of("/bin/sh", "-c");

  private final LinkedHashMap<String, Variable> variables = new LinkedHashMap<>();

  /** Every ARG declared, null when it has no value. */
  private final LinkedHashMap<String, @Nullable String> declared = new LinkedHashMap<>();

  private final List<HistoryLine> history = new ArrayList<>();
  private final List<PendingDirectory> pending = new ArrayList<>();
  private final List<Variable> proxies;
  private ImageConfig image;
  private boolean cmdSet;

  StageScope(ImageConfig base, List<Variable> proxies) {
    this.image = base;
    this.proxies = proxies;
    ContainerConfig config = base.config().withOnBuild(List.of());
    if (config.env("PATH").isEmpty()) {
      config = config.withEnv("PATH", DEFAULT_PATH);
    }
    setConfig(config);
    for (String entry : config.env()) {
      int equals = entry.indexOf('=');
      String name = equals < 0 ? entry : entry.substring(0, equals);
      variables.put(name, new Variable(name, equals < 0 ? "" : entry.substring(equals + 1), false));
    }
  }

  /** A stage on top of another one goes on where that ended, ARGs included. */
  void inherit(StageScope other) {
    variables.clear();
    variables.putAll(other.variables);
    declared.putAll(other.declared);
    pending.addAll(other.pending);
  }

  Variables lookup() {
    return Variables.of(
        name -> {
          Variable variable = variables.get(name);
          return variable == null ? null : variable.value();
        });
  }

  ImageConfig image() {
    return image;
  }

  ContainerConfig config() {
    return image.config();
  }

  void setConfig(ContainerConfig changed) {
    image = image.withConfig(changed);
  }

  void setAuthor(String author) {
    image = image.withAuthor(author);
  }

  void setEnv(String name, String value) {
    variables.put(name, new Variable(name, value, false));
    setConfig(config().withEnv(name, value));
  }

  void declareArg(String name, @Nullable String value) {
    declared.put(name, value);
    if (value != null) {
      variables.put(name, new Variable(name, value, true));
    }
  }

  void setCmd(List<String> args) {
    cmdSet = true;
    setConfig(config().withCmd(args).withArgsEscaped(true));
  }

  void setEntrypoint(List<String> args) {
    setConfig(config().withEntrypoint(args));
    if (!cmdSet) {
      setConfig(config().withCmd(null));
    }
  }

  /** Notes a directory that has to exist. The config keeps an absolute path as it was written. */
  void addWorkingDir(String written) {
    String path = AbsolutePaths.resolve(workingDir(), written);
    setConfig(config().withWorkingDir(written.startsWith("/") ? written : path));
    if (!path.equals("/")) {
      pending.add(new PendingDirectory(path, config().user()));
    }
  }

  String workingDir() {
    String dir = config().workingDir();
    return dir.isEmpty() ? "/" : AbsolutePaths.resolve("/", dir);
  }

  void note(String createdBy) {
    history.add(new HistoryLine(createdBy, false));
  }

  /** Notes a step; what was pending is its business now. */
  void noteLayer(String createdBy) {
    history.add(new HistoryLine(createdBy + " # buildkit", true));
    pending.clear();
  }

  StepEnvironment environment() {
    return new StepEnvironment(
        List.copyOf(variables.values()),
        proxies,
        config().user(),
        workingDir(),
        pending,
        image.platform());
  }

  List<HistoryLine> history() {
    return history;
  }

  List<PendingDirectory> pending() {
    return pending;
  }

  /** The command line in front of which SHELL stands. */
  List<String> withShell(String text) {
    List<String> args =
        new ArrayList<>(config().shell().filter(s -> !s.isEmpty()).orElse(DEFAULT_SHELL));
    args.add(text);
    return args;
  }

  /** How Docker's history shows a RUN: the ARGs in scope, then the command. */
  String runLine(List<String> args) {
    StringBuilder line = new StringBuilder("RUN ");
    if (!declared.isEmpty()) {
      line.append('|').append(declared.size()).append(' ');
      for (Map.Entry<String, @Nullable String> arg : declared.entrySet()) {
        Variable variable = variables.get(arg.getKey());
        String value = variable != null ? variable.value() : arg.getValue();
        line.append(arg.getKey()).append('=').append(value == null ? "" : value).append(' ');
      }
    }
    return line.append(String.join(" ", args)).toString();
  }
}
