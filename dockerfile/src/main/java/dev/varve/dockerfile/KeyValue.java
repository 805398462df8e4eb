package dev.varve.dockerfile;

import dev.varve.dockerfile.words.Variables;
import java.util.ArrayList;
import java.util.List;

/**
 * A pair of ENV or LABEL.
 *
 * @param legacy written as {@code key value}, without an equals sign
 */
public record KeyValue(String key, String value, boolean legacy) {
  /** Expands all pairs of an instruction, each with the same variables. */
  static List<KeyValue> expandAll(
      Instruction instruction, List<KeyValue> pairs, Variables variables, char escape) {
    List<KeyValue> expanded = new ArrayList<>(pairs.size());
    for (KeyValue pair : pairs) {
      String key = instruction.expandWord(pair.key, variables, escape);
      String value = instruction.expandWord(pair.value, variables, escape);
      expanded.add(new KeyValue(key, value, pair.legacy));
    }
    return expanded;
  }
}
