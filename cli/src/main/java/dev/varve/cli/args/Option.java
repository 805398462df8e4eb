package dev.varve.cli.args;

import org.jspecify.annotations.Nullable;

/**
 * One option of a command. Immutable; the methods that change something return a new option.
 * Options are compared by identity of their name within one command.
 *
 * @param kind what values it takes
 * @param name the long name, without dashes
 * @param letter the short name, or 0
 * @param value what help calls its value; empty for flags
 * @param help one line, without a full stop
 * @param unsupported why it cannot be used yet; null when it can
 * @param hidden whether help leaves it out
 */
public record Option(
    Kind kind,
    String name,
    char letter,
    String value,
    String help,
    @Nullable String unsupported,
    boolean hidden) {

  /** What values an option takes. */
  public enum Kind {
    /** None, or a truth value after an equals sign. The last one counts. */
    FLAG,
    /** One. The last one counts. */
    TEXT,
    /** One each time it is given; all count, in order. */
    LIST
  }

  public static Option flag(String name, String help) {
    return new Option(Kind.FLAG, name, '\0', "", help, null, false);
  }

  public static Option text(String name, String value, String help) {
    return new Option(Kind.TEXT, name, '\0', value, help, null, false);
  }

  public static Option list(String name, String value, String help) {
    return new Option(Kind.LIST, name, '\0', value, help, null, false);
  }

  public Option letter(char newLetter) {
    return new Option(kind, name, newLetter, value, help, unsupported, hidden);
  }

  /** The option parses, but using it is an error which says that this version cannot do it. */
  public Option notYet(String what) {
    return new Option(kind, name, letter, value, help, what, true);
  }

  public Option hide() {
    return new Option(kind, name, letter, value, help, unsupported, true);
  }

  /** How messages call it. */
  @Override
  public String toString() {
    return "--" + name;
  }
}
