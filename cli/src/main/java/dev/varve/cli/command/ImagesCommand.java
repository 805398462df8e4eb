package dev.varve.cli.command;

import dev.varve.cli.args.Arguments;
import dev.varve.cli.args.CommandSpec;
import dev.varve.cli.args.Option;
import dev.varve.cli.output.Quantities;
import dev.varve.model.Reference;
import dev.varve.store.Image;
import dev.varve.store.ListedImage;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code varve images}. */
public final class ImagesCommand implements Command {
  private static final Option ALL =
      Option.flag("all", "Accepted; there are no intermediate images to hide").letter('a');
  private static final Option DIGESTS = Option.flag("digests", "Show digests of manifests");
  private static final Option FILTER =
      Option.list(
              "filter",
              "NAME=VALUE",
              "Only those that match: dangling=true, reference=PATTERN, label=NAME[=VALUE],"
                  + " before=IMAGE, since=IMAGE")
          .letter('f');
  private static final Option NO_TRUNC = Option.flag("no-trunc", "Show IDs in full");
  private static final Option QUIET = Option.flag("quiet", "Only IDs").letter('q');

  private static final Map<String, String> HEADERS =
      Listing.fields(
          "Containers", "CONTAINERS",
          "CreatedAt", "CREATED AT",
          "CreatedSince", "CREATED",
          "Digest", "DIGEST",
          "ID", "IMAGE ID",
          "Repository", "REPOSITORY",
          "SharedSize", "SHARED SIZE",
          "Size", "SIZE",
          "Tag", "TAG",
          "UniqueSize", "UNIQUE SIZE",
          "VirtualSize", "SIZE");

  @Override
  public CommandSpec spec() {
    return CommandSpec.of("images", "List images")
        .operands("[REPOSITORY[:TAG]]", 0, 1)
        .options(ALL, DIGESTS, FILTER, Listing.FORMAT, NO_TRUNC, QUIET)
        .example(
            "Names and sizes only",
            "varve images --format 'table {{.Repository}}:{{.Tag}}\\t{{.Size}}'")
        .build();
  }

  @Override
  public int run(Arguments arguments, Session session) throws IOException {
    List<String> shown =
        new ArrayList<>(List.of("Repository", "Tag", "Digest", "ID", "CreatedSince", "Size"));
    if (!arguments.flag(DIGESTS)) {
      shown.remove("Digest");
    }
    Listing listing = new Listing(HEADERS, shown);
    ImageFilter filter = ImageFilter.of(arguments.list(FILTER), session.store().images());
    Instant now = session.clock().instant();
    boolean full = arguments.flag(NO_TRUNC);
    Set<String> ids = new LinkedHashSet<>();
    for (ListedImage listed : session.store().images().list()) {
      Image image = listed.image();
      List<Reference> names = new ArrayList<>();
      for (Reference name : listed.names()) {
        if (arguments.operands().isEmpty() || NamePattern.matches(arguments.operand(0), name)) {
          names.add(name);
        }
      }
      boolean wanted = arguments.operands().isEmpty() || !names.isEmpty();
      if (!wanted || !filter.accepts(listed)) {
        continue;
      }
      ids.add(ImageNames.id(image.id(), full));
      if (names.isEmpty()) {
        listing.row(row(listed, ImageNames.NONE, ImageNames.NONE, now, full));
      }
      for (Reference name : names) {
        String tag = name.tagName().orElse(ImageNames.NONE);
        listing.row(row(listed, name.familiarRepository(), tag, now, full));
      }
    }
    if (arguments.flag(QUIET)) {
      ids.forEach(session.console()::line);
    } else {
      listing.print(session.console(), arguments.text(Listing.FORMAT, ""));
    }
    return 0;
  }

  private static Map<String, String> row(
      ListedImage listed, String repository, String tag, Instant now, boolean full) {
    Image image = listed.image();
    Instant created = image.config().time().orElse(Instant.EPOCH);
    String size = Quantities.size(listed.size());
    return Listing.fields(
        "Containers",
        "N/A",
        "CreatedAt",
        Times.stamp(created),
        "CreatedSince",
        Times.ago(created, now),
        "Digest",
        image.manifestDigest().toString(),
        "ID",
        ImageNames.id(image.id(), full),
        "Repository",
        repository,
        "SharedSize",
        "N/A",
        "Size",
        size,
        "Tag",
        tag,
        "UniqueSize",
        "N/A",
        "VirtualSize",
        size);
  }
}
