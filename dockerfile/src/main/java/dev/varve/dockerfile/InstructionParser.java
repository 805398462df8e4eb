package dev.varve.dockerfile;

import dev.varve.dockerfile.words.GoText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a typed instruction of a statement. */
final class InstructionParser {
  private static final List<String> KEYWORDS =
      List.of(
          "ADD",
          "ARG",
          "CMD",
          "COPY",
          "ENTRYPOINT",
          "ENV",
          "EXPOSE",
          "FROM",
          "HEALTHCHECK",
          "LABEL",
          "MAINTAINER",
          "ONBUILD",
          "RUN",
          "SHELL",
          "STOPSIGNAL",
          "USER",
          "VOLUME",
          "WORKDIR");

  private InstructionParser() {}

  static Instruction parse(Statement statement) {
    return switch (statement.keyword()) {
      case "ADD" -> FileInstructions.add(statement);
      case "ARG" -> PairInstructions.arg(statement);
      case "CMD" -> new Cmd(noFlags(statement), commandLine(statement, statement.arguments()));
      case "COPY" -> FileInstructions.copy(statement);
      case "ENTRYPOINT" ->
          new Entrypoint(noFlags(statement), commandLine(statement, statement.arguments()));
      case "ENV" -> PairInstructions.env(statement);
      case "EXPOSE" -> expose(statement);
      case "FROM" -> FromInstruction.parse(statement);
      case "HEALTHCHECK" -> HealthCheckInstruction.parse(statement);
      case "LABEL" -> PairInstructions.label(statement);
      case "MAINTAINER" -> new Maintainer(noFlags(statement), oneArgument(statement));
      case "ONBUILD" -> onBuild(statement);
      case "RUN" -> RunInstruction.parse(statement);
      case "SHELL" -> shell(statement);
      case "STOPSIGNAL" -> new StopSignal(noFlags(statement), oneArgument(statement));
      case "USER" -> new User(noFlags(statement), oneArgument(statement));
      case "VOLUME" -> volume(statement);
      case "WORKDIR" -> new Workdir(noFlags(statement), oneArgument(statement));
      default -> throw unknown(statement);
    };
  }

  /** Whether here-documents count in the statement: RUN, COPY and ADD that are not in exec form. */
  static boolean mayHaveHeredocs(Statement statement) {
    Statement inner =
        statement.keyword().equals("ONBUILD") && !statement.arguments().isEmpty()
            ? statement.trigger()
            : statement;
    return switch (inner.keyword()) {
      case "ADD", "COPY", "RUN" -> JsonStrings.parse(inner, inner.arguments()) == null;
      default -> false;
    };
  }

  private static DockerfileException unknown(Statement statement) {
    String keyword = statement.origin().keyword();
    if (keyword.isEmpty()) {
      return statement.error("there is no instruction on the continued line");
    }
    String shown = keyword.length() > 40 ? keyword.substring(0, 40) + "..." : keyword;
    return new DockerfileException(
        statement.origin().range(),
        "unknown instruction: " + shown,
        Suggestions.hint(keyword, KEYWORDS, null));
  }

  private static Origin noFlags(Statement statement) {
    Flags.none(statement);
    return statement.origin();
  }

  static CommandLine commandLine(Statement statement, String text) {
    @Nullable List<String> json = JsonStrings.parse(statement, text);
    return json == null ? new CommandLine.Shell(text) : new CommandLine.Exec(json);
  }

  /** The words of a JSON array, or those between separators. */
  static List<String> jsonOrWords(Statement statement) {
    @Nullable List<String> json = JsonStrings.parse(statement, statement.arguments());
    return json == null ? ArgumentWords.plain(statement.arguments()) : json;
  }

  static DockerfileException needsArgument(Statement statement) {
    return statement.error(statement.keyword() + " needs at least one argument");
  }

  private static String oneArgument(Statement statement) {
    if (statement.arguments().isEmpty()) {
      throw statement.error(statement.keyword() + " needs exactly one argument");
    }
    return statement.arguments();
  }

  private static Expose expose(Statement statement) {
    List<String> words = new ArrayList<>(ArgumentWords.plain(statement.arguments()));
    if (words.isEmpty()) {
      throw needsArgument(statement);
    }
    words.sort(null);
    return new Expose(noFlags(statement), words);
  }

  private static Volume volume(Statement statement) {
    List<String> paths = new ArrayList<>();
    for (String path : jsonOrWords(statement)) {
      paths.add(GoText.trim(path));
    }
    if (paths.isEmpty()) {
      throw needsArgument(statement);
    }
    if (paths.contains("")) {
      throw statement.error("a VOLUME path is empty");
    }
    return new Volume(noFlags(statement), paths);
  }

  private static Shell shell(Statement statement) {
    @Nullable List<String> json = JsonStrings.parse(statement, statement.arguments());
    if (statement.arguments().isEmpty() || (json != null && json.isEmpty())) {
      throw needsArgument(statement);
    }
    if (json == null) {
      throw statement.error(
          "SHELL needs its arguments as a JSON array", "for example SHELL [\"/bin/bash\", \"-c\"]");
    }
    return new Shell(noFlags(statement), json);
  }

  private static OnBuild onBuild(Statement statement) {
    if (statement.arguments().isEmpty()) {
      throw needsArgument(statement);
    }
    Flags.none(statement);
    Statement trigger = statement.trigger();
    switch (trigger.keyword()) {
      case "ONBUILD" -> throw statement.error("ONBUILD is not allowed as an ONBUILD trigger");
      case "FROM", "MAINTAINER" ->
          throw statement.error(trigger.keyword() + " is not allowed as an ONBUILD trigger");
      // Docker keeps a trigger that it does not know, but not one that it cannot read.
      case "RUN", "CMD", "ENTRYPOINT", "SHELL", "COPY", "ADD", "VOLUME" ->
          JsonStrings.parse(trigger, trigger.arguments());
      case "ENV", "LABEL" -> PairInstructions.check(trigger);
      default -> {}
    }
    StringBuilder expression = new StringBuilder(withoutKeyword(statement.origin().original()));
    for (Heredoc heredoc : statement.heredocs()) {
      expression.append('\n').append(heredoc.body()).append(heredoc.name());
    }
    return new OnBuild(statement.origin(), expression.toString());
  }

  private static String withoutKeyword(String original) {
    return GoText.trimStart(original.substring("ONBUILD".length()));
  }
}
