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
 * Draws {@code growth.tsv} (series, files, round, seconds) as an SVG: medians as lines, the lowest
 * and the highest as bars, both axes logarithmic. It follows the reader's light or dark mode.
 */
final class Plot {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 460;
  private static final int LEFT = 80;
  private static final int RIGHT = WIDTH - 30;
  private static final int TOP = 76;
  private static final int BOTTOM = HEIGHT - 62;

  /** Shapes, too, tell the series apart: not everybody sees colours, nor does every printer. */
  private static final List<String> MARKS =
      List.of(
          "<circle r='4.5'/>",
          "<path d='M-4.5-4.5h9v9h-9z'/>",
          "<path d='M0-6 5.5 4h-11z'/>",
          "<path d='M0-6 6 0 0 6-6 0z'/>");

  private static final String STYLE =
      """
      text { font: 13px system-ui, sans-serif; fill: #1f2328; stroke: none }
      .title { font-size: 16px; font-weight: 600 }
      .back { fill: #ffffff }
      .axis { stroke: #59636e; fill: none }
      .grid { stroke: #d1d9e0; stroke-width: .7 }
      .s0 { stroke: #6e7781; fill: #6e7781 }
      .s1 { stroke: #0969da; fill: #0969da }
      .s2 { stroke: #bc4c00; fill: #bc4c00 }
      .s3 { stroke: #1a7f37; fill: #1a7f37 }
      .line { stroke-width: 2.2; fill: none; stroke-linejoin: round }
      .bar { stroke-width: 1.2 }
      .mark { stroke: none }
      @media (prefers-color-scheme: dark) {
        text { fill: #f0f6fc }
        .back { fill: #0d1117 }
        .axis { stroke: #9198a1 }
        .grid { stroke: #2f3742 }
        .s0 { stroke: #9198a1; fill: #9198a1 }
        .s1 { stroke: #58a6ff; fill: #58a6ff }
        .s2 { stroke: #f0883e; fill: #f0883e }
        .s3 { stroke: #3fb950; fill: #3fb950 }
      }
      """;

  private final StringBuilder svg = new StringBuilder();
  private final Map<String, TreeMap<Integer, Spread>> series;
  private final LogAxis x;
  private final LogAxis y;

  private Plot(Map<String, TreeMap<Integer, Spread>> series) {
    this.series = series;
    List<Double> sizes = new ArrayList<>();
    List<Double> seconds = new ArrayList<>();
    for (TreeMap<Integer, Spread> points : series.values()) {
      points.forEach(
          (size, spread) -> {
            sizes.add((double) size);
            seconds.add(spread.lowest());
            seconds.add(spread.highest());
          });
    }
    x = LogAxis.around(sizes, LEFT, RIGHT);
    y = LogAxis.around(seconds, BOTTOM, TOP);
  }

  public static void main(String[] args) throws IOException {
    Map<String, TreeMap<Integer, List<Double>>> rounds = new LinkedHashMap<>();
    for (String line : Files.readAllLines(Path.of(args[0]))) {
      String[] cells = line.split("\t");
      rounds
          .computeIfAbsent(cells[0], _ -> new TreeMap<>())
          .computeIfAbsent(Integer.parseInt(cells[1]), _ -> new ArrayList<>())
          .add(Double.parseDouble(cells[3]));
    }
    Map<String, TreeMap<Integer, Spread>> series = new LinkedHashMap<>();
    rounds.forEach(
        (name, sizes) -> {
          TreeMap<Integer, Spread> points = new TreeMap<>();
          sizes.forEach((size, values) -> points.put(size, Spread.of(values)));
          series.put(name, points);
        });
    Files.writeString(Path.of(args[1]), new Plot(series).draw());
  }

  private String draw() {
    add("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' role='img'", WIDTH, HEIGHT);
    add(" aria-label='Seconds that a build takes, by files in its context'>\n");
    add("<style>\n%s</style>\n", STYLE);
    add("<rect class='back' width='%d' height='%d' rx='6'/>\n", WIDTH, HEIGHT);
    add("<text class='title' x='%d' y='28'>What a build costs as its context grows</text>\n", LEFT);
    axes();
    int number = 0;
    int at = LEFT;
    for (Map.Entry<String, TreeMap<Integer, Spread>> each : series.entrySet()) {
      add("<g class='s%d'>\n", number % MARKS.size());
      points(each.getValue(), MARKS.get(number % MARKS.size()));
      add("<path class='line' d='M%d 52h28'/>", at);
      mark(at + 14, 52, MARKS.get(number % MARKS.size()));
      add("<text x='%d' y='56.5'>%s</text>\n</g>\n", at + 36, each.getKey());
      at += 66 + 8 * each.getKey().length();
      number++;
    }
    return svg.append("</svg>\n").toString();
  }

  private void axes() {
    for (double tick : x.ticks()) {
      add("<path class='grid' d='M%.1f %dV%d'/>", x.at(tick), BOTTOM, TOP);
      add(
          "<text x='%.1f' y='%d' text-anchor='middle'>%s</text>\n",
          x.at(tick), BOTTOM + 20, String.format(Locale.ROOT, "%,.0f", tick));
    }
    for (double tick : y.ticks()) {
      add("<path class='grid' d='M%d %.1fH%d'/>", LEFT, y.at(tick), RIGHT);
      add(
          "<text x='%d' y='%.1f' text-anchor='end'>%s</text>\n",
          LEFT - 9, y.at(tick) + 4.5, seconds(tick));
    }
    add("<path class='axis' d='M%d %dV%dH%d'/>\n", LEFT, TOP, BOTTOM, RIGHT);
    int middle = (LEFT + RIGHT) / 2;
    add("<text x='%d' y='%d' text-anchor='middle'>files</text>\n", middle, HEIGHT - 16);
    middle = (TOP + BOTTOM) / 2;
    add(
        "<text transform='translate(22 %d) rotate(-90)' text-anchor='middle'>seconds</text>\n",
        middle);
  }

  private void points(TreeMap<Integer, Spread> points, String shape) {
    StringBuilder path = new StringBuilder();
    points.forEach(
        (size, spread) ->
            path.append(
                String.format(
                    Locale.ROOT,
                    "%s%.1f %.1f",
                    path.isEmpty() ? "M" : "L",
                    x.at(size),
                    y.at(spread.median()))));
    add("<path class='line' d='%s'/>\n", path);
    points.forEach(
        (size, spread) -> {
          double from = y.at(spread.lowest());
          add("<path class='bar' d='M%.1f %.1fV%.1f'/>", x.at(size), from, y.at(spread.highest()));
          mark(x.at(size), y.at(spread.median()), shape);
        });
  }

  private void mark(double atX, double atY, String shape) {
    add("<g class='mark' transform='translate(%.1f %.1f)'>%s</g>\n", atX, atY, shape);
  }

  private static String seconds(double value) {
    int decimals = value >= 1 ? 0 : (int) Math.ceil(-Math.log10(value) - 1e-9);
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }
}
