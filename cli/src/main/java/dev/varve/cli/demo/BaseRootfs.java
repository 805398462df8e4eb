package dev.varve.cli.demo;

import dev.varve.archive.Bytes;
import dev.varve.archive.EntryPath;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.tar.TarWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The root file system of the demo's base image, as a tar. The same tools give the same bytes. */
final class BaseRootfs {
  private static final String PASSWD =
      "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/bin/false\n";
  private static final String GROUP = "root:x:0:\nnogroup:x:65534:\n";

  private final Map<EntryPath, Member> members = new TreeMap<>();

  /** An entry, and what opens its content. */
  private record Member(LayerEntry entry, Content content) {}

  @FunctionalInterface
  private interface Content {
    InputStream open() throws IOException;
  }

  /** The tools with the few files and directories that every system has. */
  BaseRootfs(HostFiles host, ShellTools tools) throws IOException {
    for (String path : tools.files()) {
      Path file = host.real(path);
      add(LayerEntry.file(path(path), 0755, Files.size(file)), () -> Files.newInputStream(file));
    }
    tools.links().forEach((path, target) -> add(LayerEntry.symlink(path(path), Bytes.of(target))));
    text("/etc/passwd", PASSWD);
    text("/etc/group", GROUP);
    for (String directory : new String[] {"/dev", "/proc", "/sys"}) {
      directory(path(directory), 0755);
    }
    directory(path("/root"), 0700);
    directory(path("/tmp"), 01777);
  }

  private static EntryPath path(String absolute) {
    return EntryPath.of(absolute.substring(1));
  }

  private void text(String path, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    add(LayerEntry.file(path(path), 0644, bytes.length), () -> new ByteArrayInputStream(bytes));
  }

  private void directory(EntryPath path, int mode) {
    members.remove(path);
    add(LayerEntry.directory(path, mode));
  }

  private void add(LayerEntry entry) {
    add(entry, InputStream::nullInputStream);
  }

  private void add(LayerEntry entry, Content content) {
    for (EntryPath up = entry.path().parent(); !up.isRoot(); up = up.parent()) {
      members.putIfAbsent(
          up, new Member(LayerEntry.directory(up, 0755), InputStream::nullInputStream));
    }
    members.putIfAbsent(entry.path(), new Member(entry, content));
  }

  /** Writes the tar and gives its size in bytes. */
  long write(Path tar) throws IOException {
    try (OutputStream out = Files.newOutputStream(tar)) {
      TarWriter writer = new TarWriter(out);
      for (Member member : members.values()) {
        if (member.entry().hasContent() && member.entry().size() > 0) {
          try (InputStream content = member.content().open()) {
            writer.add(member.entry(), content);
          }
        } else {
          writer.add(member.entry());
        }
      }
      writer.finish();
      return writer.position();
    }
  }
}
