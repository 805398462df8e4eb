package dev.varve.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads ENV, LABEL and ARG. */
final class PairInstructions {
  private PairInstructions() {}

  static Env env(Statement statement) {
    Flags.none(statement);
    return new Env(statement.origin(), pairs(statement));
  }

  static Label label(Statement statement) {
    Flags.none(statement);
    return new Label(statement.origin(), pairs(statement));
  }

  static Arg arg(Statement statement) {
    Flags.none(statement);
    List<ArgDeclaration> declarations = new ArrayList<>();
    for (String word : ArgumentWords.quoted(statement.arguments(), statement.escape())) {
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      if (name.isEmpty()) {
        throw blankName(statement);
      }
      declarations.add(
          new ArgDeclaration(
              name,
              equals < 0 ? Optional.empty() : Optional.of(word.substring(equals + 1)),
              description(statement, name)));
    }
    if (declarations.isEmpty()) {
      throw InstructionParser.needsArgument(statement);
    }
    return new Arg(statement.origin(), declarations);
  }

  /** Checks the pairs of ENV or LABEL, if there are any. */
  static void check(Statement statement) {
    if (!statement.arguments().isEmpty()) {
      pairs(statement);
    }
  }

  private static Optional<String> description(Statement statement, String name) {
    for (String comment : statement.origin().comments()) {
      if (comment.startsWith(name + " ")) {
        return Optional.of(comment.substring(name.length() + 1));
      }
    }
    return Optional.empty();
  }

  /**
   * {@code a=1 b=2}, or if the first word has no equals sign the old form {@code a rest of line}.
   */
  private static List<KeyValue> pairs(Statement statement) {
    String text = statement.arguments();
    List<String> words = ArgumentWords.quoted(text, statement.escape());
    if (words.isEmpty()) {
      throw InstructionParser.needsArgument(statement);
    }
    if (words.getFirst().indexOf('=') < 0) {
      return List.of(oldForm(statement, text));
    }
    List<KeyValue> pairs = new ArrayList<>();
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals < 0) {
        throw statement.error(
            "\"" + word + "\" has no equals sign",
            "write name=value, with quotes around a value that holds spaces");
      }
      if (equals == 0) {
        throw blankName(statement);
      }
      pairs.add(new KeyValue(word.substring(0, equals), word.substring(equals + 1), false));
    }
    return pairs;
  }

  private static KeyValue oldForm(Statement statement, String text) {
    int end = ArgumentWords.endOfWord(text, 0);
    if (end == text.length()) {
      throw statement.error(
          statement.keyword() + " needs a name and a value", "for example name=value");
    }
    String value = text.substring(ArgumentWords.startOfWord(text, end));
    return new KeyValue(text.substring(0, end), value, true);
  }

  private static DockerfileException blankName(Statement statement) {
    return statement.error("a name of " + statement.keyword() + " is empty");
  }
}
