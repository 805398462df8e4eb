package dev.varve.cli.command;

import dev.varve.build.event.BuildListener;
import dev.varve.cli.args.ArgumentParser;
import dev.varve.cli.args.Arguments;
import dev.varve.cli.args.CommandSpec;
import dev.varve.cli.demo.Demo;
import dev.varve.cli.output.Console;
import dev.varve.cli.output.Quantities;
import dev.varve.model.VarveException;
import dev.varve.store.Image;
import dev.varve.store.Scratch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code varve demo}. */
public final class DemoCommand implements Command {

  @Override
  public CommandSpec spec() {
    return CommandSpec.of("demo", "Show what Varve does, on this machine's own tools")
        .description(
            """
            Makes a small base image from this machine's shell tools, builds an example on it, builds
            it again, edits a page, builds again and runs the image; needs no network. Happens in a
            directory and a store of its own, which are removed. The base image stays in the store as
            demo-base, to try the example by hand.\
            """)
        .build();
  }

  @Override
  public int run(Arguments arguments, Session session) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Path home = Path.of(System.getProperty("varve.home", ""));
    Path example = home.resolve("examples/site");
    if (!Files.isReadable(example.resolve("Dockerfile"))) {
      throw new VarveException(
          VarveException.Code.ENVIRONMENT,
          "demo: the example is missing: " + example.toAbsolutePath(),
          "run the varve of a complete copy of the project");
    }
    Console console = session.console();
    try (Scratch.Directory scratch = session.store().scratch().directory("demo")) {
      Path directory = scratch.path();
      console.line("Everything happens in a directory of its own, with a store of its own:");
      console.line("   $ cd " + word(directory.toString()) + " && export VARVE_ROOT=$PWD/store");
      console.line("   $ cp -R " + word(example.toString()) + " site");
      try (Session own = session.with(directory.resolve("store"), console)) {
        Demo demo = new Demo(console, new OwnCommands(own), directory);
        demo.run(example, session.variable("PATH").orElse(""));
        keepBase(demo.base(), session);
      }
    }
    next(console, session.root(), example, Duration.ofNanos(System.nanoTime() - begin));
    return 0;
  }

  /** The base image goes into the user's store, unless there is one of that name. */
  private static void keepBase(Path tar, Session session) throws IOException {
    Optional<Image> there = session.store().images().find(Demo.BASE);
    if (there.isPresent()) {
      return;
    }
    OutputStream nowhere = OutputStream.nullOutputStream();
    Console silent =
        new Console(session.console().in(), nowhere, nowhere, session.console().terminal());
    try (Session quiet = session.with(session.root(), silent)) {
      new OwnCommands(quiet).importTar(List.of(tar.toString(), Demo.BASE));
    }
  }

  /** Text as one word of a shell command. */
  private static String word(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isLetterOrDigit(c) && "/._-+,@%".indexOf(c) < 0) {
        return "'" + text.replace("'", "'\\''") + "'";
      }
    }
    return text;
  }

  private static void next(Console console, Path store, Path example, Duration took) {
    String launcher = System.getProperty("varve.launcher", "varve");
    console.line("");
    console.line("Done in " + Quantities.elapsed(took) + ", and cleaned up. Next:");
    console.line("");
    if (launcher.contains("/")) {
      // The shell reads it twice: now, and when the alias is used.
      String word = word(Path.of(launcher).toAbsolutePath().normalize().toString());
      console.line("  alias varve=" + word(word));
      console.line("");
    }
    console.line("With a Dockerfile of your own: what its FROM names has to be in the store");
    console.line(
        "  docker save debian:12 | varve load        from Docker, or any archive of an image");
    console.line(
        "  tar -C rootfs -c . | varve import - mine  from a directory (of debootstrap, say)");
    console.line("  cd your-project && varve build -t app .");
    console.line("  varve run --rm -it app");
    console.line("");
    console.line("With the example: its base image " + Demo.BASE + " is in " + store);
    console.line(
        "  cd "
            + word(example.toString())
            + " && varve build -t site . && varve run --rm site strata");
    console.line(
        "  varve rmi " + Demo.BASE + "                       when you are through with it");
    console.line("");
    console.line(
        "varve help lists all commands; varve doctor tells how this machine isolates them.");
  }

  /** The commands in one store, as typed. */
  private record OwnCommands(Session session) implements Demo.Commands {
    @Override
    public void build(List<String> words, BuildListener listener)
        throws IOException, InterruptedException {
      BuildCommand command = new BuildCommand();
      command.run(ArgumentParser.parse(command.spec(), words), session, listener);
    }

    @Override
    public void importTar(List<String> words) throws IOException {
      ImportCommand command = new ImportCommand();
      command.run(ArgumentParser.parse(command.spec(), words), session);
    }

    @Override
    public byte[] run(List<String> words) throws IOException, InterruptedException {
      Copied copied = new Copied(session.console().binary());
      Console console =
          new Console(
              session.console().in(),
              copied,
              session.console().errors(),
              session.console().terminal());
      RunCommand command = new RunCommand();
      try (Session copying = session.with(session.root(), console)) {
        int status = command.run(ArgumentParser.parse(command.spec(), words), copying);
        console.flush();
        if (status != 0) {
          throw new VarveException(
              VarveException.Code.BUILD_FAILED,
              "demo: varve run gave exit status " + status,
              "varve doctor tells what works on this machine");
        }
      }
      return copied.bytes.toByteArray();
    }
  }

  /** Passes everything on and keeps it. */
  private static final class Copied extends OutputStream {
    private final OutputStream to;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Copied(OutputStream to) {
      this.to = to;
    }

    @Override
    public void write(int value) throws IOException {
      to.write(value);
      bytes.write(value);
    }

    @Override
    public void write(byte[] source, int from, int count) throws IOException {
      to.write(source, from, count);
      bytes.write(source, from, count);
    }
  }
}
