package dev.varve.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.model.VarveException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ShellToolsTest {
  @TempDir private Path root;

  private void program(String path) throws IOException {
    ElfBytes.x86().write(root.resolve(path));
  }

  private void link(String path, String target) throws IOException {
    Files.createDirectories(root.resolve(path).getParent());
    Files.createSymbolicLink(root.resolve(path), Path.of(target));
  }

  private ShellTools tools(String path) {
    return new ShellTools(new HostFiles(root), path);
  }

  @Test
  void programs_ofMergedUsr_keepTheLinksThatLeadToThem() throws IOException {
    program("usr/bin/dash");
    program("usr/bin/mawk");
    link("bin", "usr/bin");
    link("usr/bin/sh", "dash");
    link("usr/bin/awk", "/etc/alternatives/awk");
    link("etc/alternatives/awk", "/usr/bin/mawk");
    ShellTools tools = tools("").require(List.of("sh", "awk"));
    assertEquals(Set.of("/usr/bin/dash", "/usr/bin/mawk"), tools.files());
    assertEquals(
        Map.of(
            "/bin",
            "usr/bin",
            "/usr/bin/sh",
            "dash",
            "/usr/bin/awk",
            "/etc/alternatives/awk",
            "/etc/alternatives/awk",
            "/usr/bin/mawk"),
        tools.links());
    assertEquals(2, tools.programs());
  }

  @Test
  void programs_thatAreOneFile_areTakenOnce() throws IOException {
    program("bin/busybox");
    link("bin/sh", "busybox");
    link("bin/sed", "/bin/busybox");
    ShellTools tools = tools("").require(List.of("sh", "sed"));
    assertEquals(Set.of("/bin/busybox"), tools.files());
    assertEquals(Map.of("/bin/sh", "busybox", "/bin/sed", "/bin/busybox"), tools.links());
  }

  @Test
  void program_fromElsewhereOnThePath_isLinkedWhereContainersLook() throws IOException {
    program("opt/tools/sh");
    ShellTools tools = tools("relative:/opt/tools").require(List.of("sh"));
    assertEquals(Set.of("/opt/tools/sh"), tools.files());
    assertEquals(Map.of("/usr/bin/sh", "/opt/tools/sh", "/bin/sh", "/opt/tools/sh"), tools.links());
  }

  @Test
  void programs_thatAreMissing_areAllNamed() throws IOException {
    program("bin/sh");
    Files.writeString(root.resolve("bin/awk"), "#!/bin/sh\n");
    link("bin/loop", "loop");
    VarveException failure =
        assertThrows(
            VarveException.class, () -> tools("").require(List.of("sh", "awk", "loop", "sed")));
    assertEquals("demo: not on this machine: awk, loop, sed", failure.getMessage());
    assertEquals(VarveException.Code.ENVIRONMENT, failure.code());
    assertEquals(1, tools("").prefer(List.of("sh", "sed")).programs());
  }

  @Test
  void rootfs_ofTheSameTools_hasTheSameBytes() throws IOException {
    program("usr/bin/dash");
    link("bin", "usr/bin");
    link("usr/bin/sh", "dash");
    byte[] first = rootfs("first.tar");
    Files.setLastModifiedTime(root.resolve("usr/bin/dash"), FileTime.fromMillis(1000));
    byte[] second = rootfs("second.tar");
    assertEquals(-1, Arrays.mismatch(first, second));
    assertTrue(first.length > 5 * 512);
  }

  private byte[] rootfs(String name) throws IOException {
    HostFiles host = new HostFiles(root);
    Path tar = root.resolve(name);
    long size = new BaseRootfs(host, tools("").require(List.of("sh"))).write(tar);
    byte[] bytes = Files.readAllBytes(tar);
    assertEquals(size, bytes.length);
    return bytes;
  }
}
