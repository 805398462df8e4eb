package dev.varve.runtime;

import java.util.List;

/**
 * The files that tell a container names of hosts: {@code /etc/hosts}, {@code /etc/resolv.conf} and
 * {@code /etc/hostname}. They are laid over the root and leave no trace in it.
 *
 * @param readOnly whether the container may only read them
 * @param hostname whether there is an {@code /etc/hostname}
 * @param extraHosts more lines for {@code /etc/hosts}, {@code ADDRESS NAME} each
 */
public record NameFiles(boolean readOnly, boolean hostname, List<String> extraHosts) {

  public NameFiles {
    extraHosts = List.copyOf(extraHosts);
  }

  /** As a build's RUN sees them: read-only, without a file for the host name. */
  public static NameFiles forBuild() {
    return new NameFiles(true, false, List.of());
  }

  /** As a container sees them. */
  public static NameFiles forContainer() {
    return new NameFiles(false, true, List.of());
  }
}
