package dev.varve.registry.transfer;

import dev.varve.model.Digest;

/** Learns how far transfers are; called by several threads, and not to be kept waiting. */
@FunctionalInterface
public interface TransferListener {
  /** Nobody wants to know. */
  TransferListener NONE = (blob, stage, done, total) -> {};

  /** What is happening to a blob. */
  enum Stage {
    /** It comes from a registry. */
    PULLING,
    /** It is in the store. */
    PULLED,
    /** It is compressed before it can be sent. */
    COMPRESSING,
    /** It is sent to a registry. */
    PUSHING,
    /** The registry has it now. */
    PUSHED,
    /** It was where it is wanted before. */
    PRESENT,
    /** The registry took it from another of its repositories. */
    MOUNTED
  }

  /**
   * A blob has come so far.
   *
   * @param blob the layer's blob, most likely compressed; while it is being compressed the diff ID
   * @param done bytes
   * @param total bytes in all
   */
  void on(Digest blob, Stage stage, long done, long total);
}
