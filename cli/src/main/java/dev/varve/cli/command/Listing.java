package dev.varve.cli.command;

import dev.varve.cli.args.Option;
import dev.varve.cli.output.Console;
import dev.varve.cli.output.Printable;
import dev.varve.cli.output.Table;
import dev.varve.cli.template.Template;
import dev.varve.model.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Things of a kind, a row each, printed as {@code --format} says: as a table, as JSON, or by a
 * template.
 */
final class Listing {
  static final Option FORMAT =
      Option.text(
          "format",
          "FORMAT",
          "'table' (default), 'table TEMPLATE', 'json' (an object per line), or a Go template");

  private final Map<String, String> headers;
  private final List<String> shown;
  private final List<Map<String, String>> rows = new ArrayList<>();

  /**
   * An empty listing.
   *
   * @param headers the title of every field, by its name in templates
   * @param shown the fields of the table, in order
   */
  Listing(Map<String, String> headers, List<String> shown) {
    this.headers = headers;
    this.shown = shown;
  }

  /** Adds a row; a field that is missing is empty. */
  void row(Map<String, String> fields) {
    rows.add(fields);
  }

  void print(Console console, String format) {
    if (format.isEmpty() || format.equals("table")) {
      table(console);
    } else if (format.equals("json")) {
      rows.forEach(row -> console.line(json(row).toText()));
    } else if (format.startsWith("table ")) {
      tableOf(console, Template.parse(unescape(format.substring("table ".length()))));
    } else {
      Template template = Template.parse(unescape(format));
      rows.forEach(row -> console.line(template.apply(json(row))));
    }
  }

  /** Prints one field of each row, a line each. */
  void printOnly(Console console, String field) {
    rows.forEach(row -> console.line(row.getOrDefault(field, "")));
  }

  private Json json(Map<String, String> row) {
    Map<String, Json> members = new TreeMap<>();
    headers.keySet().forEach(field -> members.put(field, Json.of(row.getOrDefault(field, ""))));
    return new Json.Obj(members);
  }

  private void table(Console console) {
    List<String> titles = new ArrayList<>();
    shown.forEach(field -> titles.add(headers.getOrDefault(field, field)));
    Table table = new Table(titles.toArray(String[]::new));
    for (Map<String, String> row : rows) {
      List<String> cells = new ArrayList<>();
      shown.forEach(field -> cells.add(Printable.line(row.getOrDefault(field, ""))));
      table.row(cells.toArray(String[]::new));
    }
    console.print(table.toString());
  }

  /**
   * The columns are what tabs separate; their titles are the template applied to the titles of the
   * fields.
   */
  private void tableOf(Console console, Template template) {
    Table table = new Table(template.apply(json(headers)).split("\t", -1));
    int columns = template.apply(json(headers)).split("\t", -1).length;
    for (Map<String, String> row : rows) {
      List<String> cells = new ArrayList<>(List.of(template.apply(json(row)).split("\t", -1)));
      while (cells.size() < columns) {
        cells.add("");
      }
      cells.replaceAll(Printable::line);
      table.row(cells.subList(0, columns).toArray(String[]::new));
    }
    console.print(table.toString());
  }

  /** Shells pass backslashes on, and people write {@code \t} for a tab. */
  static String unescape(String template) {
    return template.replace("\\t", "\t").replace("\\n", "\n");
  }

  /** A map in the order of its arguments: name, value, name, value. */
  static Map<String, String> fields(String... namesAndValues) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return fields;
  }
}
