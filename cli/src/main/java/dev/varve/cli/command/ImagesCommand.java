package dev.varve.cli.command;

import dev.varve.cli.args.Arguments;
import dev.varve.cli.args.CommandSpec;
import dev.varve.cli.args.Option;
import dev.varve.cli.output.Quantities;
import dev.varve.model.Reference;
import dev.varve.store.Image;
import dev.varve.store.ListedImage;
import dev.varve.store.Store;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
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
    Store store = session.store();
    for (ListedImage listed : store.images().list()) {
      List<Reference> names = names(listed, arguments.operands());
      boolean wanted = arguments.operands().isEmpty() || !names.isEmpty();
      if (!wanted || !filter.accepts(listed)) {
        continue;
      }
      Image image = listed.image();
      ids.add(ImageNames.id(image.id(), full));
      Map<String, String> fields = fields(image, now, full, store);
      if (names.isEmpty()) {
        listing.row(named(fields, ImageNames.NONE, ImageNames.NONE));
      }
      for (Reference name : names) {
        String tag = name.tagName().orElse(ImageNames.NONE);
        listing.row(named(fields, name.familiarRepository(), tag));
      }
    }
    if (arguments.flag(QUIET)) {
      ids.forEach(session.console()::line);
    } else {
      listing.print(session.console(), arguments.text(Listing.FORMAT, ""));
    }
    return 0;
  }

  private static List<Reference> names(ListedImage listed, List<String> patterns) {
    List<Reference> names = new ArrayList<>();
    for (Reference name : listed.names()) {
      if (patterns.isEmpty() || NamePattern.matches(patterns.getFirst(), name)) {
        names.add(name);
      }
    }
    return names;
  }

  private static Map<String, String> named(
      Map<String, String> fields, String repository, String tag) {
    Map<String, String> row = new HashMap<>(fields);
    row.put("Repository", repository);
    row.put("Tag", tag);
    return row;
  }

  private static Map<String, String> fields(Image image, Instant now, boolean full, Store store)
      throws IOException {
    Instant created = image.config().time().orElse(Instant.EPOCH);
    Map<String, String> fields = new HashMap<>();
    fields.put("Containers", "N/A");
    fields.put("CreatedAt", Times.stamp(created));
    fields.put("CreatedSince", Times.ago(created, now));
    fields.put("Digest", image.manifestDigest().toString());
    fields.put("ID", ImageNames.id(image.id(), full));
    fields.put("SharedSize", "N/A");
    String size = Quantities.size(ImageJson.size(image.config(), store));
    fields.put("Size", size);
    fields.put("UniqueSize", "N/A");
    fields.put("VirtualSize", size);
    return fields;
  }
}
