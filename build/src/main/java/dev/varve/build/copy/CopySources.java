package dev.varve.build.copy;

import dev.varve.build.copy.Selection.Selected;
import dev.varve.build.plan.AbsolutePaths;
import dev.varve.dockerfile.pattern.Wildcard;
import java.io.IOException;
import java.util.List;

/**
 * One source of a COPY or ADD: where copying starts, and what is taken below. With {@code
 * --parents} it starts at the pivot {@code /./}, or at the root, and takes what the rest of the
 * source matches.
 */
final class CopySources {
  private static final String PIVOT = "/./";

  private final CopySpec spec;
  private final String source;

  CopySources(CopySpec spec, String source) {
    this.spec = spec;
    this.source = source;
  }

  List<Selected> select(Selection selection) throws IOException {
    if (!spec.parents()) {
      return selection.select(source);
    }
    if (!Wildcard.isWildcard(source)) {
      selection.select(source); // it has to be there
    }
    int pivot = source.indexOf(PIVOT);
    return selection.select(pivot < 0 ? "/" : source.substring(0, pivot));
  }

  CopyFilter filter() {
    if (!spec.parents()) {
      return new CopyFilter(List.of(), spec.excludes());
    }
    int pivot = source.indexOf(PIVOT);
    String below = pivot < 0 ? source : source.substring(pivot + PIVOT.length());
    String clean = AbsolutePaths.resolve("/", below).substring(1);
    return new CopyFilter(clean.isEmpty() ? List.of() : List.of(clean), spec.excludes());
  }
}
