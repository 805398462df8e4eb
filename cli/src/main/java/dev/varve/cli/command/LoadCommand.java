package dev.varve.cli.command;

import dev.varve.cli.args.Arguments;
import dev.varve.cli.args.CommandSpec;
import dev.varve.cli.args.Option;
import dev.varve.model.Reference;
import dev.varve.model.VarveException;
import dev.varve.store.transfer.ImageArchives;
import dev.varve.store.transfer.LoadedImage;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code varve load}. */
public final class LoadCommand implements Command {
  private static final int BUFFER = 1 << 16;
  private static final Option INPUT =
      Option.text("input", "FILE", "Read a file, not standard input").letter('i');
  private static final Option QUIET =
      Option.flag("quiet", "Accepted; there is no progress to hide").letter('q');
  private static final Option PLATFORM =
      Option.text("platform", "OS/ARCH", "").notYet("images here have one platform");

  @Override
  public CommandSpec spec() {
    return CommandSpec.of("load", "Read images from an archive")
        .description(
            """
            Reads what 'docker save' wrote, of any version, and tars of OCI image layouts, plain or
            compressed with gzip, bzip2, xz or zstd. No image appears before all are known to be good.""")
        .options(INPUT, PLATFORM, QUIET)
        .example("Bring an image from Docker", "docker save shop | varve load")
        .build();
  }

  @Override
  public int run(Arguments arguments, Session session) throws IOException {
    ImageArchives archives = new ImageArchives(session.store());
    List<LoadedImage> loaded;
    if (arguments.given(INPUT) && !arguments.text(INPUT, "").equals("-")) {
      try (InputStream in =
          new BufferedInputStream(
              Files.newInputStream(Path.of(arguments.text(INPUT, ""))), BUFFER)) {
        loaded = archives.load(in);
      }
    } else if (session.console().terminal().in()) {
      throw new VarveException(
          VarveException.Code.USAGE,
          "load: standard input is a terminal",
          "name a file with -i, or redirect the input");
    } else {
      loaded = archives.load(new BufferedInputStream(session.console().in(), BUFFER));
    }
    for (LoadedImage each : loaded) {
      for (Reference name : each.names()) {
        session.console().line("Loaded image: " + name.familiar());
      }
      if (each.names().isEmpty()) {
        session.console().line("Loaded image ID: " + each.image().id());
      }
    }
    return 0;
  }
}
