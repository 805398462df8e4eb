package dev.varve.registry.auth;

import dev.varve.model.VarveException;
import java.io.Serial;

/** A token server does not take the credentials that somebody has for a registry. */
public final class RefusedLoginException extends VarveException {
  @Serial private static final long serialVersionUID = 1;

  RefusedLoginException(String message, String hint) {
    super(Code.ENVIRONMENT, message, hint);
  }
}
