package dev.varve.runtime;

import java.util.List;

/**
 * Who a container's command runs as. All ids are those seen inside the container.
 *
 * @param uid user id, 0 to 2^31-1
 * @param gid primary group id, 0 to 2^31-1
 * @param groups supplementary group ids
 * @param home the home directory, for {@code HOME} when the environment does not set it
 */
public record ContainerUser(int uid, int gid, List<Integer> groups, String home) {

  /** User 0 with its usual home. */
  public static final ContainerUser ROOT = new ContainerUser(0, 0, List.of(0), "/root");

  public ContainerUser {
    if (uid < 0 || gid < 0) {
      throw new IllegalArgumentException("negative id: " + uid + ":" + gid);
    }
    groups = List.copyOf(groups);
  }
}
