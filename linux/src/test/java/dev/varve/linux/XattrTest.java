package dev.varve.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class XattrTest {
  @TempDir Path temp;

  private static byte[] b(String text) {
    return text.getBytes(UTF_8);
  }

  @Test
  void userAttribute_ofAFile_isSetListedReadAndRemoved() throws Exception {
    Files.writeString(temp.resolve("file"), "x");
    byte[] value = new byte[3000];
    value[17] = 5;
    try (Dir dir = Dir.open(temp)) {
      assertTrue(dir.xattrs(b("file")).isEmpty());
      dir.setXattr(b("file"), b("user.big"), value);
      dir.setXattr(b("file"), b("user.empty"), new byte[0]);
      assertEquals(2, dir.xattrs(b("file")).size());
      assertArrayEquals(value, dir.xattr(b("file"), b("user.big")).orElseThrow());
      assertEquals(0, dir.xattr(b("file"), b("user.empty")).orElseThrow().length);
      assertTrue(dir.xattr(b("file"), b("user.none")).isEmpty());
      dir.removeXattr(b("file"), b("user.big"));
      assertEquals("user.empty", new String(dir.xattrs(b("file")).getFirst(), UTF_8));
      ErrnoException e =
          assertThrows(ErrnoException.class, () -> dir.removeXattr(b("file"), b("user.big")));
      assertEquals(Errno.ENODATA, e.errno());
    }
  }

  @Test
  void attribute_ofASymlink_belongsToTheLinkAndNotToItsTarget() throws Exception {
    assumeTrue(
        Credentials.has(Capability.SYS_ADMIN) && !Namespaces.inUserNamespace(),
        "needs root: only trusted attributes can be set on a symlink");
    Files.writeString(temp.resolve("file"), "x");
    Files.createSymbolicLink(temp.resolve("link"), Path.of("file"));
    try (Dir dir = Dir.open(temp)) {
      dir.setXattr(b("link"), b("trusted.varve"), b("of the link"));
      assertEquals(
          "of the link", new String(dir.xattr(b("link"), b("trusted.varve")).get(), UTF_8));
      assertTrue(dir.xattrs(b("file")).isEmpty());
      assertEquals(1, dir.xattrs(b("link")).size());
      byte[] capability = {1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
      dir.setXattr(b("file"), b("security.capability"), capability);
      assertArrayEquals(capability, dir.xattr(b("file"), b("security.capability")).orElseThrow());
    }
  }
}
