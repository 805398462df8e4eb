package dev.varve.store;

import dev.varve.model.Digest;
import dev.varve.model.Platform;
import dev.varve.model.Reference;
import dev.varve.model.VarveException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds an image by what users write: a whole digest, a name with or without tag and digest, or the
 * beginning of an image ID; a name wins over a beginning that looks like it.
 */
final class ImageLookup {
  private static final String PREFIX = Digest.ALGORITHM + ":";

  private final ImageEntries entries;
  private final Refs refs;
  private final Indexes indexes;

  ImageLookup(ImageEntries entries, Refs refs, Indexes indexes) {
    this.entries = entries;
    this.refs = refs;
    this.indexes = indexes;
  }

  /**
   * What was found.
   *
   * @param name the name that led there; null if it was a digest or the beginning of one
   */
  record Found(ImageEntries.Entry entry, @org.jspecify.annotations.Nullable Reference name) {}

  Optional<Found> find(String text) throws IOException {
    Optional<Digest> whole =
        text.startsWith(PREFIX) ? Digest.tryParse(text) : Digest.tryParseHex(text);
    if (whole.isPresent()) {
      return byDigest(whole.get());
    }
    Optional<Found> named = byName(text);
    if (named.isPresent()) {
      return named;
    }
    String hex = text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text;
    return isHex(hex) ? byPrefix(text, hex) : Optional.empty();
  }

  private Optional<Found> byDigest(Digest digest) throws IOException {
    for (ImageEntries.Entry entry : entries.all()) {
      if (entry.manifest().equals(digest) || entry.config().equals(digest)) {
        return Optional.of(new Found(entry, null));
      }
    }
    return Optional.empty();
  }

  private Optional<Found> byName(String text) throws IOException {
    Reference name;
    try {
      name = Reference.parse(text);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    Digest pinned = name.digest();
    if (pinned != null) {
      return pinned(name, pinned);
    }
    Optional<Digest> manifest = refs.find(name);
    return manifest.isEmpty() ? Optional.empty() : entry(manifest.get(), name);
  }

  private Optional<Found> entry(Digest manifest, Reference name) throws IOException {
    return entries.find(manifest).map(entry -> new Found(entry, name));
  }

  /** The digest says what is meant, wherever it came from: a manifest's, or that of an index. */
  private Optional<Found> pinned(Reference name, Digest pinned) throws IOException {
    Optional<Found> found = entry(pinned, name);
    if (found.isPresent()) {
      return found;
    }
    Optional<Digest> manifest = indexes.find(pinned, Platform.host());
    return manifest.isEmpty() ? Optional.empty() : entry(manifest.get(), name);
  }

  private Optional<Found> byPrefix(String text, String hex) throws IOException {
    List<ImageEntries.Entry> byId = new ArrayList<>();
    List<ImageEntries.Entry> byManifest = new ArrayList<>();
    for (ImageEntries.Entry entry : entries.all()) {
      if (entry.config().hex().startsWith(hex)) {
        byId.add(entry);
      }
      if (entry.manifest().hex().startsWith(hex)) {
        byManifest.add(entry);
      }
    }
    List<ImageEntries.Entry> found = byId.isEmpty() ? byManifest : byId;
    boolean several = found.stream().map(ImageEntries.Entry::config).distinct().count() > 1;
    if (several) {
      throw new VarveException(
          VarveException.Code.NOT_FOUND,
          "'" + text + "' is the beginning of the IDs of " + found.size() + " images",
          "give more digits; 'varve images' lists them");
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(new Found(found.getFirst(), null));
  }

  private static boolean isHex(String text) {
    boolean fine = !text.isEmpty();
    for (int i = 0; fine && i < text.length(); i++) {
      char c = text.charAt(i);
      fine = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }
    return fine;
  }

  /** The error for an image that is not there, with the nearest name as a hint. */
  VarveException notFound(String text) throws IOException {
    Reference name;
    try {
      name = Reference.parse(text);
    } catch (IllegalArgumentException e) {
      return new VarveException(VarveException.Code.USAGE, String.valueOf(e.getMessage()));
    }
    return new VarveException(
        VarveException.Code.NOT_FOUND,
        "no such image: " + name.familiar(),
        nearest(name)
            .map(near -> "did you mean '" + near + "'?")
            .orElse("'varve images' lists the images that are here"));
  }

  private Optional<String> nearest(Reference wanted) throws IOException {
    String text = wanted.familiar();
    int best = Math.max(2, text.length() / 4) + 1;
    String nearest = null;
    for (Reference each : refs.readable().keySet()) {
      int distance =
          each.familiarRepository().equals(wanted.familiarRepository())
              ? 1
              : EditDistance.between(text, each.familiar());
      if (distance < best) {
        best = distance;
        nearest = each.familiar();
      }
    }
    return Optional.ofNullable(nearest);
  }
}
