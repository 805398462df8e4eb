package dev.varve.build.context;

import dev.varve.model.VarveException;
import java.io.IOException;
import java.io.InputStream;

/** A Dockerfile as it was read, with the name that messages use for it. */
public final class DockerfileText {
  private static final int MAX_BYTES = 16 << 20;

  private final String name;
  private final byte[] bytes;

  private DockerfileText(String name, byte[] bytes) {
    this.name = name;
    this.bytes = bytes;
  }

  /** Reads a text to its end, and closes the stream. */
  static DockerfileText read(String name, InputStream in) throws IOException {
    try (in) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new VarveException(
            VarveException.Code.DOCKERFILE,
            "the Dockerfile " + name + " is larger than 16 MiB",
            "is it the right file?");
      }
      return new DockerfileText(name, bytes);
    }
  }

  public String name() {
    return name;
  }

  public byte[] bytes() {
    return bytes.clone();
  }
}
