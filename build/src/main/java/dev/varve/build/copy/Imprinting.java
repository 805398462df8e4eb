package dev.varve.build.copy;

import dev.varve.archive.LayerIndex;
import dev.varve.model.Digest;
import dev.varve.store.Imprints;

/** Notes what the directories of a layer are copied from. */
public final class Imprinting {
  private final Imprints.Builder imprints;

  private Imprinting(Digest how) {
    imprints = new Imprints.Builder(how);
  }

  /**
   * How a target's directories are copied: what else than their contents decides what comes out.
   */
  public static Digest how(TargetTree target) {
    return target.subtrees().iterator().next().stamp().identity();
  }

  /**
   * The imprints of a layer.
   *
   * @param target one {@linkplain TargetTree#isOfDirectories of directories}, all whose files have
   *     been read
   * @param index of the layer that was made of it
   */
  public static Imprints of(TargetTree target, LayerIndex index) {
    Imprinting imprinting = new Imprinting(how(target));
    for (Subtree subtree : target.subtrees()) {
      LayerIndex.Range all = index.range(subtree.to());
      int first = index.children(subtree.to()).from();
      imprinting.add(subtree.folder(), first == all.from() ? Imprints.ROOT : all.from(), first);
    }
    return imprinting.imprints.build();
  }

  /**
   * Adds a folder and those in it.
   *
   * @param ordinal of the directory
   * @param first the ordinal of the first entry in it
   * @return the ordinal after the last entry below it
   */
  private int add(SourceFolder folder, int ordinal, int first) {
    byte[] imprint = folder.imprint();
    if (imprint != null) {
      imprints.add(ordinal, imprint);
    }
    int below = 0;
    for (int i : folder.directories()) {
      int at = first + below + i;
      below += add(folder.child(i), at, at + 1) - at - 1;
    }
    return first + folder.size() + below;
  }
}
