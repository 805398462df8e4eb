package dev.varve.cli.command;

import dev.varve.cli.args.Arguments;
import dev.varve.cli.args.CommandSpec;
import dev.varve.cli.args.Option;
import dev.varve.cli.output.Console;
import dev.varve.cli.output.Quantities;
import dev.varve.cli.output.Table;
import dev.varve.store.Usage;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/** {@code varve du}. */
public final class DuCommand implements Command {
  private static final Option VERBOSE =
      Option.flag("verbose", "Every image, layer and container").letter('v');

  private static final Map<String, String> HEADERS =
      Listing.fields(
          "Type", "TYPE",
          "TotalCount", "TOTAL",
          "Active", "ACTIVE",
          "Size", "SIZE",
          "Reclaimable", "RECLAIMABLE");

  @Override
  public CommandSpec spec() {
    return CommandSpec.of("du", "Show what takes space in the store")
        .options(Listing.FORMAT, VERBOSE)
        .build();
  }

  @Override
  public int run(Arguments arguments, Session session) throws IOException {
    Usage usage = session.store().usage();
    Console console = session.console();
    if (arguments.flag(VERBOSE)) {
      details(usage, session.clock().instant(), console);
      return 0;
    }
    summary(usage).print(console, arguments.text(Listing.FORMAT, ""));
    if (!arguments.given(Listing.FORMAT)) {
      console.line("");
      console.line(Quantities.size(usage.total()) + " in " + session.root());
    }
    return 0;
  }

  private static Listing summary(Usage usage) {
    Listing listing = new Listing(HEADERS, java.util.List.copyOf(HEADERS.keySet()));
    long active = usage.images().stream().filter(image -> image.containers() > 0).count();
    listing.row(
        row(
            "Images",
            usage.images().size(),
            active,
            usage.imageBytes(),
            usage.reclaimableImageBytes()));
    long running = usage.containers().stream().filter(Usage.OfContainer::running).count();
    long all = usage.containers().stream().mapToLong(Usage.OfContainer::bytes).sum();
    long stopped =
        usage.containers().stream()
            .filter(container -> !container.running())
            .mapToLong(Usage.OfContainer::bytes)
            .sum();
    listing.row(row("Containers", usage.containers().size(), running, all, stopped));
    Usage.OfCache cache = usage.cache();
    listing.row(row("Build Cache", cache.records(), 0, cache.bytes(), cache.reclaimable()));
    return listing;
  }

  private static Map<String, String> row(
      String type, long total, long active, long size, long reclaimable) {
    String share = size == 0 ? "" : " (" + reclaimable * 100 / size + "%)";
    return Listing.fields(
        "Type", type,
        "TotalCount", Long.toString(total),
        "Active", Long.toString(active),
        "Size", Quantities.size(size),
        "Reclaimable", Quantities.size(reclaimable) + share);
  }

  private static void details(Usage usage, Instant now, Console console) {
    Table images =
        new Table("IMAGE ID", "NAME", "CREATED", "SIZE", "SHARED", "UNIQUE", "CONTAINERS");
    for (Usage.OfImage image : usage.images()) {
      images.row(
          image.id().shortHex(),
          image.names().isEmpty() ? ImageNames.NONE : image.names().getFirst().familiar(),
          Times.ago(image.created(), now),
          Quantities.size(image.size()),
          Quantities.size(image.shared()),
          Quantities.size(image.unique()),
          Integer.toString(image.containers()));
    }
    console.print("Images:\n\n" + images + "\n");
    Table layers =
        new Table("LAYER", "FORM", "CREATED", "SIZE", "UNPACKED", "IMAGES", "CACHED", "IN USE");
    for (Usage.OfLayer layer : usage.layers()) {
      layers.row(
          layer.diffId().shortHex(),
          layer.form().name().toLowerCase(Locale.ROOT),
          Times.ago(layer.created(), now),
          Quantities.size(layer.bytes()),
          Quantities.size(layer.tree()),
          Integer.toString(layer.images()),
          layer.cached() ? "yes" : "no",
          layer.inUse() ? "yes" : "no");
    }
    console.print("Layers:\n\n" + layers + "\n");
    Table containers = new Table("CONTAINER ID", "NAME", "RUNNING", "SIZE");
    for (Usage.OfContainer container : usage.containers()) {
      containers.row(
          container.id().substring(0, Math.min(12, container.id().length())),
          container.name(),
          container.running() ? "yes" : "no",
          Quantities.size(container.bytes()));
    }
    console.print("Containers:\n\n" + containers + "\n");
    console.line(
        "Build cache: "
            + Quantities.count(usage.cache().records(), "record")
            + ", "
            + Quantities.size(usage.cache().bytes())
            + " with "
            + Quantities.size(usage.cache().compressed())
            + " of compressed layers, of which "
            + Quantities.size(usage.cache().reclaimable())
            + " can be removed");
    console.line("Temporary files and build histories: " + Quantities.size(usage.other()));
    console.line("Total: " + Quantities.size(usage.total()));
  }
}
