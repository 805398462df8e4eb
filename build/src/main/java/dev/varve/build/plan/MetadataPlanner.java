package dev.varve.build.plan;

import dev.varve.dockerfile.Add;
import dev.varve.dockerfile.Arg;
import dev.varve.dockerfile.Cmd;
import dev.varve.dockerfile.CommandLine;
import dev.varve.dockerfile.Copy;
import dev.varve.dockerfile.DockerfileException;
import dev.varve.dockerfile.Entrypoint;
import dev.varve.dockerfile.Env;
import dev.varve.dockerfile.Expose;
import dev.varve.dockerfile.From;
import dev.varve.dockerfile.HealthCheck;
import dev.varve.dockerfile.Instruction;
import dev.varve.dockerfile.KeyValue;
import dev.varve.dockerfile.Label;
import dev.varve.dockerfile.Maintainer;
import dev.varve.dockerfile.OnBuild;
import dev.varve.dockerfile.Run;
import dev.varve.dockerfile.Shell;
import dev.varve.dockerfile.StopSignal;
import dev.varve.dockerfile.User;
import dev.varve.dockerfile.Volume;
import dev.varve.dockerfile.Workdir;
import dev.varve.model.ContainerConfig;
import dev.varve.model.Healthcheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The instructions that change only the image's configuration; history lines as Docker's. */
final class MetadataPlanner {
  private final StageScope scope;

  MetadataPlanner(StageScope scope) {
    this.scope = scope;
  }

  void apply(Instruction instruction) {
    switch (instruction) {
      case Env env -> env(env);
      case Label label -> label(label);
      case Cmd cmd -> cmd(cmd);
      case Entrypoint entrypoint -> entrypoint(entrypoint);
      case Expose expose -> expose(expose);
      case Volume volume -> volume(volume);
      case User user -> {
        scope.setConfig(scope.config().withUser(user.user()));
        scope.note("USER " + user.user());
      }
      case Workdir workdir -> {
        scope.addWorkingDir(workdir.path());
        scope.note("WORKDIR " + scope.config().workingDir());
      }
      case Shell shell -> {
        scope.setConfig(scope.config().withShell(shell.args()));
        scope.note("SHELL [" + String.join(" ", shell.args()) + "]");
      }
      case StopSignal signal -> stopSignal(signal);
      case HealthCheck check -> healthCheck(check);
      case OnBuild onBuild -> {
        List<String> triggers = new ArrayList<>(scope.config().onBuild());
        triggers.add(onBuild.expression());
        scope.setConfig(scope.config().withOnBuild(triggers));
      }
      case Maintainer maintainer -> {
        scope.setAuthor(maintainer.name());
        scope.note("MAINTAINER " + maintainer.name());
      }
      case Run _, Copy _, Add _, Arg _, From _ ->
          throw new IllegalArgumentException("not metadata: " + instruction.original());
    }
  }

  private void env(Env env) {
    StringBuilder line = new StringBuilder("ENV");
    for (KeyValue pair : env.pairs()) {
      scope.setEnv(pair.key(), pair.value());
      line.append(' ').append(pair.key()).append('=').append(pair.value());
    }
    scope.note(line.toString());
  }

  private void label(Label label) {
    StringBuilder line = new StringBuilder("LABEL");
    ContainerConfig config = scope.config();
    for (KeyValue pair : label.pairs()) {
      config = config.withLabel(pair.key(), pair.value());
      line.append(' ').append(pair.key()).append('=').append(pair.value());
    }
    scope.setConfig(config);
    scope.note(line.toString());
  }

  private List<String> args(CommandLine command) {
    return switch (command) {
      case CommandLine.Exec(List<String> args) -> args;
      case CommandLine.Shell(String text) -> scope.withShell(text);
    };
  }

  private void cmd(Cmd cmd) {
    List<String> args = args(cmd.command());
    scope.setCmd(args);
    scope.note("CMD " + GoQuote.list(args));
  }

  private void entrypoint(Entrypoint entrypoint) {
    List<String> args = args(entrypoint.command());
    scope.setEntrypoint(args);
    scope.note("ENTRYPOINT " + GoQuote.list(args));
  }

  private void expose(Expose expose) {
    List<String> ports = expose.ports();
    scope.setConfig(scope.config().withExposedPorts(ports));
    scope.note("EXPOSE [" + String.join(" ", ports) + "]");
  }

  private void volume(Volume volume) {
    scope.setConfig(scope.config().withVolumes(volume.paths()));
    scope.note("VOLUME [" + String.join(" ", volume.paths()) + "]");
  }

  private void stopSignal(StopSignal signal) {
    if (!Signals.isSignal(signal.signal())) {
      throw new DockerfileException(
          signal.range(),
          "invalid signal: " + signal.signal(),
          "give a name such as SIGTERM or a number from 1 to 64");
    }
    scope.setConfig(scope.config().withStopSignal(signal.signal()));
    scope.note("STOPSIGNAL " + signal.signal());
  }

  private void healthCheck(HealthCheck check) {
    Healthcheck value =
        new Healthcheck(
            check.test(),
            check.interval(),
            check.timeout(),
            check.startPeriod(),
            check.startInterval(),
            check.retries());
    scope.setConfig(scope.config().withHealthcheck(value));
    scope.note(
        "HEALTHCHECK &{"
            + GoQuote.list(check.test())
            + " "
            + quoted(check.interval())
            + " "
            + quoted(check.timeout())
            + " "
            + quoted(check.startPeriod())
            + " "
            + quoted(check.startInterval())
            + " "
            + GoQuote.number(check.retries())
            + "}");
  }

  private static String quoted(Duration duration) {
    return GoQuote.text(GoDuration.format(duration));
  }
}
