package dev.varve.runtime.root;

import dev.varve.linux.MountFlag;
import dev.varve.linux.Mounts;
import dev.varve.runtime.ContainerSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Lays the files that name hosts over a root. */
final class NameFileMounts {

  private static final int MOST_BYTES = 1 << 20;

  private final ContainerSpec spec;
  private final InsideRoot inside;
  private final Path scratch;

  NameFileMounts(ContainerSpec spec, InsideRoot inside, Path scratch) {
    this.spec = spec;
    this.inside = inside;
    this.scratch = scratch;
  }

  void mount() throws IOException {
    lay("/etc/hosts", hosts());
    lay("/etc/resolv.conf", resolvers());
    if (spec.names().hostname()) {
      lay("/etc/hostname", (spec.hostname() + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  private byte[] hosts() {
    StringBuilder text = new StringBuilder();
    text.append("127.0.0.1\tlocalhost ").append(spec.hostname()).append('\n');
    text.append("::1\tlocalhost ip6-localhost ip6-loopback\n");
    for (String line : spec.names().extraHosts()) {
      text.append(line).append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The host's own: with its network, its resolvers are within reach. */
  private static byte[] resolvers() throws IOException {
    Path host = Path.of("/etc/resolv.conf");
    if (!Files.isRegularFile(host)) {
      return new byte[0];
    }
    try (InputStream in = Files.newInputStream(host)) {
      return in.readNBytes(MOST_BYTES);
    }
  }

  private void lay(String path, byte[] content) throws IOException {
    InsideRoot.Place place;
    try {
      place = inside.resolve(path);
    } catch (IOException linksToNowhere) {
      return;
    }
    if (!place.isRegular()) {
      // The root file system has made it where that is possible.
      return;
    }
    Path source = scratch.resolve(path.substring(path.lastIndexOf('/') + 1));
    Files.write(source, content);
    Files.setPosixFilePermissions(source, PosixFilePermissions.fromString("rw-r--r--"));
    Path target = inside.onHost(place);
    Mounts.bind(source, target, spec.names().readOnly(), false);
    Mounts.restrict(target, Set.of(MountFlag.NOSUID, MountFlag.NODEV, MountFlag.NOEXEC), false);
  }
}
