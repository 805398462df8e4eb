package dev.varve.testkit.tree;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Random;

/** Edits of one file's content or metadata; each says what it did. */
final class FileEdits {
  /** Empty ones, tiny ones, around a tar's block, and some that take several reads. */
  private static final int[] SIZES = {0, 0, 1, 7, 100, 511, 512, 513, 3000, 70_000};

  private static final int[] MODES = {
    0644, 0600, 0755, 0700, 0400, 0666, 0777, 04755, 02755, 01777, 07777, 0444, 0611
  };

  private final Path root;
  private final Random random;

  FileEdits(Path root, Random random) {
    this.root = root;
    this.random = random;
  }

  /** Bytes of some size; often the same ones as elsewhere. */
  byte[] content() {
    int size = SIZES[random.nextInt(SIZES.length)];
    byte[] bytes = new byte[size];
    new Random(random.nextInt(random.nextBoolean() ? 3 : 1000)).nextBytes(bytes);
    return bytes;
  }

  String name(Path path) {
    return root.relativize(path).toString();
  }

  String chmod(Path path) throws IOException {
    int mode = MODES[random.nextInt(MODES.length)];
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      mode |= 0700; // only root goes into others, and not every test runs as root
    }
    mode |= 0400;
    Files.setAttribute(path, "unix:mode", mode);
    return "chmod " + Integer.toOctalString(mode) + " " + name(path);
  }

  String date(Path path) throws IOException {
    FileTime time = Times.random(random);
    Times.set(path, time);
    return "date " + time + " " + name(path);
  }

  /** Other bytes, as many as before; then perhaps the old time again, so that only ctime tells. */
  String sameSize(Path path) throws IOException {
    FileTime before = Times.of(path);
    long size = Files.size(path);
    if (size == 0) {
      return "same size of an empty file: " + name(path);
    }
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      long at = random.nextLong(size);
      file.seek(at);
      int was = file.read();
      file.seek(at);
      file.write(was + 1);
    }
    boolean restored = random.nextBoolean();
    if (restored) {
      Times.set(path, before);
    }
    return "same size" + (restored ? " and time " : " ") + name(path);
  }

  String grow(Path path) throws IOException {
    byte[] more = content();
    Files.write(path, more, StandardOpenOption.APPEND);
    return "grow by " + more.length + " " + name(path);
  }

  String shrink(Path path) throws IOException {
    long size = Files.size(path);
    long left = size == 0 ? 0 : random.nextLong(size);
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(left);
    }
    return "shrink to " + left + " " + name(path);
  }

  String rewrite(Path path) throws IOException {
    byte[] bytes = content();
    Files.write(path, bytes);
    return "write " + bytes.length + " " + name(path);
  }

  static boolean hasOtherNames(Path path) {
    try {
      return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
          && (int) Files.getAttribute(path, "unix:nlink", LinkOption.NOFOLLOW_LINKS) > 1;
    } catch (IOException e) {
      return false;
    }
  }

  /** As editors save: another file takes the name, here of the same size and time. */
  String save(Path path) throws IOException {
    FileTime before = Times.of(path);
    byte[] bytes = Files.readAllBytes(path);
    boolean changed = bytes.length > 0 && random.nextBoolean();
    if (changed) {
      bytes[random.nextInt(bytes.length)]++;
    }
    int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
    Path other = path.resolveSibling(".saving");
    Files.write(other, bytes);
    Files.setAttribute(other, "unix:mode", mode);
    Times.set(other, before);
    Files.move(other, path, StandardCopyOption.ATOMIC_MOVE);
    return "save " + (changed ? "changed " : "unchanged ") + name(path);
  }
}
