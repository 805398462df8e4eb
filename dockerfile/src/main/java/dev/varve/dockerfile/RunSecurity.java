package dev.varve.dockerfile;

/** The confinement of a RUN. */
public enum RunSecurity {
  /** Docker's defaults. */
  SANDBOX,
  /** Privileged. */
  INSECURE;

  /** The word that a Dockerfile uses for it. */
  public String word() {
    return switch (this) {
      case SANDBOX -> "sandbox";
      case INSECURE -> "insecure";
    };
  }
}
