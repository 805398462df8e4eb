package dev.varve.dockerfile;

import dev.varve.dockerfile.words.GoText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a text line by line: directives, comments, continued lines, here-documents, stages. */
final class DockerfileParser {
  private final SourceText source;
  private final Optional<SourceRange> place;
  private final DirectiveReader directives = new DirectiveReader();
  private final List<SourceRange> emptyContinuations = new ArrayList<>();
  private final int lines;
  private int line;
  private List<String> comments = new ArrayList<>();

  private DockerfileParser(SourceText source, Optional<SourceRange> place) {
    this.source = source;
    this.place = place;
    this.lines = source.contentLines();
  }

  static Dockerfile parse(byte[] bytes, String name) {
    if (bytes.length > Dockerfile.MAX_BYTES) {
      SourceText none = new SourceText(name, "");
      throw new DockerfileException(
          new SourceRange(none, 1, 1), "the Dockerfile is larger than 16 MiB");
    }
    SourceText source = new SourceText(name, RawText.decode(bytes));
    return new DockerfileParser(source, Optional.empty()).file();
  }

  static Instruction parseTrigger(String expression, SourceRange place) {
    SourceText source = new SourceText("ONBUILD", expression);
    DockerfileParser parser = new DockerfileParser(source, Optional.of(place));
    Optional<Statement> statement = parser.next();
    if (statement.isEmpty() || parser.next().isPresent()) {
      throw new DockerfileException(
          place, "the ONBUILD trigger \"" + expression + "\" is not one instruction");
    }
    Instruction instruction = InstructionParser.parse(statement.get());
    if (instruction instanceof From) {
      throw new DockerfileException(place, "FROM is not allowed as an ONBUILD trigger");
    }
    return instruction;
  }

  private Dockerfile file() {
    List<Arg> globals = new ArrayList<>();
    List<Stage> stages = new ArrayList<>();
    Optional<From> from = Optional.empty();
    List<Instruction> instructions = new ArrayList<>();
    boolean any = false;
    for (Optional<Statement> s = next(); s.isPresent(); s = next()) {
      any = true;
      Instruction instruction = InstructionParser.parse(s.get());
      if (instruction instanceof From opening) {
        if (from.isPresent()) {
          stages.add(stage(from.get(), stages.size(), instructions));
        }
        instructions.clear();
        from = Optional.of(opening);
      } else if (from.isPresent()) {
        instructions.add(instruction);
      } else if (instruction instanceof Arg arg) {
        globals.add(arg);
      } else {
        throw new DockerfileException(
            instruction.range(),
            s.get().keyword() + " stands in front of the first FROM",
            "only ARG may stand there");
      }
    }
    if (from.isEmpty()) {
      throw empty(any);
    }
    stages.add(stage(from.get(), stages.size(), instructions));
    return new Dockerfile(source, directives.directives(), globals, stages, emptyContinuations);
  }

  private static Stage stage(From from, int index, List<Instruction> instructions) {
    return new Stage(from, from.stageName(), index, instructions);
  }

  private DockerfileException empty(boolean any) {
    String problem =
        source.text().isEmpty()
            ? "the Dockerfile is empty"
            : any
                ? "the Dockerfile has no FROM, so there is no stage to build"
                : "the Dockerfile has no instructions";
    return new DockerfileException(
        new SourceRange(source, 1, 1), problem, "it needs at least a FROM");
  }

  /** The next instruction, split, with its here-documents. */
  private Optional<Statement> next() {
    while (line < lines) {
      String text = GoText.trimStart(nextLine());
      SourceRange here = range(line);
      boolean directive = directives.accept(text, here);
      if (text.isEmpty() || directive) {
        continue;
      }
      if (text.charAt(0) == '#') {
        comment(text);
        continue;
      }
      Statement statement = statement(text);
      comments = new ArrayList<>();
      return Optional.of(statement);
    }
    return Optional.empty();
  }

  private void comment(String text) {
    String comment = GoText.trim(text.substring(1));
    if (comment.isEmpty()) {
      comments.clear();
    } else {
      comments.add(comment);
    }
  }

