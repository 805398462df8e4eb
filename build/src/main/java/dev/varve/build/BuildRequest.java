package dev.varve.build;

import dev.varve.build.context.ContextSource;
import dev.varve.build.context.DockerfileSource;
import dev.varve.model.Platform;
import dev.varve.model.Reference;
import dev.varve.runtime.Network;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What to build and how: the flags of {@code docker buildx build}.
 *
 * @param project tells projects apart when a build is compared with the last one: the absolute path
 *     of the context, or what stands for it
 * @param tags names for the image; may be empty
 * @param noCache run every step, whatever the cache knows
 * @param noCacheFilter names of stages whose steps run, whatever the cache knows
 * @param network of RUN without {@code --network}
 * @param isolation {@code auto}, {@code crun}, {@code runc} or {@code builtin}
 * @param pull whether images are looked for at their registries even if they are in the store
 * @param useStatIndex whether unchanged files are told by their stat data
 * @param verify whether every layer of the image is made and hashed once more before the image
 *     appears
 */
public record BuildRequest(
    ContextSource context,
    DockerfileSource dockerfile,
    String project,
    Optional<String> target,
    Map<String, String> buildArgs,
    Map<String, String> labels,
    List<Reference> tags,
    boolean noCache,
    Set<String> noCacheFilter,
    Network network,
    String isolation,
    Platform platform,
    boolean pull,
    boolean useStatIndex,
    boolean verify) {

  public BuildRequest {
    buildArgs = Collections.unmodifiableMap(new LinkedHashMap<>(buildArgs));
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    tags = List.copyOf(tags);
    noCacheFilter = Set.copyOf(noCacheFilter);
  }

  /** A build with the defaults of the command line. */
  public static BuildRequest of(
      ContextSource context, DockerfileSource dockerfile, String project) {
    return new BuildRequest(
        context,
        dockerfile,
        project,
        Optional.empty(),
        Map.of(),
        Map.of(),
        List.of(),
        false,
        Set.of(),
        Network.DEFAULT,
        "auto",
        Platform.host(),
        false,
        true,
        false);
  }

  public BuildRequest withTags(List<Reference> changed) {
    return new BuildRequest(
        context,
        dockerfile,
        project,
        target,
        buildArgs,
        labels,
        changed,
        noCache,
        noCacheFilter,
        network,
        isolation,
        platform,
        pull,
        useStatIndex,
        verify);
  }
}
