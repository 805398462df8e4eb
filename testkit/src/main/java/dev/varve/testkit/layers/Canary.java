package dev.varve.testkit.layers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Map;
import java.util.TreeMap;

/**
 * Files around a root that nobody may touch: a file, a setuid one, a closed directory, links, a
 * pipe. Whoever writes, renames, links, or changes modes, owners, times or attributes changes a
 * status, and nothing can set a status' change time back.
 */
public final class Canary {
  private final Path directory;
  private final Path inside;
  private final Map<String, String> before;

  private Canary(Path directory, Path inside) throws IOException {
    this.directory = directory;
    this.inside = inside;
    this.before = facts();
  }

  /** Plants one in an empty directory whose path is plain ASCII. */
  public static Canary plant(Path directory) throws IOException {
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Files.writeString(outside.resolve("file"), "canary\n");
    Files.writeString(outside.resolve("setuid"), "canary\n");
    Files.setAttribute(outside.resolve("setuid"), "unix:mode", 04750);
    Files.createLink(outside.resolve("hard"), outside.resolve("file"));
    Files.createSymbolicLink(outside.resolve("link"), Path.of("file"));
    Files.createSymbolicLink(outside.resolve("dangling"), Path.of("nothing"));
    Path dir = Files.createDirectory(outside.resolve("dir"));
    Files.writeString(dir.resolve("below"), "canary\n");
    Files.setLastModifiedTime(outside.resolve("file"), FileTime.fromMillis(1_111_111_111_111L));
    Files.getFileAttributeView(outside.resolve("file"), UserDefinedFileAttributeView.class)
        .write("canary", StandardCharsets.US_ASCII.encode("sings"));
    pipe(outside.resolve("fifo"));
    Path inside = Files.createDirectories(directory.resolve("a/b/inside"));
    return new Canary(directory, inside);
  }

  private static void pipe(Path path) throws IOException {
    Process made = new ProcessBuilder("mkfifo", path.toString()).start();
    try {
      if (made.waitFor() != 0) {
        throw new IOException("mkfifo " + path);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** The directory in which everything may happen. */
  public Path inside() {
    return inside;
  }

  /** What to aim at: the path of the planted files without its leading slash. */
  public String target() {
    return directory.resolve("outside").toAbsolutePath().toString().substring(1);
  }

  /** Fails if anything outside is not as it was. */
  public void check() throws IOException {
    Map<String, String> now = facts();
    if (!now.equals(before)) {
      Map<String, String> changed = new TreeMap<>(now);
      changed.entrySet().removeAll(before.entrySet());
      Map<String, String> gone = new TreeMap<>(before);
      gone.keySet().removeAll(now.keySet());
      throw new AssertionError("outside of the root: changed " + changed + ", gone " + gone);
    }
  }

  private Map<String, String> facts() throws IOException {
    Map<String, String> facts = new TreeMap<>();
    collect(directory, facts);
    return facts;
  }

  private void collect(Path at, Map<String, String> facts) throws IOException {
    Map<String, Object> stat = Files.readAttributes(at, "unix:*", LinkOption.NOFOLLOW_LINKS);
    StringBuilder text = new StringBuilder();
    for (String name : new String[] {"mode", "ino", "nlink", "uid", "gid", "size", "rdev"}) {
      text.append(name).append('=').append(stat.get(name)).append(' ');
    }
    text.append(stat.get("lastModifiedTime")).append(' ').append(stat.get("ctime"));
    facts.put(directory.relativize(at).toString(), text.toString());
    if (Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(at)) {
        for (Path each : entries) {
          if (!each.equals(inside)) {
            collect(each, facts);
          }
        }
      }
    }
  }
}
