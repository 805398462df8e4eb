package dev.varve.build.context;

import static dev.varve.build.context.ContextFixture.selection;
import static dev.varve.build.context.ContextFixture.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.linux.FileSystemInfo;
import dev.varve.model.Digest;
import dev.varve.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the stat of a file is believed to show every change. */
class StatTrustTest {
  private static final long EXT4 = 0xEF53;
  private static final long OVERLAY = 0x794c7630;
  private static final long TMPFS = 0x01021994;

  /** No other file system is as small, so this one can be told from them. */
  private static final long MOUNT_SIZE = 1 << 20;

  @TempDir Path temp;
  private ContextFixture fixture;

  @BeforeEach
  void open() throws IOException {
    fixture = new ContextFixture(temp);
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  private static FileSystemInfo fileSystem(long type) {
    return new FileSystemInfo(type, 0, 0, 0, 0, 0);
  }

  /** NFS, SMB, CIFS, SMB2, 9p, Ceph, AFS; vboxsf, vmhgfs, prl_fs; Lustre, GPFS; FUSE, virtiofs. */
  @ParameterizedTest
  @ValueSource(
      longs = {
        0x6969,
        0x517B,
        0xFF534D42L,
        0xFE534D42L,
        0x01021997,
        0x00C36400,
        0x5346414F,
        0x786F4256,
        0xBACBACBCL,
        0x7C7C6673,
        0x0BD00BD0,
        0x47504653,
        0x65735546
      })
  void stat_whereOthersMayChangeFiles_provesNothing(long type) {
    assertFalse(DirectoryContext.provesChanges(fileSystem(type)));
  }

  @ParameterizedTest
  @ValueSource(longs = {EXT4, OVERLAY, TMPFS, 0x58465342, 0x9123683E})
  void stat_onThisMachine_provesChanges(long type) {
    assertTrue(DirectoryContext.provesChanges(fileSystem(type)));
  }

  /** Builds with the index; whether any file was read. */
  private boolean reads(ContextScan.Trust trust) throws IOException, InterruptedException {
    try (BuildContext context =
        new DirectoryContext(
            fixture.root,
            DockerfileText.read("Dockerfile", text("FROM scratch")),
            IgnoreFile.find(fixture.root, null),
            new ContextSettings(fixture.store, fixture.later, true),
            trust)) {
      Digest key = selection(context, ".").digest(Keying.MODES_AND_OWNERS);
      assertEquals(keyOfAll(), key);
      return ((DirectoryContents) context.tree().contents()).hasRead();
    }
  }

  private Digest keyOfAll() throws IOException, InterruptedException {
    ContextSettings nothingRemembered = new ContextSettings(fixture.store, fixture.later, false);
    try (BuildContext context = fixture.open(new DockerfileSource.Default(), nothingRemembered)) {
      return selection(context, ".").digest(Keying.MODES_AND_OWNERS);
    }
  }

  @Test
  void context_onFileSystemThatProvesNothing_isReadEveryTime()
      throws IOException, InterruptedException {
    fixture.file("file", "content");
    assertTrue(reads(_ -> true));
    assertFalse(reads(_ -> true));
    assertTrue(reads(_ -> false));
    assertTrue(reads(_ -> false));
  }

  @Test
  void directory_onMountThatProvesNothing_isReadEveryTime()
      throws IOException, InterruptedException {
    Requires.root();
    fixture.file("beside/file", "trusted");
    Path mounted = Files.createDirectories(fixture.root.resolve("mounted"));
    run("mount", "-t", "tmpfs", "-o", "size=" + MOUNT_SIZE, "none", mounted.toString());
    try {
      fixture.file("mounted/deeper/file", "not trusted");
      ContextScan.Trust local = fileSystem -> fileSystem.totalBytes() != MOUNT_SIZE;
      assertTrue(reads(_ -> true));
      assertFalse(reads(_ -> true), "the device alone is no reason");
      assertTrue(reads(local));
      assertTrue(reads(local), "whatever the last build remembered");
    } finally {
      run("umount", "-l", mounted.toString());
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    assertEquals(
        0, new ProcessBuilder(command).inheritIO().start().waitFor(), () -> "" + List.of(command));
  }
}
