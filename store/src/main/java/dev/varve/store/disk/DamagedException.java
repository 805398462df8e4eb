package dev.varve.store.disk;

import dev.varve.model.VarveException;
import java.io.Serial;

/**
 * An object of the store is not what its name, checksum or digest says. It was not used.
 *
 * <p>Who can make the object again catches this and does so; everybody else lets the user know.
 */
public final class DamagedException extends VarveException {
  @Serial private static final long serialVersionUID = 1;

  private final String object;
  private final String damage;

  /**
   * @param object what is damaged, as users can find it: {@code blob sha256:…}, a file of the store
   * @param damage what is wrong with it
   */
  public DamagedException(String object, String damage) {
    super(
        Code.CORRUPT,
        object + " is damaged: " + damage,
        "'varve verify' lists all damage; build, pull or load it again to replace it");
    this.object = object;
    this.damage = damage;
  }

  public String object() {
    return object;
  }

  public String damage() {
    return damage;
  }
}
