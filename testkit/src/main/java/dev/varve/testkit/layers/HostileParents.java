package dev.varve.testkit.layers;

import static dev.varve.testkit.layers.HostileLayer.contained;
import static dev.varve.testkit.layers.HostileLayers.UP;

import java.util.ArrayList;
import java.util.List;

/**
 * Entries whose parent is a symbolic link out of the root: whatever they are, they have to end up
 * in the root. A link of the same layer is followed as if the root were the file system's; one of a
 * lower layer gives way to a directory, as with all who unpack each layer by itself.
 */
final class HostileParents {
  private HostileParents() {}

  /** Something that is done to {@code LINK/file} or beside it. */
  private record Deed(String name, String lands, Writer writer) {
    interface Writer {
      TarBytes write(TarBytes tar, String link);
    }
  }

  private static final List<Deed> DEEDS =
      List.of(
          new Deed("file", "file", (tar, l) -> tar.file(l + "/file", "overwritten")),
          new Deed("new file", "new", (tar, l) -> tar.file(l + "/new", "x")),
          new Deed("file below", "dir/below", (tar, l) -> tar.file(l + "/dir/below", "x")),
          new Deed("directory", "dir", (tar, l) -> tar.dir(l + "/dir", 0777)),
          new Deed("symlink", "file", (tar, l) -> tar.symlink(l + "/file", "x")),
          new Deed("fifo", "file", (tar, l) -> tar.fifo(l + "/file")),
          new Deed("device", "file", (tar, l) -> tar.device(l + "/file", '3', 1, 3)),
          new Deed("hard link", "file", (tar, l) -> tar.file("f", "x").hardlink(l + "/file", "f")),
          new Deed("mode", "setuid", (tar, l) -> tar.file(l + "/setuid", "", TarBytes.mode(06777))),
          new Deed(
              "owner", "file", (tar, l) -> tar.file(l + "/file", "", TarBytes.owner(1234, 99))),
          new Deed("time", "file", (tar, l) -> tar.file(l + "/file", "", TarBytes.mtime(7))),
          new Deed(
              "attribute",
              "file",
              (tar, l) -> tar.pax("SCHILY.xattr.user.canary=dead").file(l + "/file", "")),
          new Deed("whiteout", "file", (tar, l) -> tar.file(l + "/.wh.file", "")),
          new Deed("opaque marker", "", (tar, l) -> tar.file(l + "/.wh..wh..opq", "")));

  static List<HostileLayer> all(String target) {
    List<HostileLayer> all = new ArrayList<>();
    for (Deed deed : DEEDS) {
      String lands = deed.lands().isEmpty() ? target : target + "/" + deed.lands();
      add(all, deed, "an absolute link", new TarBytes().symlink("l", "/" + target), "l", lands);
      add(all, deed, "a relative link", new TarBytes().symlink("l", UP + target), "l", lands);
      TarBytes chain = new TarBytes().symlink("m", "/" + target).symlink("d/l", "../m/.");
      add(all, deed, "a chain of links", chain, "d/l", lands);
      TarBytes halfway = new TarBytes().symlink("l", "/..").symlink("k", "l/" + target);
      add(all, deed, "a link over the root", halfway, "k", lands);
      String stays = deed.lands().isEmpty() ? "l" : "l/" + deed.lands();
      all.add(
          contained(
                  deed.name() + " through a lower layer's link",
                  deed.writer().write(new TarBytes(), "l").end(),
                  stays)
              .on(new TarBytes().symlink("l", "/" + target)));
    }
    return all;
  }

  private static void add(
      List<HostileLayer> all, Deed deed, String by, TarBytes links, String link, String lands) {
    all.add(
        contained(deed.name() + " through " + by, deed.writer().write(links, link).end(), lands));
  }
}
