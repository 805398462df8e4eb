package dev.varve.build.context;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.archive.compress.Compression;
import dev.varve.model.VarveException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells what a context and its Dockerfile are, and opens them. */
final class ContextOpening {
  private static final int BLOCK = 512;
  private static final List<String> DEFAULT_NAMES = List.of("Dockerfile", "dockerfile");

  private ContextOpening() {}

  static BuildContext open(
      ContextSource source, DockerfileSource dockerfile, ContextSettings settings)
      throws IOException {
    return switch (source) {
      case ContextSource.Directory(Path path) -> directory(path, dockerfile, settings);
      case ContextSource.Archive(Path file) -> {
        try (InputStream in = Files.newInputStream(file)) {
          yield archive(in, file.toString(), dockerfile, settings);
        }
      }
      case ContextSource.Stream(InputStream in) -> stream(in, dockerfile, settings);
    };
  }

  private static BuildContext directory(
      Path path, DockerfileSource source, ContextSettings settings) throws IOException {
    if (source instanceof DockerfileSource.Stream(InputStream in)) {
      DockerfileText text = DockerfileText.read("Dockerfile", in);
      return new DirectoryContext(path, text, IgnoreFile.find(path, null), settings);
    }
    Path file = dockerfile(path, source);
    DockerfileText text;
    try {
      text = DockerfileText.read(file.toString(), Files.newInputStream(file));
    } catch (IOException e) {
      throw noDockerfile(file.toString(), e);
    }
    return new DirectoryContext(path, text, IgnoreFile.find(path, file), settings);
  }

  private static Path dockerfile(Path context, DockerfileSource source) {
    if (source instanceof DockerfileSource.File(String path)) {
      return Path.of(path);
    }
    for (String name : DEFAULT_NAMES) {
      if (Files.exists(context.resolve(name))) {
        return context.resolve(name);
      }
    }
    return context.resolve(DEFAULT_NAMES.getFirst());
  }

  private static VarveException noDockerfile(String path, @Nullable IOException e) {
    String message =
        e == null || e instanceof NoSuchFileException
            ? "there is no Dockerfile at " + path
            : "cannot read the Dockerfile " + path + ": " + e.getMessage();
    return new VarveException(
        VarveException.Code.DOCKERFILE, message, "name another one with -f", e);
  }

  /** Standard input is an archive, or else a Dockerfile to be built without any files. */
  private static BuildContext stream(
      InputStream in, DockerfileSource source, ContextSettings settings) throws IOException {
    if (source instanceof DockerfileSource.Stream) {
      throw new VarveException(
          VarveException.Code.USAGE,
          "standard input cannot be both the build context and the Dockerfile",
          "give one of them as a path");
    }
    BufferedInputStream buffered = new BufferedInputStream(in, 2 * BLOCK);
    buffered.mark(BLOCK);
    byte[] start = buffered.readNBytes(BLOCK);
    buffered.reset();
    if (isArchive(start)) {
      return archive(buffered, "standard input", source, settings);
    }
    if (source instanceof DockerfileSource.File(String path)) {
      // As Docker has it: the text is not an archive, so it is the Dockerfile, which -f may not be.
      throw new VarveException(
          VarveException.Code.USAGE,
          "standard input is no tar archive that could hold the Dockerfile " + path,
          "use -f - to read the Dockerfile from standard input");
    }
    DockerfileText text = DockerfileText.read("Dockerfile", buffered);
    ArchiveContents nothing =
        ArchiveContents.read(new ByteArrayInputStream(new byte[0]), settings.store());
    return new ArchiveContext(nothing, text);
  }

  /** Compressed, or a first block whose checksum is a tar header's. */
  static boolean isArchive(byte[] start) {
    if (Compression.detect(start, Math.min(start.length, Compression.MAGIC_LENGTH))
        != Compression.NONE) {
      return true;
    }
    if (start.length < BLOCK) {
      return false;
    }
    int sum = 8 * ' ';
    long written = 0;
    for (int i = 0; i < BLOCK; i++) {
      boolean inChecksum = i >= 148 && i < 156;
      sum += inChecksum ? 0 : start[i] & 0xff;
      if (inChecksum && start[i] >= '0' && start[i] <= '7') {
        written = written * 8 + (start[i] - '0');
      }
    }
    return sum == written;
  }

  private static BuildContext archive(
      InputStream in, String name, DockerfileSource source, ContextSettings settings)
      throws IOException {
    if (source instanceof DockerfileSource.Stream(InputStream dockerfile)) {
      DockerfileText text = DockerfileText.read("Dockerfile", dockerfile);
      return new ArchiveContext(contents(in, name, settings), text);
    }
    ArchiveContents contents = contents(in, name, settings);
    try {
      ContextTree tree = new ContextTree(contents.root(), contents);
      return new ArchiveContext(contents, inArchive(tree, name, source));
    } catch (IOException | RuntimeException | Error e) {
      contents.close();
      throw e;
    }
  }

  private static ArchiveContents contents(InputStream in, String name, ContextSettings settings)
      throws IOException {
    try {
      return ArchiveContents.read(in, settings.store());
    } catch (ArchiveException e) {
      throw new VarveException(
          VarveException.Code.USAGE,
          "the build context from " + name + " cannot be read: " + e.getMessage(),
          "it has to be a tar archive, plain or compressed with gzip, bzip2, xz or zstd",
          e);
    }
  }

  private static DockerfileText inArchive(ContextTree tree, String name, DockerfileSource source)
      throws IOException {
    List<String> candidates =
        source instanceof DockerfileSource.File(String path) ? List.of(path) : DEFAULT_NAMES;
    for (String candidate : candidates) {
      Optional<ContextEntry> found;
      try {
        found = tree.resolve(EntryPath.of(candidate));
      } catch (IllegalArgumentException e) {
        throw noDockerfile(candidate + " in " + name + " (" + e.getMessage() + ")", null);
      }
      if (found.isPresent() && found.get().type() == EntryType.FILE) {
        return DockerfileText.read(candidate, found.get().open());
      }
    }
    throw noDockerfile(candidates.getFirst() + " in " + name, null);
  }
}
