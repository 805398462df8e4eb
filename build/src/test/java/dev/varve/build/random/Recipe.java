package dev.varve.build.random;

import java.util.List;

/**
 * A Dockerfile to build again and again.
 *
 * @param stages its stages by name, each of which starts from nothing; the last is what is built
 */
record Recipe(String name, List<Stage> stages) {

  /** A stage and its COPY instructions, each of which makes a layer. */
  record Stage(String name, List<String> lines) {}

  static final List<Recipe> ALL =
      List.of(
          one("all", "COPY . /app"),
          one("overlapping", "COPY src /app/src", "COPY . /app"),
          one("owned", "COPY --chown=1:2 . /x"),
          one("symbolic-mode", "COPY --chmod=u+rwX,go-w . /x"),
          one("octal-mode", "COPY --chmod=640 --chown=7 . /x", "COPY --chmod=4755 b /x/"),
          one("several-sources", "COPY a b/ /dst/"),
          one("into-root", "COPY . /"),
          one("over-itself", "COPY . /", "COPY b /", "COPY . /b/"),
          one("excluding", "COPY --exclude=*.tmp --exclude=**/deep --exclude=**/k* . /x"),
          one("wildcards", "COPY s* [ab] /dst/"),
          one("parents", "COPY --parents src/./* b/* /p/"),
          one("adding", "ADD . /app", "ADD a /app/one-more"),
          two("from-stage", "COPY . /app", "COPY --from=first /app /copy"),
          two("from-stage-merged", "COPY . /app", "COPY a /r/", "COPY --from=first /app /r"),
          two("from-stage-partly", "COPY --chown=3 . /", "COPY --from=first /src /b /r/"));

  private static Recipe one(String name, String... lines) {
    return new Recipe(name, List.of(new Stage("only", List.of(lines))));
  }

  private static Recipe two(String name, String first, String... lines) {
    return new Recipe(
        name, List.of(new Stage("first", List.of(first)), new Stage("last", List.of(lines))));
  }

  String text() {
    StringBuilder text = new StringBuilder();
    for (Stage stage : stages) {
      text.append("FROM scratch AS ").append(stage.name()).append('\n');
      stage.lines().forEach(line -> text.append(line).append('\n'));
    }
    return text.toString();
  }

  /** Whether a line copies from the stage before. */
  static boolean isFromStage(String line) {
    return line.contains("--from=");
  }

  /** What tells two instructions apart whose layers Varve may take for each other. */
  static String instruction(String line) {
    return line.replace("--from=first ", "");
  }
}
