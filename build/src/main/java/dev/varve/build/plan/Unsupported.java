package dev.varve.build.plan;

import dev.varve.dockerfile.Add;
import dev.varve.dockerfile.Copy;
import dev.varve.dockerfile.DockerfileException;
import dev.varve.dockerfile.Run;
import dev.varve.dockerfile.RunSecurity;
import dev.varve.dockerfile.SourceRange;
import java.util.List;

/** What is read and understood but cannot be done yet; never passed over in silence. */
final class Unsupported {
  private static final List<String> REMOTE =
      List.of("http://", "https://", "git://", "git@", "ssh://");

  private Unsupported() {}

  static void check(Run run) {
    if (!run.mountFlags().isEmpty()) {
      throw notYet(run.range(), "RUN --mount");
    }
    if (run.security() == RunSecurity.INSECURE) {
      throw notYet(run.range(), "RUN --security=insecure");
    }
    if (!run.devices().isEmpty()) {
      throw notYet(run.range(), "RUN --device");
    }
  }

  static void check(Add add) {
    for (String source : add.sources().paths()) {
      if (isRemote(source)) {
        throw notYet(add.range(), "ADD of a remote source");
      }
    }
    if (add.checksum().isPresent()) {
      throw new DockerfileException(add.range(), "--checksum needs an HTTP(S) or Git source");
    }
  }

  static void check(Copy copy) {
    for (String source : copy.sources().paths()) {
      if (isRemote(source)) {
        throw new DockerfileException(copy.range(), "COPY takes no remote source", "use ADD");
      }
    }
  }

  private static boolean isRemote(String source) {
    return REMOTE.stream().anyMatch(source::startsWith);
  }

  private static DockerfileException notYet(SourceRange range, String what) {
    return new DockerfileException(range, what + " is not yet supported");
  }
}
