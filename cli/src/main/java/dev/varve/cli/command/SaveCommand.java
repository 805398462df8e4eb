package dev.varve.cli.command;

import dev.varve.archive.compress.LayerCompression;
import dev.varve.cli.args.Arguments;
import dev.varve.cli.args.CommandSpec;
import dev.varve.cli.args.Option;
import dev.varve.store.transfer.ImageArchives;
import java.io.IOException;

/** {@code varve save}. */
public final class SaveCommand implements Command {
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
    Destination.write(
        session.console(),
        arguments.text(OUTPUT, "-"),
        "save",
        out -> archives.save(arguments.operands(), out, compression));
    return 0;
  }
}
