package dev.varve.archive.tree;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.Bytes;
import dev.varve.archive.EntryPath;
import dev.varve.archive.Xattr;

/**
 * The extended attributes by which overlayfs and the host mark files; see the kernel's
 * Documentation/filesystems/overlayfs.rst.
 */
final class OverlayMarks {
  /** What makes a directory opaque where overlay is mounted with {@code userxattr}. */
  static final Bytes OPAQUE = Bytes.of("user.overlay.opaque");

  static final Bytes YES = Bytes.of("y");

  private static final String[] HOST = {
    "security.selinux", "security.ima", "security.evm", "security.SMACK64", "security.apparmor"
  };

  private OverlayMarks() {}

  /**
   * Whether one of overlay's own attributes says opaque.
   *
   * @throws ArchiveException it says that the entry's content is elsewhere
   */
  static boolean isOpaque(Xattr xattr, EntryPath path) throws ArchiveException {
    String name = xattr.name().toString();
    if (name.endsWith(".overlay.redirect") || name.endsWith(".overlay.metacopy")) {
      throw new ArchiveException(
          path, "overlay keeps only a reference (" + name + "); redirect_dir must be off");
    }
    return name.endsWith(".overlay.opaque") && xattr.value().startsWith("y");
  }

  /** Whether the host labels files so on its own account: it says nothing about the image. */
  static boolean isOfHost(Xattr xattr) {
    for (String name : HOST) {
      if (xattr.name().startsWith(name)) {
        return true;
      }
    }
    return false;
  }
}
