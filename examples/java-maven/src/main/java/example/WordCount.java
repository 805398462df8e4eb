package example;

import com.google.gson.GsonBuilder;
import java.util.Map;
import java.util.TreeMap;

/** Counts the words given as arguments and prints the result as JSON. */
public final class WordCount {
  private WordCount() {}

  static Map<String, Integer> count(String... words) {
    Map<String, Integer> counts = new TreeMap<>();
    for (String word : words) {
      counts.merge(word.toLowerCase(), 1, Integer::sum);
    }
    return counts;
  }

  public static void main(String[] args) {
    System.out.println(new GsonBuilder().create().toJson(count(args)));
  }
}
