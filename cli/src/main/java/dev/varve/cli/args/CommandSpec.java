package dev.varve.cli.args;

import java.util.ArrayList;
import java.util.List;

/**
 * What a command accepts and what its help page says. Built with {@link #of}; immutable afterwards.
 *
 * @param name as typed
 * @param summary one line, without a full stop
 * @param operands what help calls the arguments that are not options
 * @param description paragraphs below the usage line; may be empty
 * @param sections the options, in groups, in the order of the help page
 * @param examples command lines, each after a line that says what it does
 * @param least how many operands there must be
 * @param most how many operands there may be
 * @param interspersed whether options may follow the first operand; if not, all that follows it is
 *     an operand
 */
public record CommandSpec(
    String name,
    String summary,
    String operands,
    String description,
    List<Section> sections,
    List<Example> examples,
    int least,
    int most,
    boolean interspersed) {

  /** Options under a title. */
  public record Section(String title, List<Option> options) {
    public Section {
      options = List.copyOf(options);
    }
  }

  /** A command line worth showing. */
  public record Example(String purpose, String line) {}

  /** Accepted by every command, before or after its name. */
  public static final Option ROOT =
      Option.text("root", "DIR", "Where images, layers and the cache are kept");

  public static final Option DURABLE =
      Option.flag("durable", "Force everything to the disk before the command ends");
  public static final Option DEBUG =
      Option.flag("debug", "Print stack traces and what the command does").letter('D');
  public static final Option HELP = Option.flag("help", "Show this page").letter('h');

  private static final List<Option> EVERYWHERE = List.of(ROOT, DURABLE, DEBUG, HELP);

  public CommandSpec {
    sections = List.copyOf(sections);
    examples = List.copyOf(examples);
  }

  public static Builder of(String name, String summary) {
    return new Builder(name, summary);
  }

  /** The command's own options and those every command has. */
  public List<Option> options() {
    List<Option> all = own();
    all.addAll(shared());
    return all;
  }

  private List<Option> own() {
    List<Option> own = new ArrayList<>();
    for (Section section : sections) {
      own.addAll(section.options());
    }
    return own;
  }

  /** The options every command has, without the letters and names this one uses for its own. */
  List<Option> shared() {
    List<Option> shared = new ArrayList<>();
    for (Option option : EVERYWHERE) {
      Option left = option;
      boolean replaced = false;
      for (Option own : own()) {
        replaced |= own.name().equals(option.name());
        if (own.letter() == option.letter()) {
          left = left.letter('\0');
        }
      }
      if (!replaced) {
        shared.add(left);
      }
    }
    return shared;
  }

  /** Collects the parts of a specification. */
  public static final class Builder {
    private final String name;
    private final String summary;
    private final List<Section> sections = new ArrayList<>();
    private final List<Example> examples = new ArrayList<>();
    private String operands = "";
    private String description = "";
    private int least;
    private int most;
    private boolean interspersed = true;

    private Builder(String name, String summary) {
      this.name = name;
      this.summary = summary;
    }

    /** What the arguments are called, and how many there must and may be. */
    public Builder operands(String shape, int fewest, int greatest) {
      operands = shape;
      least = fewest;
      most = greatest;
      return this;
    }

    /**
     * From the first operand on, everything is an operand: it belongs to the command that a
     * container runs.
     */
    public Builder stopAtOperand() {
      interspersed = false;
      return this;
    }

    public Builder description(String paragraphs) {
      description = paragraphs;
      return this;
    }

    public Builder section(String title, Option... options) {
      sections.add(new Section(title, List.of(options)));
      return this;
    }

    public Builder options(Option... options) {
      return section("Options", options);
    }

    public Builder example(String purpose, String line) {
      examples.add(new Example(purpose, line));
      return this;
    }

    public CommandSpec build() {
      return new CommandSpec(
          name, summary, operands, description, sections, examples, least, most, interspersed);
    }
  }
}
