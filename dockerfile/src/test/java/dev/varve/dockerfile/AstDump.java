package dev.varve.dockerfile;

import java.util.List;
import java.util.Optional;

/** A readable form of a parsed Dockerfile for golden files. */
final class AstDump {
  private final StringBuilder out = new StringBuilder();

  private AstDump() {}

  static String of(Dockerfile file) {
    AstDump dump = new AstDump();
    Directives directives = file.directives();
    directives.syntax().ifPresent(syntax -> dump.line("syntax " + quoted(syntax)));
    directives.check().ifPresent(check -> dump.line("check " + quoted(check)));
    dump.line("escape " + directives.escape());
    for (SourceRange range : file.emptyContinuations()) {
      dump.line("empty continuation " + lines(range));
    }
    file.globals().forEach(dump::instruction);
    for (Stage stage : file.stages()) {
      dump.line("stage " + stage.index() + stage.name().map(name -> " " + name).orElse(""));
      dump.instruction(stage.from());
      stage.instructions().forEach(dump::instruction);
    }
    return dump.out.toString();
  }

  private static String lines(SourceRange range) {
    return range.firstLine() == range.lastLine()
        ? Integer.toString(range.firstLine())
        : range.firstLine() + "-" + range.lastLine();
  }

  private void line(String text) {
    out.append(text).append('\n');
  }

  private void part(String name, String value) {
    line("    " + name + " " + value);
  }

  private void instruction(Instruction instruction) {
    line(lines(instruction.range()) + ": " + quoted(instruction.original()));
    instruction.comments().forEach(comment -> part("comment", quoted(comment)));
    switch (instruction) {
      case From from -> from(from);
      case Run run -> run(run);
      case Copy copy -> {
        optional("from", copy.from());
        files(copy.sources(), copy.destination(), copy.chown(), copy.chmod(), copy.excludes());
        flag("link", copy.link());
        flag("parents", copy.parents());
      }
      case Add add -> {
        files(add.sources(), add.destination(), add.chown(), add.chmod(), add.excludes());
        flag("link", add.link());
        optional("checksum", add.checksum());
        optional("keep-git-dir", add.keepGitDir().map(Object::toString));
        optional("unpack", add.unpack().map(Object::toString));
      }
      case Env env -> env.pairs().forEach(this::pair);
      case Label label -> label.pairs().forEach(this::pair);
      case Arg arg -> arg.declarations().forEach(this::declaration);
      case Cmd cmd -> command("cmd", cmd.command());
      case Entrypoint entrypoint -> command("entrypoint", entrypoint.command());
      case Expose expose -> part("expose", list(expose.words()));
      case Volume volume -> part("volume", list(volume.paths()));
      case User user -> part("user", quoted(user.user()));
      case Workdir workdir -> part("workdir", quoted(workdir.path()));
      case Shell shell -> part("shell", list(shell.args()));
      case StopSignal stop -> part("stopsignal", quoted(stop.signal()));
      case HealthCheck health -> health(health);
      case OnBuild onBuild -> part("onbuild", quoted(onBuild.expression()));
      case Maintainer maintainer -> part("maintainer", quoted(maintainer.name()));
    }
  }

  private void from(From from) {
    part("from", quoted(from.image()));
    optional("platform", from.platform());
    optional("name", from.stageName());
    from.asKeyword().ifPresent(as -> part("as", as));
  }

  private void run(Run run) {
    for (MountFlag mount : run.mountFlags()) {
      part("mount", mount.fields().toString());
      if (mount.text().indexOf('$') < 0) {
        part("     =", mount.spec(run.range()).toString());
      }
    }
    part("network", run.network().word() + ", security " + run.security().word());
    run.devices().forEach(device -> part("device", device.toString()));
    command("run", run.command());
    run.heredocs().forEach(this::heredoc);
    if (!run.heredocs().isEmpty()) {
      part(
          "body",
          switch (run.body()) {
            case RunBody.Exec exec -> "exec " + list(exec.args());
            case RunBody.Shell shell -> "shell " + quoted(shell.text());
            case RunBody.Script script -> "script " + script.path() + " " + quoted(script.text());
          });
    }
  }

  private void files(
      Sources sources,
      String destination,
      Optional<String> chown,
      Optional<String> chmod,
      List<String> excludes) {
    part("sources", list(sources.paths()));
    sources.files().forEach(this::heredoc);
    part("destination", quoted(destination));
    optional("chown", chown);
    optional("chmod", chmod);
    if (!excludes.isEmpty()) {
      part("excludes", list(excludes));
    }
  }

  private void heredoc(Heredoc heredoc) {
    part(
        "heredoc",
        quoted(heredoc.name())
            + (heredoc.descriptor() > 0 ? " descriptor " + heredoc.descriptor() : "")
            + (heredoc.expand() ? "" : " quoted")
            + (heredoc.chomp() ? " chomp" : "")
            + " "
            + quoted(heredoc.text()));
  }

  private void health(HealthCheck health) {
    part("test", list(health.test()));
    part(
        "every",
        health.interval()
            + " timeout "
            + health.timeout()
            + " start "
            + health.startPeriod()
            + " "
            + health.startInterval()
            + " retries "
            + health.retries());
  }

  private void command(String name, CommandLine command) {
    part(
        name,
        switch (command) {
          case CommandLine.Shell shell -> "shell " + quoted(shell.text());
          case CommandLine.Exec exec -> "exec " + list(exec.args());
        });
  }

  private void pair(KeyValue pair) {
    part(pair.legacy() ? "old pair" : "pair", quoted(pair.key()) + " " + quoted(pair.value()));
  }

  private void declaration(ArgDeclaration declaration) {
    part(
        "arg",
        quoted(declaration.name())
            + declaration.defaultValue().map(value -> " " + quoted(value)).orElse("")
            + declaration.description().map(text -> " described " + quoted(text)).orElse(""));
  }

  private void optional(String name, Optional<String> value) {
    value.ifPresent(text -> part(name, quoted(text)));
  }

  private void flag(String name, boolean on) {
    if (on) {
      part(name, "");
    }
  }

  private static String list(List<String> words) {
    return words.stream().map(AstDump::quoted).toList().toString();
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("<");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\u00a0' -> out.append("\\xa0");
        default -> out.append(c);
      }
    }
    return out.append('>').toString();
  }
}
