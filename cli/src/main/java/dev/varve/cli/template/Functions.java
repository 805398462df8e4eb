package dev.varve.cli.template;

import dev.varve.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The functions of Go templates, and those that Docker adds. */
final class Functions {
  private Functions() {}

  static Json call(String name, List<Json> args) {
    return switch (name) {
      case "json" -> Json.of(one(name, args).toText());
      case "join" -> join(args);
      case "split" -> split(args);
      case "lower" -> Json.of(Values.text(one(name, args)).toLowerCase(Locale.ROOT));
      case "upper" -> Json.of(Values.text(one(name, args)).toUpperCase(Locale.ROOT));
      case "title" -> Json.of(title(Values.text(one(name, args))));
      case "truncate" -> truncate(args);
      case "pad" -> pad(args);
      case "print" -> Json.of(print(args, ""));
      case "println" -> Json.of(print(args, " ") + "\n");
      case "printf" -> printf(args);
      case "index" -> index(args);
      case "len" -> Json.Num.of(length(one(name, args)));
      case "not" -> new Json.Bool(!Values.truth(one(name, args)));
      case "and" -> choose(args, false);
      case "or" -> choose(args, true);
      case "eq" -> new Json.Bool(equal(args));
      case "ne" -> new Json.Bool(compare(args, name) != 0);
      case "lt" -> new Json.Bool(compare(args, name) < 0);
      case "le" -> new Json.Bool(compare(args, name) <= 0);
      case "gt" -> new Json.Bool(compare(args, name) > 0);
      case "ge" -> new Json.Bool(compare(args, name) >= 0);
      default -> throw new TemplateException("there is no function '" + name + "'");
    };
  }

  private static Json one(String name, List<Json> args) {
    if (args.size() != 1) {
      throw new TemplateException(name + " takes one value, not " + args.size());
    }
    return args.getFirst();
  }

  private static void count(String name, List<Json> args, int wanted) {
    if (args.size() != wanted) {
      throw new TemplateException(name + " takes " + wanted + " values, not " + args.size());
    }
  }

  private static Json join(List<Json> args) {
    count("join", args, 2);
    if (args.getFirst() instanceof Json.Null) {
      return Json.of("");
    }
    if (!(args.getFirst() instanceof Json.Arr list)) {
      throw new TemplateException("join takes a list and a separator");
    }
    List<String> items = new ArrayList<>();
    list.items().forEach(item -> items.add(Values.text(item)));
    return Json.of(String.join(Values.text(args.getLast()), items));
  }

  private static Json split(List<Json> args) {
    count("split", args, 2);
    String text = Values.text(args.getFirst());
    String separator = Values.text(args.getLast());
    if (separator.isEmpty()) {
      throw new TemplateException("split wants a separator");
    }
    List<Json> parts = new ArrayList<>();
    int from = 0;
    for (int to = text.indexOf(separator); to >= 0; to = text.indexOf(separator, from)) {
      parts.add(Json.of(text.substring(from, to)));
      from = to + separator.length();
    }
    parts.add(Json.of(text.substring(from)));
    return new Json.Arr(parts);
  }

  private static String title(String text) {
    return text.isEmpty() ? "" : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private static Json truncate(List<Json> args) {
    count("truncate", args, 2);
    String text = Values.text(args.getFirst());
    int most = (int) Values.number(args.getLast());
    return Json.of(most >= 0 && text.length() > most ? text.substring(0, most) : text);
  }

  private static Json pad(List<Json> args) {
    count("pad", args, 3);
    String text = Values.text(args.getFirst());
    if (text.isEmpty()) {
      return Json.of("");
    }
    return Json.of(" ".repeat(spaces(args.get(1))) + text + " ".repeat(spaces(args.get(2))));
  }

  private static int spaces(Json count) {
    return (int) Math.clamp(Values.number(count), 0, 1000);
  }

  private static String print(List<Json> args, String separator) {
    List<String> items = new ArrayList<>();
    args.forEach(item -> items.add(Values.text(item)));
    return String.join(separator, items);
  }

  private static Json printf(List<Json> args) {
    if (args.isEmpty()) {
      throw new TemplateException("printf wants a format");
    }
    String format = Values.text(args.getFirst());
    StringBuilder text = new StringBuilder();
    int next = 1;
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        text.append(c);
        continue;
      }
      int start = ++i;
      while (i + 1 < format.length()
          && (format.charAt(i) == '-' || Character.isDigit(format.charAt(i)))) {
        i++;
      }
      if (format.charAt(i) == '%') {
        text.append('%');
        continue;
      }
      if (next == args.size()) {
        throw new TemplateException("printf has more verbs than values");
      }
      Json value = args.get(next++);
      String shown =
          switch (format.charAt(i)) {
            case 's', 'v', 'd' -> Values.text(value);
            case 'q' -> Json.of(Values.text(value)).toText();
            default -> throw new TemplateException("printf does not know %" + format.charAt(i));
          };
      text.append(padded(shown, format.substring(start, i)));
    }
    return Json.of(text.toString());
  }

  private static String padded(String text, String width) {
    boolean left = width.startsWith("-");
    String digits = left ? width.substring(1) : width;
    if (digits.isEmpty()) {
      return text;
    }
    String fill = " ".repeat(Math.max(0, Math.min(1000, Integer.parseInt(digits)) - text.length()));
    return left ? text + fill : fill + text;
  }

  private static Json index(List<Json> args) {
    if (args.isEmpty()) {
      throw new TemplateException("index wants a list or map");
    }
    Json at = args.getFirst();
    for (Json key : args.subList(1, args.size())) {
      at =
          switch (at) {
            case Json.Arr list -> {
              int index = (int) Values.number(key);
              if (index < 0 || index >= list.items().size()) {
                throw new TemplateException("index out of range: " + index);
              }
              yield list.items().get(index);
            }
            case Json.Obj object -> object.find(Values.text(key)).orElse(Json.of(""));
            case Json.Null n -> Json.of("");
            case Json.Str s -> throw new TemplateException("cannot index a string");
            case Json.Num n -> throw new TemplateException("cannot index a number");
            case Json.Bool b -> throw new TemplateException("cannot index a truth value");
          };
    }
    return at;
  }

  private static long length(Json value) {
    return switch (value) {
      case Json.Arr list -> list.items().size();
      case Json.Obj object -> object.members().size();
      case Json.Str s -> s.value().length();
      case Json.Null n -> 0;
      case Json.Num n -> throw new TemplateException("a number has no length");
      case Json.Bool b -> throw new TemplateException("a truth value has no length");
    };
  }

  /** The first argument whose truth is {@code wanted}, else the last one. */
  private static Json choose(List<Json> args, boolean wanted) {
    if (args.isEmpty()) {
      throw new TemplateException("'and' and 'or' want a value");
    }
    for (Json arg : args) {
      if (Values.truth(arg) == wanted) {
        return arg;
      }
    }
    return args.getLast();
  }

  private static boolean equal(List<Json> args) {
    if (args.size() < 2) {
      throw new TemplateException("eq wants two values");
    }
    for (Json other : args.subList(1, args.size())) {
      if (Values.text(args.getFirst()).equals(Values.text(other))) {
        return true;
      }
    }
    return false;
  }

  private static int compare(List<Json> args, String name) {
    count(name, args, 2);
    if (args.getFirst() instanceof Json.Num && args.getLast() instanceof Json.Num) {
      return Double.compare(Values.number(args.getFirst()), Values.number(args.getLast()));
    }
    return Values.text(args.getFirst()).compareTo(Values.text(args.getLast()));
  }
}
