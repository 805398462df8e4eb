package dev.varve.dockerfile;

import dev.varve.dockerfile.words.Expansion;
import dev.varve.dockerfile.words.ExpansionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The word that announces a here-document: {@code <<EOF}, {@code 3<<-"EOF"}. */
record HeredocWord(String name, int descriptor, boolean expand, boolean chomp) {

  /** The here-documents that a line announces, in their order. None if the line has a bad quote. */
  static List<HeredocWord> ofLine(String line) {
    List<HeredocWord> found = new ArrayList<>();
    try {
      for (String word : Expansion.rawWords(line)) {
        Optional<HeredocWord> heredoc = read(word);
        if (heredoc.isPresent()) {
          found.add(heredoc.get());
        }
      }
    } catch (ExpansionException e) {
      return List.of();
    }
    return found;
  }

  /** What a text as a whole announces, if anything. */
  static Optional<HeredocWord> parse(String text) {
    try {
      return read(text);
    } catch (ExpansionException e) {
      return Optional.empty();
    }
  }

  private static Optional<HeredocWord> read(String text) {
    int at = 0;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (!text.startsWith("<<", at)) {
      return Optional.empty();
    }
    int descriptor = (int) GoNumbers.unsigned32(text.substring(0, at), 10).orElse(0);
    at += 2;
    boolean chomp = text.startsWith("-", at);
    if (chomp) {
      at++;
    }
    while (at < text.length() && " \t\n\f\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String rest = text.substring(at);
    if (rest.isEmpty() || rest.indexOf('<') >= 0) {
      return Optional.empty();
    }
    List<String> words = Expansion.unsetWords(rest);
    if (words.size() != 1) {
      return Optional.empty();
    }
    String name = words.getFirst();
    List<String> quoted = Expansion.quotedWords(rest);
    // A quote that was taken away means that some part of the word was quoted.
    boolean expand = quoted.size() == 1 && quotes(quoted.getFirst()) == quotes(name);
    return Optional.of(new HeredocWord(name, descriptor, expand, chomp));
  }

  private static int quotes(String text) {
    int count = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\'' || text.charAt(i) == '"') {
        count++;
      }
    }
    return count;
  }

  Heredoc withBody(String body) {
    return new Heredoc(name, descriptor, expand, chomp, body);
  }
}
