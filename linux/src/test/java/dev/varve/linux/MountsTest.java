package dev.varve.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountsTest {
  @TempDir Path temp;

  private Path dir(String name) throws IOException {
    return Files.createDirectories(temp.resolve(name));
  }

  private static byte[] b(String name) {
    return name.getBytes(UTF_8);
  }

  private OverlayOptions twoLayers() throws IOException {
    Files.writeString(dir("low/etc").resolve("hosts"), "low");
    Files.writeString(dir("low/etc").resolve("passwd"), "low");
    Files.writeString(dir("low/old").resolve("file"), "low");
    Files.writeString(dir("high/etc").resolve("hosts"), "high");
    List<Path> lowers = List.of(temp.resolve("low"), temp.resolve("high"));
    return OverlayOptions.writable(lowers, dir("upper"), dir("work"));
  }

  /** What a RUN does to a root, and what must be found in its upper directory. */
  private void changeAndCheck(Path root) throws IOException {
    assertEquals("high", Files.readString(root.resolve("etc/hosts")), "the higher layer wins");
    assertEquals("low", Files.readString(root.resolve("etc/passwd")));
    Files.delete(root.resolve("etc/passwd"));
    Files.delete(root.resolve("old/file"));
    Files.delete(root.resolve("old"));
    Files.createDirectory(root.resolve("old"));
    Files.writeString(root.resolve("etc/hosts"), "mine");
    try (Dir upper = Dir.open(temp.resolve("upper"));
        Dir etc = upper.openDir(b("etc"))) {
      FileStat whiteout = etc.stat(b("passwd"));
      assertTrue(whiteout.isCharDevice());
      assertEquals(0, whiteout.rdevMajor());
      assertEquals(0, whiteout.rdevMinor());
      assertEquals("y", new String(upper.xattr(b("old"), b("user.overlay.opaque")).get(), UTF_8));
      assertEquals("mine", Files.readString(temp.resolve("upper/etc/hosts")));
    }
  }

  @Test
  void overlay_ofTwoLayers_keepsEveryChangeInTheUpperDirectory() throws Throwable {
    Privilege.inOwnMounts(
        () -> {
          Path root = dir("root");
          Mounts.overlay(twoLayers().unsynced(), root, Set.of(MountFlag.NODEV));
          changeAndCheck(root);
          MountPoint mount = mountAt(root);
          assertEquals("overlay", mount.type());
          assertTrue(mount.options().contains("nodev"), mount.options());
          assertTrue(mount.superOptions().contains("volatile"), mount.superOptions());
          Mounts.unmount(root, false);
          assertEquals(0, count(root));
        });
    assertEquals("mine", Files.readString(temp.resolve("upper/etc/hosts")));
  }

  @Test
  void overlay_byOptionString_doesTheSame() throws Throwable {
    Privilege.inOwnMounts(
        () -> {
          Path root = dir("root");
          OverlayMount.mountByString(twoLayers().unsynced(), FileNames.bytes(root));
          changeAndCheck(root);
        });
  }

  @Test
  void overlay_ofManyLayersWithLongAndOddPaths_showsAll() throws Throwable {
    Privilege.inOwnMounts(
        () -> {
          List<Path> lowers = new ArrayList<>();
          for (int i = 0; i < 60; i++) {
            Path lower = dir("l,o:w\\e r" + "x".repeat(i % 2 == 0 ? 0 : 240) + i);
            Files.writeString(lower.resolve("f" + i), "x");
            Files.writeString(lower.resolve("top"), "" + i);
            lowers.add(lower);
          }
          Mounts.overlay(OverlayOptions.readOnly(lowers), dir("root"), Set.of());
          assertEquals(61, count(dir("root")));
          assertEquals("59", Files.readString(temp.resolve("root/top")));
        });
  }

  @Test
  void tmpfs_thatTheKernelRefuses_repeatsTheKernelsExplanation() throws Throwable {
    Privilege.inOwnMounts(
        () -> {
          Path root = dir("root");
          ErrnoException e =
              assertThrows(
                  ErrnoException.class, () -> Mounts.tmpfs(root, Set.of(), Map.of("size", "huge")));
          assertEquals(Errno.EINVAL, e.errno());
          assertTrue(message(e).contains("tmpfs on " + root), message(e));
          assertTrue(message(e).contains("Bad value for 'size'"), message(e));
        });
  }

  @Test
  void overlay_withTheWorkDirectoryElsewhere_isRefusedWithoutATrace() throws Throwable {
    Privilege.inOwnMounts(
        () -> {
          Mounts.tmpfs(dir("work"), Set.of(), Map.of());
          OverlayOptions options =
              OverlayOptions.writable(List.of(dir("low")), dir("upper"), dir("work"));
          ErrnoException e =
              assertThrows(
                  ErrnoException.class, () -> Mounts.overlay(options, dir("root"), Set.of()));
          assertEquals(Errno.EINVAL, e.errno());
          Mounts.unmount(dir("work"), false);
          assertTrue(
              MountPoint.all().stream().noneMatch(m -> m.path().startsWith(temp.toString())));
        });
  }

  @Test
  void mounts_ofAThread_areSeenByItsProcessesAndNobodyElse() throws Throwable {
    Path target = dir("target");
    Privilege.inOwnMounts(
        () -> {
          Mounts.tmpfs(target, Set.of(MountFlag.NOSUID), Map.of("size", "1m", "mode", "0751"));
          Files.writeString(target.resolve("file"), "hidden");
          assertTrue(FileSystems.of(target).isMemory());
          assertEquals(1 << 20, FileSystems.of(target).totalBytes());
          assertEquals(0751, Dir.open(target).stat().permissions());
          Process child = new ProcessBuilder("cat", target.resolve("file").toString()).start();
          assertEquals("hidden", new String(child.getInputStream().readAllBytes(), UTF_8));
          Privilege.onThread(() -> assertTrue(Files.exists(target.resolve("file"))));
          assertTrue(Namespaces.hasOwnMountNamespace());
        });
    assertFalse(Files.exists(target.resolve("file")));
    assertTrue(MountPoint.all().stream().noneMatch(m -> m.path().equals(target.toString())));
  }

  @Test
  void bind_readOnlyAndRecursive_refusesWritesBelowToo() throws Throwable {
    Privilege.inOwnMounts(
        () -> {
          Path source = dir("source");
          Mounts.tmpfs(dir("source/inner"), Set.of(), Map.of());
          Files.writeString(source.resolve("inner/file"), "x");
          Path target = dir("target");
          Mounts.bind(source, target, true, true);
          assertEquals("x", Files.readString(target.resolve("inner/file")));
          assertThrows(IOException.class, () -> Files.writeString(target.resolve("new"), "x"));
          assertThrows(
              IOException.class, () -> Files.writeString(target.resolve("inner/file"), "y"));
          Files.writeString(source.resolve("new"), "still writable");
          ErrnoException busy;
          try (Dir held = Dir.open(target)) {
            busy = assertThrows(ErrnoException.class, () -> Mounts.unmount(target, false));
            Mounts.unmount(target, true);
            assertTrue(held.find(b("new")).isPresent());
          }
          assertEquals(Errno.EBUSY, busy.errno());
          assertEquals(0, count(target));
          ErrnoException none =
              assertThrows(ErrnoException.class, () -> Mounts.unmount(target, false));
          assertEquals(Errno.EINVAL, none.errno());
        });
  }

  @Test
  void bind_ofAFile_byOldAndNewCalls() throws Throwable {
    Privilege.inOwnMounts(
        () -> {
          Path source = Files.writeString(temp.resolve("source"), "source");
          Path target = Files.writeString(temp.resolve("target"), "target");
          Mounts.bind(source, target, true, false);
          assertEquals("source", Files.readString(target));
          Mounts.unmount(target, false);
          Mounts.bindBefore512(FileNames.bytes(source), FileNames.bytes(target), true, false);
          assertEquals("source", Files.readString(target));
          assertThrows(IOException.class, () -> Files.writeString(target, "x"));
          Mounts.unmount(target, false);
          assertEquals("target", Files.readString(target));
        });
  }

  @Test
  void bind_intoARootThroughADescriptor_staysInTheRoot() throws Throwable {
    Privilege.inOwnMounts(
        () -> {
          Path outside = dir("outside");
          Path root = dir("root");
          Files.createDirectories(root.resolve(outside.toString().substring(1)));
          Files.createSymbolicLink(root.resolve("link"), outside);
          Path source = dir("source");
          Files.writeString(source.resolve("mounted"), "x");
          try (Dir opened = Dir.open(root);
              Dir target = opened.openDirInRoot(b("link"))) {
            Mounts.bind(source, target.descriptorPath(), false, false);
          }
          assertFalse(Files.exists(outside.resolve("mounted")));
          assertTrue(Files.exists(root.resolve(outside.toString().substring(1) + "/mounted")));
        });
  }

  @Test
  void proc_inAThread_showsThisProcess() throws Throwable {
    assumeFalse(
        Namespaces.inUserNamespace(),
        "a user namespace mounts proc in a pid namespace of its own only");
    Privilege.inOwnMounts(
        () -> {
          Path target = dir("proc");
          Mounts.proc(target);
          assertEquals(
              Long.toString(ProcessHandle.current().pid()),
              Files.readSymbolicLink(target.resolve("self")).toString());
          Mounts.restrict(target, Set.of(MountFlag.READ_ONLY), false);
          assertTrue(FileSystems.of(target).isReadOnly());
        });
  }

  @Test
  void deleteTree_aboveAMount_stopsBeforeIt() throws Throwable {
    Privilege.inOwnMounts(
        () -> {
          Path mounted = dir("tree/sub/mounted");
          Files.writeString(dir("precious").resolve("file"), "precious");
          Mounts.bind(temp.resolve("precious"), mounted, false, false);
          try (Dir dir = Dir.open(temp)) {
            ErrnoException e = assertThrows(ErrnoException.class, () -> dir.deleteTree(b("tree")));
            assertEquals(Errno.EXDEV, e.errno());
          }
          assertEquals("precious", Files.readString(temp.resolve("precious/file")));
        });
  }

  @Test
  void unshareMounts_onAVirtualThread_isRefused() throws Exception {
    List<Throwable> thrown = new ArrayList<>();
    Thread.ofVirtual()
        .start(
            () -> thrown.add(assertThrows(IllegalStateException.class, Namespaces::unshareMounts)))
        .join();
    assertEquals(1, thrown.size());
  }

  private static int count(Path directory) throws IOException {
    try (Dir dir = Dir.open(directory)) {
      return dir.list().size();
    }
  }

  private static String message(Throwable e) {
    return String.valueOf(e.getMessage());
  }

  private static MountPoint mountAt(Path path) throws IOException {
    return MountPoint.all().stream()
        .filter(mount -> mount.path().equals(path.toString()))
        .findFirst()
        .orElseThrow();
  }
}
