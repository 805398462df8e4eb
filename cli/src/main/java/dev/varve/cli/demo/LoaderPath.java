package dev.varve.cli.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The directories that the machine's dynamic loader searches for every program: what {@code
 * /etc/ld.so.conf} (glibc) or {@code /etc/ld-musl-ARCH.path} (musl) names, and those it knows by
 * itself.
 */
final class LoaderPath {
  private static final String CONFIGURATION = "/etc/ld.so.conf";
  private static final List<String> BUILT_IN =
      List.of("/lib64", "/usr/lib64", "/lib", "/usr/lib", "/usr/local/lib");
  private static final int MAX_DEPTH = 8;

  private final HostFiles host;
  private final Set<String> directories = new LinkedHashSet<>();

  private LoaderPath(HostFiles host) {
    this.host = host;
  }

  /** In the order of search, for programs of this loader. */
  static List<String> of(HostFiles host, String interpreter) throws IOException {
    LoaderPath path = new LoaderPath(host);
    String name = interpreter.substring(interpreter.lastIndexOf('/') + 1);
    if (name.startsWith("ld-musl-")) {
      path.readMusl("/etc/" + name.replaceFirst("\\.so\\.\\d+$", ".path"));
    } else {
      path.read(CONFIGURATION, 0);
    }
    // Distributions with several architectures give each a directory of its own, where the loader
    // lies, too.
    Optional<HostFiles.Found> loader = host.file(interpreter);
    loader.ifPresent(found -> path.directories.add(parent(found.path())));
    path.directories.addAll(BUILT_IN);
    return List.copyOf(path.directories);
  }

  static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }

  private void readMusl(String file) throws IOException {
    for (String line : lines(file)) {
      for (String directory : line.split(":")) {
        add(directory.strip());
      }
    }
  }

  private void read(String file, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      return;
    }
    for (String line : lines(file)) {
      int comment = line.indexOf('#');
      String text = (comment < 0 ? line : line.substring(0, comment)).strip();
      String[] words = text.split("[\\s:,]+");
      switch (words[0]) {
        case "include" -> {
          for (int i = 1; i < words.length; i++) {
            for (String included : matching(words[i])) {
              read(included, depth + 1);
            }
          }
        }
        case "hwcap" -> {}
        default -> {
          for (String word : words) {
            add(word.replaceFirst("=.*", ""));
          }
        }
      }
    }
  }

  private void add(String directory) {
    if (directory.startsWith("/")) {
      directories.add(
          directory.length() > 1 && directory.endsWith("/")
              ? directory.substring(0, directory.length() - 1)
              : directory);
    }
  }

  private List<String> lines(String file) throws IOException {
    Optional<HostFiles.Found> found = host.file(file);
    if (found.isEmpty()) {
      return List.of();
    }
    byte[] content = Files.readAllBytes(host.real(found.get().path()));
    return new String(content, StandardCharsets.UTF_8).lines().toList();
  }

  /** The files that a pattern in the last component means, sorted as glob(3) does. */
  private List<String> matching(String pattern) throws IOException {
    String absolute = pattern.startsWith("/") ? pattern : "/etc/" + pattern;
    String directory = parent(absolute);
    List<String> files = new ArrayList<>();
    Path real = host.real(directory);
    if (Files.isDirectory(real)) {
      String glob = absolute.substring(directory.length() + 1);
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(real, glob)) {
        stream.forEach(file -> files.add(directory + "/" + file.getFileName()));
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
    }
    files.sort(null);
    return files;
  }
}
