package dev.varve.dockerfile;

import dev.varve.dockerfile.words.GoText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A joined line split into keyword, flags and the rest.
 *
 * @param flags the words that start with two dashes, quotes and escapes removed
 * @param arguments what follows, trimmed
 * @param escape the escape character in force
 */
record Statement(
    Origin origin, List<String> flags, String arguments, List<Heredoc> heredocs, char escape) {

  static Statement split(Origin origin, char escape) {
    String line = origin.original();
    int keywordEnd = 0;
    while (keywordEnd < line.length() && !GoText.isSeparator(line.charAt(keywordEnd))) {
      keywordEnd++;
    }
    int rest = keywordEnd;
    while (rest < line.length() && GoText.isSeparator(line.charAt(rest))) {
      rest++;
    }
    List<String> flags = new ArrayList<>();
    String arguments = new FlagScanner(line, rest, escape).scan(flags);
    Origin named =
        new Origin(line.substring(0, keywordEnd), line, origin.range(), origin.comments());
    return new Statement(named, List.copyOf(flags), GoText.trim(arguments), List.of(), escape);
  }

  Statement withHeredocs(List<Heredoc> found) {
    return new Statement(origin, flags, arguments, List.copyOf(found), escape);
  }

  /** The keyword in upper case. */
  String keyword() {
    return origin.keyword().toUpperCase(Locale.ROOT);
  }

  /** The instruction behind ONBUILD. */
  Statement trigger() {
    Origin inner = new Origin("", arguments, origin.range(), List.of());
    return split(inner, escape);
  }

  DockerfileException error(String problem) {
    return new DockerfileException(origin.range(), problem);
  }

  DockerfileException error(String problem, String hint) {
    return new DockerfileException(origin.range(), problem, hint);
  }
}
