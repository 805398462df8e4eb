package dev.varve.build.context;

import static dev.varve.build.context.ContextFixture.b;
import static dev.varve.build.context.ContextFixture.paths;
import static dev.varve.build.context.ContextFixture.selection;
import static dev.varve.build.context.ContextFixture.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.ZstdOutputStream;
import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.model.Digest;
import dev.varve.model.VarveException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveContextTest {
  private static final String DOCKERFILE = "FROM scratch\nCOPY . /\n";

  @TempDir Path temp;
  private ContextFixture fixture;

  @BeforeEach
  void open() throws IOException {
    fixture = new ContextFixture(temp);
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
    try (Stream<Path> left = Files.walk(temp.resolve("store"))) {
      assertTrue(left.noneMatch(path -> path.endsWith("context.tar")), "no scratch file stays");
    }
  }

  private interface Wrapper {
    OutputStream wrap(OutputStream out) throws IOException;
  }

  private static void add(TarArchiveOutputStream tar, TarArchiveEntry entry, String content)
      throws IOException {
    entry.setSize(content.length());
    tar.putArchiveEntry(entry);
    tar.write(b(content));
    tar.closeArchiveEntry();
  }

  private static byte[] tar(Wrapper wrapper, String... extraNames) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(wrapper.wrap(bytes))) {
      add(tar, new TarArchiveEntry("./Dockerfile"), DOCKERFILE);
      add(tar, new TarArchiveEntry("./.dockerignore"), "*\n");
      TarArchiveEntry script = new TarArchiveEntry("bin/run.sh");
      script.setIds(1234, 77);
      script.setMode(04755);
      add(tar, script, "#!/bin/sh\n");
      TarArchiveEntry hard = new TarArchiveEntry("bin/again", TarConstants.LF_LINK);
      hard.setLinkName("bin/run.sh");
      hard.setIds(1234, 77);
      hard.setMode(04755);
      tar.putArchiveEntry(hard);
      tar.closeArchiveEntry();
      TarArchiveEntry link = new TarArchiveEntry("sh", TarConstants.LF_SYMLINK);
      link.setLinkName("/bin/run.sh");
      tar.putArchiveEntry(link);
      tar.closeArchiveEntry();
      for (String name : extraNames) {
        add(tar, new TarArchiveEntry(name, true), "extra");
      }
    }
    return bytes.toByteArray();
  }

  private static InputStream stream(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }

  @Test
  void archive_compressedOrNot_isTheSameContext() throws Exception {
    Map<String, Wrapper> wrappers =
        Map.of(
            "plain", out -> out,
            "gz", GZIPOutputStream::new,
            "bz2", BZip2CompressorOutputStream::new,
            "xz", XZCompressorOutputStream::new,
            "zst", ZstdOutputStream::new);
    Digest expected = null;
    for (Map.Entry<String, Wrapper> wrapper : wrappers.entrySet()) {
      Path file = Files.write(temp.resolve("context." + wrapper.getKey()), tar(wrapper.getValue()));
      ContextSource source = ContextSource.of(file.toString(), InputStream.nullInputStream());
      ContextSettings settings = new ContextSettings(fixture.store, fixture.later, true);
      try (BuildContext context =
          BuildContext.open(source, new DockerfileSource.Default(), settings)) {
        assertEquals(DOCKERFILE, new String(context.dockerfile().bytes(), UTF_8));
        assertEquals(
            List.of("", ".dockerignore", "Dockerfile", "bin", "bin/again", "bin/run.sh", "sh"),
            paths(context),
            "Docker does not apply the ignore file of an archive");
        Digest key = selection(context, ".").digest(Keying.MODES_AND_OWNERS);
        assertEquals(expected == null ? key : expected, key, wrapper.getKey());
        expected = key;
      }
    }
  }

  @Test
  void entries_keepOwnersModesAndLinks() throws Exception {
    try (BuildContext context =
        fixture.stream(stream(tar(out -> out)), new DockerfileSource.Default())) {
      ContextTree tree = context.tree();
      ContextSelection all = selection(context, ".");
      Digest key = all.digest(Keying.MODES_AND_OWNERS);
      assertEquals(
          Map.of(EntryPath.of("bin/run.sh"), EntryPath.of("bin/again")),
          all.hardlinks(all.sources().getFirst()));
      for (String name : List.of("bin/run.sh", "bin/again")) {
        ContextEntry entry = tree.find(EntryPath.of(name)).orElseThrow();
        assertEquals(EntryType.FILE, entry.type());
        assertEquals(1234, entry.uid());
        assertEquals(77, entry.gid());
        assertEquals(04755, entry.mode());
        assertEquals(10, entry.size());
        assertArrayEquals(b("#!/bin/sh\n"), entry.open().readAllBytes());
        assertEquals(Digest.sha256Of(b("#!/bin/sh\n")), entry.digest());
      }
      assertNotEquals(key, all.digest(Keying.MODES));
      assertEquals("bin/run.sh", tree.select("sh").getFirst().entry().path().toString());
      assertEquals(4, tree.totals().files() - 1);
      assertTrue(
          context
              .missing(EntryPath.of("bin/rum.sh"))
              .similar()
              .contains(EntryPath.of("bin/run.sh")));
    }
  }

  @Test
  void archive_thatWouldEscape_isRefusedAndLeavesNothing() throws Exception {
    byte[] hostile = tar(out -> out, "../../escaped");
    VarveException e =
        assertThrows(
            VarveException.class,
            () -> fixture.stream(stream(hostile), new DockerfileSource.Default()));
    assertEquals(VarveException.Code.USAGE, e.code());
    assertTrue(e.text().contains("standard input"), e.text());
    assertTrue(Files.notExists(temp.resolve("escaped")));
  }

  @Test
  void archive_thatIsCutOffOrDamaged_isRefused() throws Exception {
    byte[] whole = tar(GZIPOutputStream::new);
    byte[] cut = java.util.Arrays.copyOf(whole, whole.length / 2);
    assertThrows(
        VarveException.class, () -> fixture.stream(stream(cut), new DockerfileSource.Default()));
  }

  @Test
  void dockerfile_inAnArchive_isFoundByItsPathThere() throws Exception {
    byte[] tar = tar(out -> out, "docker/Other", "dockerfile");
    try (BuildContext context =
        fixture.stream(stream(tar), new DockerfileSource.File("docker/Other"))) {
      assertEquals("extra", new String(context.dockerfile().bytes(), UTF_8));
      assertEquals("docker/Other", context.dockerfile().name());
    }
    for (String absent : List.of("docker/Absent", "../Dockerfile", "bin")) {
      VarveException e =
          assertThrows(
              VarveException.class,
              () -> fixture.stream(stream(tar), new DockerfileSource.File(absent)));
      assertEquals(VarveException.Code.DOCKERFILE, e.code());
      assertTrue(e.text().contains(absent), e.text());
    }
  }

  @Test
  void standardInput_thatIsNoArchive_isADockerfileWithoutFiles() throws Exception {
    for (String dockerfile :
        List.of("FROM scratch\n", "# " + "x".repeat(3000) + "\nFROM scratch\n", "")) {
      try (BuildContext context =
          fixture.stream(text(dockerfile), new DockerfileSource.Default())) {
        assertEquals(dockerfile, new String(context.dockerfile().bytes(), UTF_8));
        assertEquals(List.of(""), paths(context));
        assertEquals(List.of(), context.tree().select("file"));
      }
    }
    VarveException e =
        assertThrows(
            VarveException.class,
            () -> fixture.stream(text("x"), new DockerfileSource.Stream(text("y"))));
    assertEquals(VarveException.Code.USAGE, e.code());
  }

  @Test
  void dockerfile_ofADirectoryContext_isFoundWhereverItIs() throws Exception {
    fixture.file(".dockerignore", "a\n");
    fixture.file("a", "");
    fixture.file("b", "");
    ContextSettings settings = new ContextSettings(fixture.store, fixture.later, true);
    Path outside = Files.writeString(temp.resolve("Other"), "FROM outside\n");
    try (BuildContext context =
        fixture.open(new DockerfileSource.File(outside.toString()), settings)) {
      assertEquals("FROM outside\n", new String(context.dockerfile().bytes(), UTF_8));
      assertEquals(List.of("", ".dockerignore", "Dockerfile", "b"), paths(context));
    }
    Files.writeString(temp.resolve("Other.dockerignore"), "b\nDocker*\n.docker*\n");
    try (BuildContext context =
        fixture.open(new DockerfileSource.File(outside.toString()), settings)) {
      assertEquals(List.of("", "a"), paths(context), "it wins outright");
      assertEquals(temp.resolve("Other.dockerignore"), context.ignoreFile().path().orElseThrow());
    }
    try (BuildContext context =
        fixture.open(new DockerfileSource.Stream(text("FROM stdin\n")), settings)) {
      assertEquals("FROM stdin\n", new String(context.dockerfile().bytes(), UTF_8));
      assertEquals(List.of("", ".dockerignore", "Dockerfile", "b"), paths(context));
    }
    Files.move(fixture.root.resolve("Dockerfile"), fixture.root.resolve("dockerfile"));
    try (BuildContext context = fixture.open()) {
      assertTrue(context.dockerfile().name().endsWith("/dockerfile"));
    }
    Files.delete(fixture.root.resolve("dockerfile"));
    VarveException e = assertThrows(VarveException.class, () -> fixture.open());
    assertEquals(VarveException.Code.DOCKERFILE, e.code());
    assertTrue(e.text().contains("there is no Dockerfile at " + fixture.root), e.text());
  }

  @Test
  void contextArgument_thatIsNothing_saysSo() {
    InputStream in = InputStream.nullInputStream();
    VarveException missing =
        assertThrows(VarveException.class, () -> ContextSource.of(temp + "/absent", in));
    assertEquals(VarveException.Code.USAGE, missing.code());
    VarveException url =
        assertThrows(
            VarveException.class, () -> ContextSource.of("https://u:secret@host/x.git", in));
    assertEquals(VarveException.Code.UNSUPPORTED, url.code());
    assertTrue(!url.text().contains("secret") && url.text().contains("host/x.git"), url.text());
  }
}
