package dev.varve.cli.demo;

import dev.varve.build.event.BuildEvent;
import dev.varve.build.event.BuildListener;
import dev.varve.build.event.StepInfo;
import dev.varve.cli.output.Console;
import dev.varve.cli.output.Quantities;
import dev.varve.model.VarveException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The tour: makes a base image, builds the example, builds it again, edits a page, builds it again
 * and runs it. Each step says what it does and shows the command that does the same; what it claims
 * it checks, and a claim that does not hold fails the demo.
 */
public final class Demo {
  /** What the example's FROM names. */
  public static final String BASE = "demo-base";

  /** What the example's Dockerfile and scripts call. */
  private static final List<String> NEEDED =
      List.of(
          "sh", "awk", "cat", "chmod", "grep", "head", "ls", "mkdir", "rm", "sed", "sleep", "wc");

  /** What somebody who looks around in a container will miss. */
  private static final List<String> WELCOME =
      List.of(
          "cp", "cut", "date", "env", "find", "id", "ln", "mv", "rmdir", "sort", "tail", "touch",
          "tr", "uname");

  private static final String TAG = "site";
  private static final String EDITED = "content/index.md";
  private static final String EDITED_STEP = "COPY content/";
  private static final String SENTENCE = "Edited by the demo.";

  private final Console console;
  private final Commands commands;
  private final Path directory;
  private int number;

  /** Runs the product's own commands, as if typed. */
  public interface Commands {
    /** {@code varve build}; fails as it does, and tells {@code listener} as well. */
    void build(List<String> words, BuildListener listener) throws IOException, InterruptedException;

    /** {@code varve import}. */
    void importTar(List<String> words) throws IOException, InterruptedException;

    /** {@code varve run}, and gives what it printed on standard output. */
    byte[] run(List<String> words) throws IOException, InterruptedException;
  }

  /**
   * A demo in {@code directory}, which is empty.
   *
   * @param commands with a store of the demo's own
   */
  public Demo(Console console, Commands commands, Path directory) {
    this.console = console;
    this.commands = commands;
    this.directory = directory;
  }

  /** The tar that the base image was made from. */
  public Path base() {
    return directory.resolve("base.tar");
  }

  /**
   * Does it all.
   *
   * @param example directory of the example's sources, which is only read
   * @param path the caller's PATH, to find the tools
   * @throws VarveException the machine lacks something, or a claim does not hold
   */
  public void run(Path example, String path) throws IOException, InterruptedException {
    makeBase(path);
    copy(example, project());
    BuildNotes first = firstBuild();
    BuildNotes second = secondBuild();
    BuildNotes third = editedBuild(second);
    runImage();
    check(
        !third.finished().image().equals(first.finished().image()),
        "the edited project gave the same image");
  }

  private Path project() {
    return directory.resolve(TAG);
  }

  private void makeBase(String path) throws IOException, InterruptedException {
    HostFiles host = HostFiles.machine();
    ShellTools tools = new ShellTools(host, path).require(NEEDED).prefer(WELCOME);
    long size = new BaseRootfs(host, tools).write(base());
    step(
        "Make a base image from this machine's own shell tools: "
            + Quantities.count(tools.programs(), "program")
            + " and the "
            + Quantities.count(tools.libraries(), "library file")
            + " they need, "
            + Quantities.spacedSize(size),
        "varve import base.tar " + BASE);
    commands.importTar(List.of(base().toString(), BASE));
  }

  private BuildNotes firstBuild() throws IOException, InterruptedException {
    step(
        "Build the example, a web site made by shell scripts, in two stages: nothing is cached"
            + " yet");
    return build();
  }

  private BuildNotes secondBuild() throws IOException, InterruptedException {
    step("Build it again with nothing changed: every step comes from the cache");
    BuildNotes notes = build();
    for (BuildNotes.Ran ran : notes.ran()) {
      throw broken("nothing had changed, and still " + describe(ran) + " ran");
    }
    for (StepInfo step : notes.steps()) {
      check(notes.cached(step), step.title() + " was neither cached nor run");
    }
    check(notes.finished().unchanged(), "nothing had changed, and still the image did");
    claim("all " + notes.steps().size() + " steps cached, and the image is the same");
    return notes;
  }

  private BuildNotes editedBuild(BuildNotes before) throws IOException, InterruptedException {
    step(
        "Edit one page, and build again: only what depends on it runs, and says why",
        "echo '" + SENTENCE + "' >>" + TAG + "/" + EDITED);
    Files.writeString(project().resolve(EDITED), SENTENCE + "\n", StandardOpenOption.APPEND);
    BuildNotes notes = build();
    StepInfo edited =
        notes.steps().stream()
            .filter(step -> step.instruction().startsWith(EDITED_STEP))
            .findFirst()
            .orElseThrow(() -> broken("the example has no step " + EDITED_STEP));
    checkOnlyAfter(edited, notes);
    BuildEvent.Finished end = notes.finished();
    check(!end.image().equals(before.finished().image()), "the edit is not in the image");
    claim(
        notes.ran().size()
            + " of "
            + notes.steps().size()
            + " steps ran; the other "
            + (notes.steps().size() - notes.ran().size())
            + " came from the cache");
    return notes;
  }

  /** The step that reads the edited file ran because of it; none before it did. */
  private static void checkOnlyAfter(StepInfo edited, BuildNotes notes) {
    for (StepInfo step : notes.steps()) {
      if (step.id() < edited.id()) {
        check(notes.cached(step), step.title() + " comes before the edit, and was not cached");
      }
    }
    boolean found = false;
    for (BuildNotes.Ran ran : notes.ran()) {
      check(ran.reason().isPresent(), ran.step().title() + " ran without a reason");
      if (ran.step().id() == edited.id()) {
        found = true;
        check(
            ran.reason().orElseThrow().text().contains(EDITED),
            describe(ran) + " does not name " + EDITED);
      }
    }
    check(found, edited.title() + " did not run, though " + EDITED + " had changed");
    check(notes.ran().size() > 1, "nothing ran after " + edited.title());
  }

  private void runImage() throws IOException, InterruptedException {
    step("Run the image: as an ordinary user in it, isolated", "varve run --rm " + TAG);
    String output = new String(commands.run(List.of("--rm", TAG)), StandardCharsets.UTF_8);
    check(output.contains(SENTENCE), "the page that it shows lacks the edit");
    claim("the edit is there");
  }

  private BuildNotes build() throws IOException, InterruptedException {
    command("varve build -t " + TAG + " " + TAG);
    BuildNotes notes = new BuildNotes();
    commands.build(List.of("-t", TAG, project().toString()), notes);
    return notes;
  }

  private void step(String what) {
    console.line("");
    console.line(++number + ". " + what);
  }

  private void step(String what, String command) {
    step(what);
    command(command);
  }

  private void command(String line) {
    console.line("   $ " + line);
    // What the command writes on standard error comes after it.
    console.flush();
  }

  private void claim(String what) {
    console.line("   checked: " + what);
    console.flush();
  }

  private static String describe(BuildNotes.Ran ran) {
    return ran.step().title() + " (" + ran.reason().map(r -> r.text()).orElse("no reason") + ")";
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw broken(otherwise);
    }
  }

  private static VarveException broken(String what) {
    return new VarveException(
        VarveException.Code.BUILD_FAILED,
        "demo: not as it should be: " + what,
        "this is a defect of Varve; please report it with all of the output");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }
}
