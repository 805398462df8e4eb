package dev.varve.build.copy;

import dev.varve.archive.Bytes;
import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.build.copy.SourceTree.Node;
import dev.varve.build.plan.AbsolutePaths;
import dev.varve.dockerfile.RawText;
import dev.varve.dockerfile.pattern.Wildcard;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds what the sources of a COPY or ADD name. */
public final class Selection {

  /**
   * One thing to copy.
   *
   * @param name the name it gets when it is put into a directory
   * @param node where the source leads, symbolic links followed
   */
  public record Selected(Bytes name, Node node) {}

  /** A source that names nothing. */
  public static final class MissingException extends IOException {
    @java.io.Serial private static final long serialVersionUID = 1;
    private final transient SourceTree.Absence absence;

    MissingException(String source, SourceTree.Absence absence) {
      super("\"" + source + "\" " + absence.reason());
      this.absence = absence;
    }

    public Optional<String> hint() {
      return Optional.ofNullable(absence.hint());
    }
  }

  private final SourceTree tree;

  public Selection(SourceTree tree) {
    this.tree = tree;
  }

  /**
   * The matches of a source in the order of their paths; a pattern may have none.
   *
   * @throws MissingException if a source without wildcards names nothing
   */
  public List<Selected> select(String source) throws IOException {
    String clean = AbsolutePaths.resolve("/", source).substring(1);
    List<String> fixed = new ArrayList<>();
    List<String> pattern = new ArrayList<>();
    for (String part : clean.isEmpty() ? new String[0] : clean.split("/", -1)) {
      if (pattern.isEmpty() && !Wildcard.isWildcard(part)) {
        fixed.add(part);
      } else {
        pattern.add(part);
      }
    }
    EntryPath start = path(String.join("/", fixed));
    if (!pattern.isEmpty()) {
      return matches(start, pattern);
    }
    Optional<Node> node = tree.find(PathWalk.follow(this::entry, start));
    if (node.isEmpty()) {
      throw missing(source, clean);
    }
    return List.of(new Selected(Bytes.of(start.name()), node.get()));
  }

  private MissingException missing(String source, String clean) throws IOException {
    Optional<LayerEntry> itself = entry(path(clean));
    if (itself.isPresent() && itself.get().type() == EntryType.SYMLINK) {
      String target = RawText.decode(itself.get().linkTarget().toArray());
      return new MissingException(
          source,
          new SourceTree.Absence(
              "is a symbolic link to \"" + target + "\", which is not there", null));
    }
    if (escapes(source)) {
      return new MissingException(
          source,
          new SourceTree.Absence(
              "is outside of the build context",
              "choose a context that holds it, or copy it in before the build"));
    }
    return new MissingException(source, tree.explainAbsence(clean));
  }

  /** Whether the text climbs above the root on its way. */
  static boolean escapes(String source) {
    int depth = 0;
    for (String part : source.split("/", -1)) {
      if (part.equals("..")) {
        depth--;
      } else if (!part.isEmpty() && !part.equals(".")) {
        depth++;
      }
      if (depth < 0) {
        return true;
      }
    }
    return false;
  }

  private List<Selected> matches(EntryPath start, List<String> pattern) throws IOException {
    EntryPath base = PathWalk.follow(this::entry, start);
    Optional<Node> node = tree.find(base);
    List<Selected> found = new ArrayList<>();
    if (node.isPresent() && node.get().isDirectory()) {
      walk(node.get(), pattern, 0, found);
    }
    return found;
  }

  private void walk(Node directory, List<String> pattern, int depth, List<Selected> found)
      throws IOException {
    Wildcard wildcard = Wildcard.of(pattern.get(depth));
    for (Node child : tree.children(directory.path())) {
      byte[] name = child.path().name();
      if (!wildcard.matches(RawText.decode(name))) {
        continue;
      }
      if (depth < pattern.size() - 1) {
        if (child.isDirectory()) {
          walk(child, pattern, depth + 1, found);
        }
        continue;
      }
      Optional<Node> followed = tree.find(PathWalk.follow(this::entry, child.path()));
      if (followed.isEmpty()) {
        throw missing(RawText.decode(child.path().toArray()), child.path().toString());
      }
      found.add(new Selected(Bytes.of(name), followed.get()));
    }
  }

  private Optional<LayerEntry> entry(EntryPath path) throws IOException {
    return tree.find(path).map(Node::entry);
  }

  static EntryPath path(String text) {
    return EntryPath.of(RawText.encode(text));
  }
}
