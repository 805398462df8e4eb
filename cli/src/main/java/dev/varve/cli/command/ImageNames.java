package dev.varve.cli.command;

import dev.varve.model.Digest;
import dev.varve.model.Reference;
import dev.varve.model.VarveException;

/** Names of images as users type and read them. */
final class ImageNames {
  static final String NONE = "<none>";

  private ImageNames() {}

  /**
   * The name in {@code text}.
   *
   * @throws VarveException with code USAGE when it is none
   */
  static Reference parse(String text) {
    try {
      return Reference.parse(text);
    } catch (IllegalArgumentException e) {
      throw new VarveException(VarveException.Code.USAGE, String.valueOf(e.getMessage()), null, e);
    }
  }

  /** A name for something new: without a digest, which nobody can know. */
  static Reference forTag(String text) {
    Reference name = parse(text);
    if (name.pinned().isPresent()) {
      throw new VarveException(
          VarveException.Code.USAGE, "'" + text + "' has a digest: a tag is wanted");
    }
    return name;
  }

  /** {@code 51c0…}, twelve digits, or {@code sha256:51c0…} in full. */
  static String id(Digest digest, boolean full) {
    return full ? digest.toString() : digest.shortHex();
  }
}
