package dev.varve.build.copy;

import dev.varve.build.plan.PlannedStep.Inline;
import dev.varve.runtime.user.ImageUsers.Owner;
import java.util.List;
import java.util.Optional;

/**
 * A COPY or ADD with everything resolved but the files.
 *
 * @param sources paths or patterns in the source tree, as written
 * @param inline files that the Dockerfile itself holds
 * @param destination absolute; a directory if it ends in a slash
 * @param owner of everything that is copied or made; otherwise the sources' own
 * @param mode of everything that is copied but links, and of directories made on the way
 */
public record CopySpec(
    List<String> sources,
    List<Inline> inline,
    String destination,
    Optional<Owner> owner,
    Optional<FileMode> mode,
    boolean parents,
    List<String> excludes,
    boolean unpack) {

  public CopySpec {
    sources = List.copyOf(sources);
    inline = List.copyOf(inline);
    excludes = List.copyOf(excludes);
  }
}