  private Statement statement(String firstLine) {
    int first = line;
    String joined = joined(firstLine);
    SourceRange range = range(first);
    if (RawText.hasRaw(joined)) {
      throw new DockerfileException(range, "the instruction is not valid UTF-8");
    }
    if (joined.indexOf('\0') >= 0) {
      throw new DockerfileException(range, "the instruction holds a NUL character");
    }
    Origin origin = new Origin("", GoText.trim(joined), range, comments);
    Statement statement = Statement.split(origin, directives.escape());
    if (!joined.contains("<<") || !InstructionParser.mayHaveHeredocs(statement)) {
      return statement;
    }
    List<Heredoc> heredocs = new ArrayList<>();
    for (HeredocWord word : HeredocWord.ofLine(joined)) {
      heredocs.add(word.withBody(body(word, first)));
    }
    Origin whole = new Origin("", GoText.trim(joined), range(first), comments);
    return Statement.split(whole, directives.escape()).withHeredocs(heredocs);
  }

  /** Joins a line with those it is continued by; comments and empty lines between do not count. */
  private String joined(String firstLine) {
    StringBuilder out = new StringBuilder();
    int first = line;
    boolean emptyLine = false;
    int continued = continuation(firstLine);
    out.append(firstLine, 0, continued < 0 ? firstLine.length() : continued);
    while (continued >= 0 && line < lines) {
      String text = nextLine();
      String start = GoText.trimStart(text);
      if (start.isEmpty()) {
        emptyLine = true;
      } else if (start.charAt(0) != '#') {
        continued = continuation(text);
        out.append(text, 0, continued < 0 ? text.length() : continued);
      }
      if (out.length() > Dockerfile.MAX_BYTES) {
        throw new DockerfileException(range(first), "the instruction is too long");
      }
    }
    if (emptyLine) {
      emptyContinuations.add(range(first));
    }
    return out.toString();
  }

  /**
   * Where the escape that continues the line stands, or -1. An escape in front of it means that it
   * is escaped itself; blanks behind it do not matter.
   */
  private int continuation(String text) {
    int end = text.length();
    while (end > 0 && (text.charAt(end - 1) == ' ' || text.charAt(end - 1) == '\t')) {
      end--;
    }
    char escape = directives.escape();
    boolean last = end > 0 && text.charAt(end - 1) == escape;
    boolean escaped = end > 1 && text.charAt(end - 2) == escape;
    return last && !escaped ? end - 1 : -1;
  }

  private String body(HeredocWord word, int first) {
    StringBuilder body = new StringBuilder();
    while (line < lines) {
      String text = nextLine();
      String end = text;
      if (word.chomp()) {
        int tabs = 0;
        while (tabs < end.length() && end.charAt(tabs) == '\t') {
          tabs++;
        }
        end = end.substring(tabs);
      }
      if (end.equals(word.name())) {
        return body.toString();
      }
      body.append(source.rawLine(line));
    }
    throw new DockerfileException(
        new SourceRange(source, first, first),
        "the here-document <<" + word.name() + " is not ended",
        "a line that holds nothing but " + word.name() + " ends it");
  }

  /** The next line without its end. */
  private String nextLine() {
    line++;
    String text = source.rawLine(line);
    int end = text.length();
    while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
      end--;
    }
    if (isTooLong(text, end)) {
      throw new DockerfileException(
          range(line), "the line is longer than " + Dockerfile.MAX_LINE_BYTES + " bytes");
    }
    int start = line == 1 && text.startsWith("\ufeff") ? 1 : 0;
    return text.substring(start, Math.max(start, end));
  }

  private static boolean isTooLong(String text, int end) {
    if (end <= Dockerfile.MAX_LINE_BYTES / 3) {
      return false;
    }
    return end > Dockerfile.MAX_LINE_BYTES
        || RawText.encode(text.substring(0, end)).length > Dockerfile.MAX_LINE_BYTES;
  }

  /** From a line to the current one. */
  private SourceRange range(int first) {
    return place.isPresent() ? place.get() : new SourceRange(source, first, line);
  }
}
