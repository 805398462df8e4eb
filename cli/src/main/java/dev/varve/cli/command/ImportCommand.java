package dev.varve.cli.command;

import dev.varve.cli.args.Arguments;
import dev.varve.cli.args.CommandSpec;
import dev.varve.cli.args.Option;
import dev.varve.model.ContainerConfig;
import dev.varve.model.ImageConfig;
import dev.varve.model.Platform;
import dev.varve.model.Reference;
import dev.varve.model.VarveException;
import dev.varve.store.Image;
import dev.varve.store.transfer.ImageArchives;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** {@code varve import}. */
public final class ImportCommand implements Command {
  private static final int BUFFER = 1 << 16;
  private static final Option CHANGE =
      Option.list("change", "INSTRUCTION", "A Dockerfile instruction for the image's configuration")
          .letter('c');
  private static final Option MESSAGE =
      Option.text("message", "TEXT", "A comment in the image's history").letter('m');
  private static final Option PLATFORM =
      Option.text("platform", "OS/ARCH", "What the files are for (default: this machine)");

  @Override
  public CommandSpec spec() {
    return CommandSpec.of("import", "Make an image of a tar of a root file system")
        .operands("FILE|- [REPOSITORY[:TAG]]", 1, 2)
        .description("The tar may be compressed. It becomes the image's only layer.")
        .options(CHANGE, MESSAGE, PLATFORM)
        .example(
            "A base image of Debian",
            "debootstrap --variant=minbase bookworm d && tar -C d -c . | varve import - debian")
        .build();
  }

  @Override
  public int run(Arguments arguments, Session session) throws IOException {
    Optional<Reference> name =
        arguments.operands().size() > 1
            ? Optional.of(ImageNames.forTag(arguments.operand(1)))
            : Optional.empty();
    String source = arguments.operand(0);
    if (source.startsWith("http://") || source.startsWith("https://")) {
      throw new VarveException(
          VarveException.Code.UNSUPPORTED,
          "import: reading from "
              + source.substring(0, source.indexOf(':'))
              + " is not yet supported",
          "curl -L URL | varve import -");
    }
    Platform platform = platform(arguments);
    ContainerConfig config =
        ConfigChanges.apply(ImageConfig.scratch(platform), arguments.list(CHANGE));
    Image image;
    try (InputStream in = open(source, session)) {
      image =
          new ImageArchives(session.store())
              .importRootfs(
                  in,
                  platform,
                  arguments.text(MESSAGE, "Imported from " + source),
                  session.clock().instant(),
                  empty -> config);
    }
    if (name.isPresent()) {
      session.store().images().tag(image, name.get());
    }
    session.console().line(image.id().toString());
    return 0;
  }

  private static Platform platform(Arguments arguments) {
    try {
      return arguments.text(PLATFORM).map(Platform::parse).orElseGet(Platform::host);
    } catch (IllegalArgumentException e) {
      throw new VarveException(
          VarveException.Code.USAGE, "import: --platform: " + e.getMessage(), null, e);
    }
  }

  private static InputStream open(String source, Session session) throws IOException {
    if (!source.equals("-")) {
      return new BufferedInputStream(Files.newInputStream(Path.of(source)), BUFFER);
    }
    if (session.console().terminal().in()) {
      throw new VarveException(
          VarveException.Code.USAGE, "import: standard input is a terminal", "redirect it");
    }
    return new BufferedInputStream(session.console().in(), BUFFER);
  }
}
