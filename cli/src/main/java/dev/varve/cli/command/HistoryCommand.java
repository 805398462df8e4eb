package dev.varve.cli.command;

import dev.varve.cli.args.Arguments;
import dev.varve.cli.args.CommandSpec;
import dev.varve.cli.args.Option;
import dev.varve.cli.output.Quantities;
import dev.varve.model.Digest;
import dev.varve.model.History;
import dev.varve.model.ImageConfig;
import dev.varve.store.Image;
import dev.varve.store.Layer;
import dev.varve.store.Store;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code varve history}. */
public final class HistoryCommand implements Command {
  private static final int SHORT = 45;
  private static final String MISSING = "<missing>";

  private static final Option HUMAN =
      Option.flag("human", "Sizes and dates in words (default true)").letter('H');
  private static final Option NO_TRUNC = Option.flag("no-trunc", "Show everything in full");
  private static final Option QUIET = Option.flag("quiet", "Only IDs").letter('q');

  private static final Map<String, String> HEADERS =
      Listing.fields(
          "Comment", "COMMENT",
          "CreatedAt", "CREATED AT",
          "CreatedBy", "CREATED BY",
          "CreatedSince", "CREATED",
          "ID", "IMAGE",
          "Size", "SIZE");

  @Override
  public CommandSpec spec() {
    return CommandSpec.of("history", "Show what an image was made of")
        .operands("IMAGE", 1, 1)
        .options(Listing.FORMAT, HUMAN, NO_TRUNC, QUIET)
        .build();
  }

  @Override
  public int run(Arguments arguments, Session session) throws IOException {
    boolean human = !arguments.given(HUMAN) || arguments.flag(HUMAN);
    boolean full = arguments.flag(NO_TRUNC);
    Image image = session.store().images().resolve(arguments.operand(0));
    String created = human ? "CreatedSince" : "CreatedAt";
    Listing listing = new Listing(HEADERS, List.of("ID", created, "CreatedBy", "Size", "Comment"));
    List<Long> sizes = sizes(image.config(), session.store());
    List<History> history = image.config().history();
    for (int i = history.size() - 1; i >= 0; i--) {
      History entry = history.get(i);
      String id = i == history.size() - 1 ? ImageNames.id(image.id(), full) : MISSING;
      Instant time = entry.time().orElse(Instant.EPOCH);
      long size = sizes.get(i);
      listing.row(
          Listing.fields(
              "ID",
              id,
              "CreatedSince",
              Times.ago(time, session.clock().instant()),
              "CreatedAt",
              Times.iso(time),
              "CreatedBy",
              full ? entry.createdBy() : shortened(entry.createdBy()),
              "Size",
              human ? Quantities.size(size) : Long.toString(size),
              "Comment",
              entry.comment()));
    }
    if (arguments.flag(QUIET)) {
      listing.printOnly(session.console(), "ID");
    } else {
      listing.print(session.console(), arguments.text(Listing.FORMAT, ""));
    }
    return 0;
  }

  private static String shortened(String command) {
    String line = command.replace('\t', ' ');
    return line.length() <= SHORT ? line : line.substring(0, SHORT - 1) + "…";
  }

  /** The bytes of content that each entry added, in the order of the history. */
  private static List<Long> sizes(ImageConfig config, Store store) throws IOException {
    List<Long> sizes = new ArrayList<>();
    int layer = 0;
    for (History entry : config.history()) {
      long size = 0;
      if (!entry.emptyLayer() && layer < config.diffIds().size()) {
        Digest diffId = config.diffIds().get(layer++);
        Optional<Layer> found = store.layers().peek(diffId);
        size = found.isPresent() ? found.get().contentSize() : 0;
      }
      sizes.add(size);
    }
    return sizes;
  }
}
