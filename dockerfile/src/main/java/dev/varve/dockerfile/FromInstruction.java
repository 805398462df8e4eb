package dev.varve.dockerfile;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads FROM. */
final class FromInstruction {
  private FromInstruction() {}

  static From parse(Statement statement) {
    List<String> words = ArgumentWords.plain(statement.arguments());
    boolean named = words.size() == 3 && words.get(1).equalsIgnoreCase("as");
    if (words.size() != 1 && !named) {
      throw statement.error(
          "FROM needs either one or three arguments", "FROM image, or FROM image AS name");
    }
    Optional<String> written = named ? Optional.of(words.get(2)) : Optional.empty();
    Optional<String> name =
        named ? Optional.of(words.get(2).toLowerCase(Locale.ROOT)) : Optional.empty();
    if (name.isPresent() && !isValid(name.get())) {
      throw statement.error(
          "invalid stage name \"" + written.orElseThrow() + "\"",
          "it starts with a letter and has only letters, digits, '-', '_' and '.'");
    }
    Flags flags = Flags.parse(statement, Map.of("platform", Flags.Kind.VALUE));
    return new From(
        statement.origin(),
        words.getFirst(),
        flags.value("platform"),
        name,
        written,
        named ? Optional.of(words.get(1)) : Optional.empty());
  }

  private static boolean isValid(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = c >= 'a' && c <= 'z';
      boolean other = (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
      if (!letter && (i == 0 || !other)) {
        return false;
      }
    }
    return true;
  }
}
