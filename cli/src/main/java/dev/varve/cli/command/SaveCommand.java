package dev.varve.cli.command;

import dev.varve.archive.compress.LayerCompression;
import dev.varve.cli.args.Arguments;
import dev.varve.cli.args.CommandSpec;
import dev.varve.cli.args.Option;
import dev.varve.model.VarveException;
import dev.varve.store.transfer.ImageArchives;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** {@code varve save}. */
public final class SaveCommand implements Command {
  private static final int BUFFER = 1 << 16;
  private static final Option OUTPUT =
      Option.text("output", "FILE", "Write to a file, not to standard output").letter('o');
  private static final Option COMPRESSION =
      Option.text("compression", "TYPE", "Of layers: uncompressed (default), gzip or zstd");
  private static final Option PLATFORM =
      Option.text("platform", "OS/ARCH", "").notYet("images here have one platform");

  @Override
  public CommandSpec spec() {
    return CommandSpec.of("save", "Write images to an archive")
        .operands("IMAGE [IMAGE...]", 1, Integer.MAX_VALUE)
        .description(
            """
            The archive is a tar that is an OCI image layout and has Docker's manifest.json as well:
            'docker load', 'podman load', 'skopeo' and 'varve load' read it. The same images give the
            same bytes.

            Layers are compressed on all processors, and in pieces that are kept: saving an image
            again of which little has changed compresses little. Docker 28, skopeo and umoci read
            gzip and zstd.""")
        .options(OUTPUT, COMPRESSION, Compressions.LEVEL, PLATFORM)
        .example("Bring an image to Docker", "varve save shop | docker load")
        .example("Write a small archive", "varve save --compression zstd -o shop.tar shop")
        .build();
  }

  @Override
  public int run(Arguments arguments, Session session) throws IOException {
    LayerCompression compression = Compressions.of(arguments, "save", Compressions.UNCOMPRESSED);
    ImageArchives archives = new ImageArchives(session.store());
    Saving saving = out -> archives.save(arguments.operands(), out, compression);
    if (arguments.given(OUTPUT) && !arguments.text(OUTPUT, "").equals("-")) {
      toFile(saving, Path.of(arguments.text(OUTPUT, "")));
      return 0;
    }
    if (session.console().terminal().out()) {
      throw new VarveException(
          VarveException.Code.USAGE,
          "save: an archive is not for a terminal",
          "name a file with -o, or redirect the output");
    }
    OutputStream out = new BufferedOutputStream(session.console().binary(), BUFFER);
    saving.to(out);
    out.flush();
    return 0;
  }

  /** Writes the archive. */
  private interface Saving {
    void to(OutputStream out) throws IOException;
  }

  /** A regular file appears whole or not at all; a device or pipe is written to. */
  private static void toFile(Saving saving, Path file) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER)) {
        saving.to(out);
      }
      return;
    }
    Path whole = file.toAbsolutePath();
    Path partial = whole.resolveSibling("." + whole.getFileName() + ".varve-partial");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(partial), BUFFER)) {
        saving.to(out);
      }
      Files.move(partial, whole, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(partial);
    }
  }
}
