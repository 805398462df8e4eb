package dev.varve.build.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.Bytes;
import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.archive.RootView;
import dev.varve.model.Digest;
import dev.varve.runtime.user.ImageUsers.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CopyStagingTest {
  private final FakeTree source = new FakeTree();
  private final LayerIndex.Builder below = new LayerIndex.Builder();

  private static CopySpec spec(String destination, String... sources) {
    return new CopySpec(
        List.of(sources),
        List.of(),
        destination,
        Optional.empty(),
        Optional.empty(),
        false,
        List.of(),
        false);
  }

  /** What lands where: {@code type mode owner path}, files with the path of their origin. */
  private List<String> stage(CopySpec spec) throws Exception {
    TargetTree target = new TargetTree(new RootView(List.of(below.build())));
    new CopyStaging(spec, source, target, (tree, file) -> Optional.empty()).run();
    target.addParents();
    List<String> lines = new ArrayList<>();
    for (StagedEntry each : target.staged()) {
      LayerEntry entry = each.entry();
      String what =
          switch (entry.type()) {
            case DIRECTORY -> "d";
            case SYMLINK -> "l>" + entry.linkTarget();
            case HARDLINK -> "h>" + entry.linkTarget();
            default -> "f";
          };
      String origin = entry.type() == EntryType.FILE ? " <" + each.origin() : "";
      lines.add(
          what
              + " "
              + Integer.toOctalString(entry.mode())
              + " "
              + entry.uid()
              + ":"
              + entry.gid()
              + " /"
              + entry.path()
              + origin);
    }
    return lines;
  }

  private void lower(LayerEntry entry) throws Exception {
    below.add(entry);
  }

  private static LayerEntry directory(String path, int mode) {
    return LayerEntry.directory(EntryPath.of(path), mode);
  }

  private static LayerEntry link(String path, String target) {
    return LayerEntry.symlink(EntryPath.of(path), Bytes.of(target));
  }

  @Test
  void stage_fileToName_takesTheName() throws Exception {
    source.file("a", 0640);
    assertEquals(List.of("d 755 0:0 /x", "f 640 0:0 /x/y <a"), stage(spec("/x/y", "a")));
  }

  @Test
  void stage_fileToSlash_isPutIntoTheDirectory() throws Exception {
    source.file("s/a", 0644);
    assertEquals(List.of("d 755 0:0 /x", "f 644 0:0 /x/a <s/a"), stage(spec("/x/", "s/a")));
  }

  @Test
  void stage_fileToExistingDirectory_isPutIntoItAndParentsKeepTheirMetadata() throws Exception {
    source.file("a", 0644);
    lower(directory("tmp", 01777).withOwner(3, 4));
    assertEquals(List.of("d 1777 3:4 /tmp", "f 644 0:0 /tmp/a <a"), stage(spec("/tmp", "a")));
  }

  @Test
  void stage_directory_contentsAreCopied() throws Exception {
    source.directory("s", 0750);
    source.file("s/a", 0644);
    source.directory("s/d", 0700);
    source.file("s/d/b", 0600);
    assertEquals(
        List.of("d 755 0:0 /x", "f 644 0:0 /x/a <s/a", "d 700 0:0 /x/d", "f 600 0:0 /x/d/b <s/d/b"),
        stage(spec("/x", "s")));
  }

  @Test
  void stage_directoryOntoExisting_topKeepsItsMetadataSubdirectoriesDoNot() throws Exception {
    source.directory("s", 0750);
    source.directory("s/d", 0700);
    source.file("s/d/b", 0600);
    lower(directory("x", 0711));
    lower(directory("x/d", 0777));
    assertEquals(
        List.of("d 711 0:0 /x", "d 700 0:0 /x/d", "f 600 0:0 /x/d/b <s/d/b"),
        stage(spec("/x/", "s/")));
  }

  @Test
  void stage_linksInDestination_followedInsideTheRoot() throws Exception {
    source.file("a", 0644);
    lower(directory("real", 0755));
    lower(link("way", "../../../real"));
    lower(link("deep", "/way/sub"));
    assertEquals(
        List.of("d 755 0:0 /real", "d 755 0:0 /real/sub", "f 644 0:0 /real/sub/a <a"),
        stage(spec("/deep/", "a")));
  }

  @Test
  void stage_leafLink_isReplacedWhenPutIntoADirectory() throws Exception {
    source.file("f", 0644);
    lower(directory("d", 0755));
    lower(link("d/f", "/etc/passwd"));
    assertEquals(List.of("d 755 0:0 /d", "f 644 0:0 /d/f <f"), stage(spec("/d/", "f")));
  }

  @Test
  void stage_linkLoop_refused() throws Exception {
    source.file("f", 0644);
    lower(link("a", "b"));
    lower(link("b", "a"));
    ArchiveException e = assertThrows(ArchiveException.class, () -> stage(spec("/a/x", "f")));
    assertTrue(String.valueOf(e.getMessage()).contains("too many symbolic links"));
  }

  @Test
  void stage_sourceLinkNamed_isFollowedLinksInsideAreNot() throws Exception {
    source.file("real/f", 0644);
    source.link("alias", "/real");
    source.link("real/l", "f");
    assertEquals(
        List.of("d 755 0:0 /x", "f 644 0:0 /x/f <real/f", "l>f 777 0:0 /x/l"),
        stage(spec("/x", "alias")));
  }

  @Test
  void stage_wildcards_matchWithinOneComponent() throws Exception {
    source.file("a.js", 0644);
    source.file("b.js", 0644);
    source.file("d/c.js", 0644);
    source.file("e.txt", 0644);
    assertEquals(
        List.of("d 755 0:0 /x", "f 644 0:0 /x/a.js <a.js", "f 644 0:0 /x/b.js <b.js"),
        stage(spec("/x/", "*.js")));
    assertEquals(
        List.of("d 755 0:0 /x", "f 644 0:0 /x/c.js <d/c.js"), stage(spec("/x/", "?/*.js")));
    assertEquals(List.of(), stage(spec("/x/", "*.none")));
  }

  @Test
  void stage_missingSource_saysWhatIsNear() throws Exception {
    source.file("package.json", 0644);
    var e = assertThrows(Selection.MissingException.class, () -> stage(spec("/x/", "packge.json")));
    assertEquals("\"packge.json\" is not there", e.getMessage());
    var outside =
        assertThrows(Selection.MissingException.class, () -> stage(spec("/x/", "../other")));
    assertTrue(String.valueOf(outside.getMessage()).contains("outside of the build context"));
  }

  @Test
  void stage_conflicts_refusedByName() throws Exception {
    source.file("f", 0644);
    source.directory("s", 0755);
    source.directory("s/f", 0755);
    lower(directory("d", 0755));
    lower(directory("d/f", 0755));
    lower(LayerEntry.file(EntryPath.of("plain"), 0644, 0).withDigest(Digest.sha256Of(new byte[0])));
    assertThrows(ArchiveException.class, () -> stage(spec("/d/", "f")));
    assertThrows(ArchiveException.class, () -> stage(spec("/plain/x", "f")));
    assertThrows(ArchiveException.class, () -> stage(spec("/plain", "s")));
  }

  @Test
  void stage_owner_onCopiedAndMade() throws Exception {
    source.directory("s", 0750);
    source.file("s/a", 0644);
    source.link("s/l", "a");
    CopySpec spec =
        new CopySpec(
            List.of("s"),
            List.of(),
            "/p/q",
            Optional.of(new Owner(5, 6)),
            Optional.of(FileMode.parse("2711")),
            false,
            List.of(),
            false);
    assertEquals(
        List.of("d 711 5:6 /p", "d 711 5:6 /p/q", "f 2711 5:6 /p/q/a <s/a", "l>a 777 5:6 /p/q/l"),
        stage(spec));
  }

  @Test
  void stage_hardlinks_keptWithinOneCopy() throws Exception {
    source.file("a", 0644);
    source.hardlink("b", "a");
    assertEquals(
        List.of("d 755 0:0 /x", "f 644 0:0 /x/a <a", "h>x/a 644 0:0 /x/b"), stage(spec("/x", ".")));
  }

  @Test
  void stage_parentsAndExclude_takeWhatTheySay() throws Exception {
    source.directory("src", 0701);
    source.file("src/app/main.js", 0644);
    source.file("src/app/main.test.js", 0644);
    source.file("src/lib/x.js", 0644);
    CopySpec parents =
        new CopySpec(
            List.of("src/*/main*"),
            List.of(),
            "/x/",
            Optional.empty(),
            Optional.empty(),
            true,
            List.of("**/*.test.js"),
            false);
    assertEquals(
        List.of(
            "d 755 0:0 /x",
            "d 701 0:0 /x/src",
            "d 755 0:0 /x/src/app",
            "f 644 0:0 /x/src/app/main.js <src/app/main.js"),
        stage(parents));
  }

  @Test
  void digest_changes_withEverythingButTimes() throws Exception {
    source.file("s/a", 0644);
    Digest first = new FilesDigest(source, spec("/x", "s")).compute();
    source.touch("s/a");
    assertEquals(first, new FilesDigest(source, spec("/x", "s")).compute());
    source.file("s/a", 0755);
    Digest mode = new FilesDigest(source, spec("/x", "s")).compute();
    assertNotEquals(first, mode);
    source.write("s/a", "other");
    Digest content = new FilesDigest(source, spec("/x", "s")).compute();
    assertNotEquals(mode, content);
    source.file("s/b", 0644);
    assertNotEquals(content, new FilesDigest(source, spec("/x", "s")).compute());
  }
}
