package dev.varve.dockerfile;

import dev.varve.dockerfile.words.Expansion;
import dev.varve.dockerfile.words.ExpansionException;
import dev.varve.dockerfile.words.Variables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads COPY and ADD. */
final class FileInstructions {
  private FileInstructions() {}

  static Copy copy(Statement statement) {
    List<String> words = words(statement);
    Flags flags =
        Flags.parse(
            statement,
            Map.of(
                "from", Flags.Kind.VALUE,
                "chown", Flags.Kind.VALUE,
                "chmod", Flags.Kind.VALUE,
                "link", Flags.Kind.SWITCH,
                "parents", Flags.Kind.SWITCH,
                "exclude", Flags.Kind.VALUES));
    Optional<String> from = flags.value("from");
    if (from.isPresent()) {
      rejectVariables(statement, from.get());
    }
    return new Copy(
        statement.origin(),
        sources(statement, words),
        destination(statement, words),
        from,
        flags.value("chown"),
        flags.value("chmod"),
        flags.isOn("link"),
        flags.isOn("parents"),
        flags.values("exclude"));
  }

  static Add add(Statement statement) {
    List<String> words = words(statement);
    Flags flags =
        Flags.parse(
            statement,
            Map.of(
                "chown", Flags.Kind.VALUE,
                "chmod", Flags.Kind.VALUE,
                "checksum", Flags.Kind.VALUE,
                "link", Flags.Kind.SWITCH,
                "keep-git-dir", Flags.Kind.SWITCH,
                "unpack", Flags.Kind.SWITCH,
                "exclude", Flags.Kind.VALUES));
    return new Add(
        statement.origin(),
        sources(statement, words),
        destination(statement, words),
        flags.value("chown"),
        flags.value("chmod"),
        flags.value("checksum"),
        flags.onOff("keep-git-dir"),
        flags.onOff("unpack"),
        flags.isOn("link"),
        flags.values("exclude"));
  }

  private static List<String> words(Statement statement) {
    List<String> words = InstructionParser.jsonOrWords(statement);
    if (words.size() < 2) {
      throw statement.error(
          statement.keyword() + " needs at least two arguments: a source and a destination");
    }
    return words;
  }

  private static String destination(Statement statement, List<String> words) {
    if (HeredocWord.parse(words.getLast()).isPresent()) {
      throw statement.error(
          statement.keyword() + " cannot write to a here-document",
          "the last argument is the destination");
    }
    return words.getLast();
  }

  private static Sources sources(Statement statement, List<String> words) {
    Map<String, String> bodies = new HashMap<>();
    for (Heredoc heredoc : statement.heredocs()) {
      bodies.put(heredoc.name(), heredoc.body());
    }
    List<String> paths = new ArrayList<>();
    List<Heredoc> files = new ArrayList<>();
    for (String word : words.subList(0, words.size() - 1)) {
      Optional<HeredocWord> heredoc = HeredocWord.parse(word);
      if (heredoc.isPresent()) {
        String body = bodies.getOrDefault(heredoc.get().name(), "");
        files.add(heredoc.get().withBody(body));
      } else {
        paths.add(word);
      }
    }
    return new Sources(paths, files);
  }

  private static void rejectVariables(Statement statement, String from) {
    String expanded;
    try {
      expanded = Expansion.word(from, Variables.none(), statement.escape());
    } catch (ExpansionException e) {
      throw statement.error(String.valueOf(e.getMessage()));
    }
    if (!expanded.equals(from)) {
      throw statement.error(
          "--from takes no variables: " + from,
          "give the image a name with FROM … AS name, where global ARGs count, and copy from that");
    }
  }
}
