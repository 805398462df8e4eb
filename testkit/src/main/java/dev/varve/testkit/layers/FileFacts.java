package dev.varve.testkit.layers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * All that a layer can say of a file, as it is on the disk.
 *
 * @param type {@code f d l p c b}, and {@code w} for overlay's whiteout
 * @param body of a file its content, of a link its target, of a device its numbers
 * @param xattrs those of the user, by name without {@code user.}
 * @param opaque whether overlay takes the directory for opaque; no line tells it
 * @param inode the same for all names of one file
 */
record FileFacts(
    char type,
    int mode,
    long uid,
    long gid,
    Instant mtime,
    String body,
    Map<String, String> xattrs,
    boolean opaque,
    long inode) {

  private static final int TYPE_BITS = 0170000;
  private static final String OPAQUE = "overlay.opaque";
  private static final int SHOWN = 40;

  static FileFacts of(Path file) throws IOException {
    Stat stat = new Stat(Files.readAttributes(file, "unix:*", LinkOption.NOFOLLOW_LINKS));
    int mode = (int) stat.number("mode");
    long device = stat.number("rdev");
    char type = type(mode & TYPE_BITS, device);
    Map<String, String> xattrs = type == 'f' || type == 'd' ? xattrs(file) : new TreeMap<>();
    boolean opaque = xattrs.remove(OPAQUE) != null;
    return new FileFacts(
        type,
        mode & 07777,
        stat.number("uid") & 0xffff_ffffL,
        stat.number("gid") & 0xffff_ffffL,
        Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant(),
        body(file, type, device),
        xattrs,
        opaque,
        type == 'f' && stat.number("nlink") > 1 ? stat.number("ino") : 0);
  }

  private record Stat(Map<String, Object> values) {
    long number(String name) {
      return values.get(name) instanceof Number number ? number.longValue() : -1;
    }
  }

  private static char type(int bits, long device) {
    return switch (bits) {
      case 0100000 -> 'f';
      case 0040000 -> 'd';
      case 0120000 -> 'l';
      case 0010000 -> 'p';
      case 0020000 -> device == 0 ? 'w' : 'c';
      case 0060000 -> 'b';
      default -> '?';
    };
  }

  private static String body(Path file, char type, long device) throws IOException {
    return switch (type) {
      case 'f' -> "=" + content(Files.readAllBytes(file));
      case 'l' -> "->" + RawNames.ofTarget(Files.readSymbolicLink(file));
      case 'c', 'b' -> major(device) + ":" + minor(device);
      default -> "";
    };
  }

  private static String content(byte[] bytes) {
    if (bytes.length <= SHOWN) {
      return RawNames.escaped(bytes);
    }
    CRC32 sum = new CRC32();
    sum.update(bytes);
    return bytes.length + "#" + Long.toHexString(sum.getValue());
  }

  /** As glibc's makedev(3) lays them out. */
  private static long major(long device) {
    return ((device >> 8) & 0xfff) | ((device >> 32) & ~0xfffL);
  }

  private static long minor(long device) {
    return (device & 0xff) | ((device >> 12) & ~0xffL);
  }

  private static Map<String, String> xattrs(Path file) throws IOException {
    UserDefinedFileAttributeView view =
        Files.getFileAttributeView(
            file, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    Map<String, String> found = new TreeMap<>();
    try {
      for (String name : view.list()) {
        ByteBuffer value = ByteBuffer.allocate(view.size(name));
        view.read(name, value);
        found.put(name, RawNames.escaped(value.array()));
      }
    } catch (FileSystemException e) {
      // The file system has none.
    }
    return found;
  }

  FileFacts withMtime(Instant time) {
    return new FileFacts(type, mode, uid, gid, time, body, xattrs, opaque, inode);
  }

  private String time() {
    long seconds = mtime.getEpochSecond();
    int nanos = mtime.getNano();
    if (seconds == TarBytes.TIME && nanos == 0) {
      return "";
    }
    return " @" + seconds + (nanos == 0 ? "" : "+" + nanos);
  }

  /** One line; what {@link TarBytes} does without being told is left out. */
  String line(String path) {
    if (type == 'w') {
      return "w " + path;
    }
    StringBuilder line = new StringBuilder().append(type).append(' ');
    line.append(Integer.toOctalString(mode)).append(' ').append(path);
    if (!body.isEmpty()) {
      line.append(' ').append(body);
    }
    if (uid != 0 || gid != 0) {
      line.append(' ').append(uid).append(':').append(gid);
    }
    line.append(time());
    xattrs.forEach((name, value) -> line.append(' ').append(name).append('=').append(value));
    return line.toString();
  }
}
