package dev.varve.cli.args;

import dev.varve.cli.args.CommandSpec.Example;
import dev.varve.cli.args.CommandSpec.Section;
import java.util.ArrayList;
import java.util.List;

/** The help page of a command: usage, description, options in groups, examples. */
public final class HelpPage {
  private static final int HELP_COLUMN = 34;
  private static final int WIDTH = 100;

  private HelpPage() {}

  public static String of(CommandSpec spec) {
    StringBuilder page = new StringBuilder();
    page.append("Usage:  varve ").append(spec.name()).append(" [OPTIONS]");
    if (!spec.operands().isEmpty()) {
      page.append(' ').append(spec.operands());
    }
    page.append("\n\n").append(spec.summary()).append('\n');
    if (!spec.description().isEmpty()) {
      page.append('\n').append(spec.description().strip()).append('\n');
    }
    for (Section section : spec.sections()) {
      options(page, section.title(), section.options());
    }
    options(page, "Everywhere", spec.shared());
    if (!spec.examples().isEmpty()) {
      page.append("\nExamples:\n");
      for (Example example : spec.examples()) {
        page.append("  # ").append(example.purpose()).append('\n');
        page.append("  ").append(example.line()).append('\n');
      }
    }
    return page.toString();
  }

  private static void options(StringBuilder page, String title, List<Option> options) {
    List<Option> shown = new ArrayList<>();
    for (Option option : options) {
      if (!option.hidden()) {
        shown.add(option);
      }
    }
    if (shown.isEmpty()) {
      return;
    }
    page.append('\n').append(title).append(":\n");
    for (Option option : shown) {
      option(page, option);
    }
  }

  private static void option(StringBuilder page, Option option) {
    int start = page.length();
    page.append("  ");
    if (option.letter() == 0) {
      page.append("    ");
    } else {
      page.append('-').append(option.letter()).append(", ");
    }
    page.append("--").append(option.name());
    if (!option.value().isEmpty()) {
      page.append(' ').append(option.value());
    }
    int width = page.length() - start;
    if (width >= HELP_COLUMN - 1) {
      page.append('\n');
      width = 0;
    }
    page.append(" ".repeat(HELP_COLUMN - width));
    wrap(page, option.help());
    page.append('\n');
  }

  private static void wrap(StringBuilder page, String text) {
    int column = HELP_COLUMN;
    boolean first = true;
    for (String word : text.split(" ")) {
      if (!first && column + 1 + word.length() > WIDTH) {
        page.append('\n').append(" ".repeat(HELP_COLUMN));
        column = HELP_COLUMN;
      } else if (!first) {
        page.append(' ');
        column++;
      }
      page.append(word);
      column += word.length();
      first = false;
    }
  }
}
