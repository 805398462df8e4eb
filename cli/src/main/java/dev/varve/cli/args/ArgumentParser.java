package dev.varve.cli.args;

import dev.varve.cli.args.Option.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads arguments as Docker reads them: {@code --name value}, {@code --name=value}, {@code -n
 * value}, {@code -nvalue}, {@code -n=value}, letters of flags in one word ({@code -it}), flags with
 * a truth value ({@code --name=false}), and {@code --} before operands that look like options.
 */
public final class ArgumentParser {
  private final CommandSpec spec;
  private final List<Option> options;
  private final Map<String, List<String>> values = new LinkedHashMap<>();
  private final List<String> operands = new ArrayList<>();
  private final List<String> words;
  private int next;

  private ArgumentParser(CommandSpec spec, List<String> words) {
    this.spec = spec;
    this.options = spec.options();
    this.words = words;
  }

  /**
   * The arguments in {@code words}. When help is asked for, operands are not counted.
   *
   * @throws dev.varve.model.VarveException with code USAGE for what the specification does not
   *     allow
   */
  public static Arguments parse(CommandSpec spec, List<String> words) {
    return new ArgumentParser(spec, words).parse();
  }

  private Arguments parse() {
    while (next < words.size()) {
      String word = words.get(next++);
      if (word.equals("--")) {
        rest();
      } else if (word.startsWith("--")) {
        longOption(word);
      } else if (word.length() > 1 && word.charAt(0) == '-') {
        letters(word);
      } else {
        operands.add(word);
        if (!spec.interspersed()) {
          rest();
        }
      }
    }
    Arguments arguments = new Arguments(values, operands);
    if (!arguments.flag(CommandSpec.HELP)) {
      refuseUnsupported();
      countOperands();
    }
    return arguments;
  }

  private void rest() {
    operands.addAll(words.subList(next, words.size()));
    next = words.size();
  }

  private void longOption(String word) {
    int equals = word.indexOf('=');
    String name = equals < 0 ? word.substring(2) : word.substring(2, equals);
    Option option = byName(name);
    if (equals >= 0) {
      set(option, word.substring(0, equals), word.substring(equals + 1));
    } else if (option.kind() == Kind.FLAG) {
      add(option, "true");
    } else {
      add(option, nextWord(word, option));
    }
  }

  private void letters(String word) {
    for (int i = 1; i < word.length(); i++) {
      Option option = byLetter(word.charAt(i), word);
      String typed = "-" + word.charAt(i);
      boolean last = i + 1 == word.length();
      if (!last && word.charAt(i + 1) == '=') {
        set(option, typed, word.substring(i + 2));
        return;
      }
      if (option.kind() != Kind.FLAG) {
        add(option, last ? nextWord(typed, option) : word.substring(i + 1));
        return;
      }
      add(option, "true");
    }
  }

  private String nextWord(String typed, Option option) {
    if (next == words.size()) {
      throw UsageErrors.of(spec, typed + " needs a value: " + typed + " " + option.value());
    }
    return words.get(next++);
  }

  private void set(Option option, String typed, String value) {
    if (option.kind() == Kind.FLAG) {
      add(option, truth(typed, value));
    } else {
      add(option, value);
    }
  }

  private void add(Option option, String value) {
    values.computeIfAbsent(option.name(), name -> new ArrayList<>(2)).add(value);
  }

  private String truth(String typed, String value) {
    return switch (value) {
      case "1", "t", "T", "true", "TRUE", "True" -> "true";
      case "0", "f", "F", "false", "FALSE", "False" -> "false";
      default ->
          throw UsageErrors.of(spec, typed + " takes true or false after '=', not '" + value + "'");
    };
  }

  private Option byName(String name) {
    for (Option option : options) {
      if (option.name().equals(name)) {
        return option;
      }
    }
    List<String> names = new ArrayList<>();
    for (Option option : options) {
      if (option.unsupported() == null) {
        names.add(option.name());
      }
    }
    throw UsageErrors.of(
        spec, "unknown option '--" + name + "'" + Suggestion.near(name, names, "--"));
  }

  private Option byLetter(char letter, String word) {
    for (Option option : options) {
      if (option.letter() == letter) {
        return option;
      }
    }
    String within = word.length() == 2 ? "" : " in '" + word + "'";
    throw UsageErrors.of(spec, "unknown option '-" + letter + "'" + within);
  }

  private void refuseUnsupported() {
    for (Option option : options) {
      String reason = option.unsupported();
      // A flag that is switched off asks for nothing.
      List<String> given = values.get(option.name());
      if (reason != null && given != null && !given.getLast().equals("false")) {
        throw UsageErrors.unsupported(spec, option + " is not yet supported: " + reason);
      }
    }
  }

  private void countOperands() {
    int count = operands.size();
    if (count >= spec.least() && count <= spec.most()) {
      return;
    }
    if (spec.most() == 0) {
      throw UsageErrors.of(spec, "takes no arguments, but got '" + operands.getFirst() + "'");
    }
    String wanted;
    if (spec.least() == spec.most()) {
      wanted = spec.least() == 1 ? "needs one argument" : "needs " + spec.least() + " arguments";
    } else if (count < spec.least()) {
      wanted = spec.least() == 1 ? "needs an argument" : "needs " + spec.least() + " arguments";
    } else {
      wanted = "takes at most " + spec.most() + (spec.most() == 1 ? " argument" : " arguments");
    }
    throw UsageErrors.of(
        spec, wanted + " (" + spec.operands() + "), but got " + (count == 0 ? "none" : count));
  }
}
