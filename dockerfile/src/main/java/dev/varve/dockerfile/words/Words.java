package dev.varve.dockerfile.words;

import java.util.ArrayList;
import java.util.List;

/** Collects words: white space ends one, unless it was quoted or escaped. */
final class Words {
  private final StringBuilder word = new StringBuilder();
  private final List<String> words = new ArrayList<>();

  void add(int c) {
    if (GoText.isSpace(c)) {
      end();
    } else {
      word.appendCodePoint(c);
    }
  }

  void addText(String text) {
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      add(c);
      i += Character.charCount(c);
    }
  }

  void addRaw(String text) {
    word.append(text);
  }

  void dropWord() {
    word.setLength(0);
  }

  List<String> finish() {
    end();
    return List.copyOf(words);
  }

  private void end() {
    if (!word.isEmpty()) {
      words.add(word.toString());
      word.setLength(0);
    }
  }
}
