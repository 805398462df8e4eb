package dev.varve.build.context;

import dev.varve.archive.EntryPath;
import dev.varve.dockerfile.RawText;
import dev.varve.dockerfile.pattern.Wildcard;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Finds what the sources of a COPY name, with the semantics of Go's filepath.Match for wildcards.
 */
final class Sources {
  private Sources() {}

  static List<Source> select(ContextTree tree, String source) throws IOException {
    List<String> components = components(source);
    int wild = 0;
    while (wild < components.size() && !Wildcard.isWildcard(components.get(wild))) {
      wild++;
    }
    EntryPath base = EntryPath.of(RawText.encode(String.join("/", components.subList(0, wild))));
    Optional<ContextEntry> start = tree.resolve(base);
    if (start.isEmpty()) {
      return List.of();
    }
    if (wild == components.size()) {
      return List.of(new Source(base, start.get()));
    }
    String pattern = String.join("/", components.subList(wild, components.size()));
    List<Source> found = new ArrayList<>();
    if (pattern.indexOf('[') < 0) {
      List<Wildcard> each = new ArrayList<>();
      for (String component : components.subList(wild, components.size())) {
        each.add(Wildcard.of(component));
      }
      byComponent(start.get(), base, each, 0, found);
    } else {
      // A class may match the slash, so that components say nothing: match whole paths.
      Search search = new Search(tree, Wildcard.of(pattern), depth(pattern), found);
      search.below(start.get(), base, "", 0);
    }
    return List.copyOf(follow(tree, found));
  }

  /** The components of a cleaned path; one that leaves the root is refused. */
  private static List<String> components(String source) {
    List<String> components = new ArrayList<>();
    for (String component : Arrays.asList(source.split("/", -1))) {
      if (component.equals("..")) {
        if (components.isEmpty()) {
          throw new IllegalArgumentException("'" + source + "' leaves the build context");
        }
        components.removeLast();
      } else if (!component.isEmpty() && !component.equals(".")) {
        components.add(component);
      }
    }
    return components;
  }

  private static void byComponent(
      ContextEntry directory,
      EntryPath named,
      List<Wildcard> components,
      int at,
      List<Source> found) {
    if (!directory.isDirectory()) {
      return;
    }
    for (ContextEntry child : directory.children()) {
      if (!components.get(at).matches(RawText.decode(child.path().name()))) {
        continue;
      }
      EntryPath path = named.child(child.path().name());
      if (at == components.size() - 1) {
        found.add(new Source(path, child));
      } else {
        byComponent(child, path, components, at + 1, found);
      }
    }
  }

  /** The most components a match can have: each slash or class stands for one slash at most. */
  private static int depth(String pattern) {
    return 1 + (int) pattern.chars().filter(c -> c == '/' || c == '[').count();
  }

  private record Search(ContextTree tree, Wildcard pattern, int depth, List<Source> found) {
    void below(ContextEntry directory, EntryPath named, String prefix, int level) {
      for (ContextEntry child : directory.children()) {
        String path = prefix + RawText.decode(child.path().name());
        EntryPath childNamed = named.child(child.path().name());
        if (pattern.matches(path)) {
          found.add(new Source(childNamed, child));
        }
        if (child.isDirectory() && level + 1 < depth) {
          below(child, childNamed, path + "/", level + 1);
        }
      }
    }
  }

  /** A link that was named is followed; one that leads nowhere is no match. */
  private static List<Source> follow(ContextTree tree, List<Source> found) throws IOException {
    List<Source> followed = new ArrayList<>(found.size());
    for (Source source : found) {
      Optional<ContextEntry> entry = tree.resolve(source.entry().path());
      if (entry.isPresent()) {
        followed.add(new Source(source.named(), entry.get()));
      } else {
        throw new DanglingSourceException(source.named());
      }
    }
    return followed;
  }
}
