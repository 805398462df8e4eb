package dev.varve.registry.transfer;

import dev.varve.model.Digest;
import dev.varve.model.VarveException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A layer that is needed cannot be had from any place where it is said to be, or came damaged. */
public final class UnavailableLayerException extends VarveException {
  @Serial private static final long serialVersionUID = 1;

  private final transient Digest diffId;

  UnavailableLayerException(Code code, Digest diffId, String why, @Nullable Throwable cause) {
    super(code, "layer " + diffId + " cannot be pulled: " + why, null, cause);
    this.diffId = diffId;
  }

  public Digest diffId() {
    return diffId;
  }
}
