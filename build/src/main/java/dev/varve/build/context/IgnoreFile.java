package dev.varve.build.context;

import dev.varve.dockerfile.pattern.IgnorePatterns;
import dev.varve.model.VarveException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The ignore rules of a context and the file they come from: {@code <Dockerfile>.dockerignore}
 * beside the Dockerfile, or else {@code .dockerignore} in the context. Neither has to be, and
 * neither adds to the other.
 */
public final class IgnoreFile {
  /** A context that ignores nothing. */
  static final IgnoreFile NONE = new IgnoreFile(null, new byte[0], IgnorePatterns.none());

  private static final int MAX_BYTES = 4 << 20;
  private static final String NAME = ".dockerignore";

  private final @Nullable Path path;
  private final byte[] text;
  private final IgnorePatterns patterns;

  private IgnoreFile(@Nullable Path path, byte[] text, IgnorePatterns patterns) {
    this.path = path;
    this.text = text;
    this.patterns = patterns;
  }

  /**
   * Finds and reads the file.
   *
   * @param dockerfile where the Dockerfile lies; null when it is no file
   * @throws dev.varve.dockerfile.DockerfileException a pattern has bad syntax
   */
  static IgnoreFile find(Path context, @Nullable Path dockerfile) {
    Path file = dockerfile == null ? null : dockerfile.getFileName();
    if (dockerfile != null && file != null) {
      IgnoreFile own = read(dockerfile.resolveSibling(file + NAME));
      if (own != NONE) {
        return own;
      }
    }
    return read(context.resolve(NAME));
  }

  private static IgnoreFile read(Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] text = in.readNBytes(MAX_BYTES + 1);
      return new IgnoreFile(path, text, IgnorePatterns.parse(text, String.valueOf(path)));
    } catch (NoSuchFileException e) {
      return NONE;
    } catch (IOException e) {
      throw new VarveException(
          VarveException.Code.ENVIRONMENT,
          "cannot read the ignore file " + path + ": " + e.getMessage(),
          "make it a readable file, or remove it",
          e);
    }
  }

  /** The file; empty when there is none. */
  public Optional<Path> path() {
    return Optional.ofNullable(path);
  }

  public IgnorePatterns patterns() {
    return patterns;
  }

  /** The file's text: what the rules are, to the byte. */
  byte[] text() {
    return text;
  }
}
