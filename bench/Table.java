import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Prints Markdown tables of {@code times.tsv} and {@code growth.tsv} in a directory. Further
 * arguments are {@code peer=title}, in the order of their columns.
 */
final class Table {
  /** Values by tool and round. */
  private record Row(String unit, String target, Map<String, Map<Integer, Double>> values) {}

  public static void main(String[] args) throws IOException {
    Map<String, String> peers = new LinkedHashMap<>();
    for (String arg : List.of(args).subList(1, args.length)) {
      peers.put(arg.substring(0, arg.indexOf('=')), arg.substring(arg.indexOf('=') + 1));
    }
    compared(Path.of(args[0], "times.tsv"), peers);
    growth(Path.of(args[0], "growth.tsv"));
  }

  private static void compared(Path file, Map<String, String> peers) throws IOException {
    Map<String, Row> rows = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file)) {
      String[] cells = line.split("\t");
      rows.computeIfAbsent(cells[0], _ -> new Row(cells[2], cells[1], new LinkedHashMap<>()))
          .values()
          .computeIfAbsent(cells[4], _ -> new TreeMap<>())
          .put(Integer.parseInt(cells[3]), Double.parseDouble(cells[5]));
    }
    if (rows.isEmpty()) {
      return;
    }
    List<String> head = new ArrayList<>(List.of("", "varve"));
    peers.forEach((peer, title) -> head.addAll(List.of(title, "varve / " + peer)));
    head.add("target");
    line(head);
    line(head.stream().map(_ -> "---").toList());
    rows.forEach((name, row) -> line(cells(name, row, peers)));
  }

  private static List<String> cells(String name, Row row, Map<String, String> peers) {
    Map<Integer, Double> ours = row.values().getOrDefault("varve", Map.of());
    List<String> cells = new ArrayList<>(List.of(name, text(ours, row.unit())));
    for (String peer : peers.keySet()) {
      Map<Integer, Double> theirs = row.values().getOrDefault(peer, Map.of());
      List<Double> ratios = new ArrayList<>();
      theirs.forEach(
          (round, value) -> {
            Double own = ours.get(round);
            // What is below the clock's resolution has no ratio.
            if (own != null && value > 0) {
              ratios.add(own / value);
            }
          });
      cells.add(text(theirs, row.unit()));
      cells.add(ratios.isEmpty() ? "" : text(Spread.of(ratios), ""));
    }
    cells.add(row.target());
    return cells;
  }

  private static void growth(Path file) throws IOException {
    Map<Integer, Map<String, List<Double>>> sizes = new TreeMap<>();
    List<String> series = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      String[] cells = line.split("\t");
      if (!series.contains(cells[0])) {
        series.add(cells[0]);
      }
      sizes
          .computeIfAbsent(Integer.parseInt(cells[1]), _ -> new LinkedHashMap<>())
          .computeIfAbsent(cells[0], _ -> new ArrayList<>())
          .add(Double.parseDouble(cells[3]));
    }
    if (sizes.isEmpty()) {
      return;
    }
    System.out.println();
    List<String> head = new ArrayList<>(List.of("files"));
    head.addAll(series);
    line(head);
    line(head.stream().map(_ -> "---").toList());
    sizes.forEach(
        (size, values) -> {
          List<String> cells = new ArrayList<>(List.of(String.format(Locale.ROOT, "%,d", size)));
          series.forEach(
              name ->
                  cells.add(
                      values.containsKey(name) ? text(Spread.of(values.get(name)), " s") : ""));
          line(cells);
        });
  }

  private static String text(Map<Integer, Double> rounds, String unit) {
    return rounds.isEmpty()
        ? ""
        : text(Spread.of(List.copyOf(rounds.values())), unit.isEmpty() ? "" : " " + unit);
  }

  private static String text(Spread spread, String unit) {
    return figure(spread.median())
        + unit
        + " ("
        + figure(spread.lowest())
        + ", "
        + figure(spread.highest())
        + ")";
  }

  /** Two significant digits at least. */
  private static String figure(double value) {
    int decimals = value >= 100 ? 0 : value >= 10 ? 1 : value >= 0.1 || value == 0 ? 2 : 3;
    return String.format(
        Locale.ROOT, "%." + (value < 0.01 && value > 0 ? 4 : decimals) + "f", value);
  }

  private static void line(List<String> cells) {
    System.out.println("| " + String.join(" | ", cells) + " |");
  }
}
