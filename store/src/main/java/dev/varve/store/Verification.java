package dev.varve.store;

import java.util.List;

/**
 * What a check of every object found.
 *
 * @param objects how many were checked
 * @param bytes how many bytes of blobs and trees were read
 * @param damage everything that is wrong, in the order of the store's parts
 */
public record Verification(int objects, long bytes, List<Damage> damage) {
  public Verification {
    damage = List.copyOf(damage);
  }

  /**
   * One thing that is wrong.
   *
   * @param object what is damaged: {@code blob sha256:…}, {@code layer …}, {@code image …}, {@code
   *     record …}, a file of the store
   * @param damage what is wrong with it
   */
  public record Damage(String object, String damage) {
    @Override
    public String toString() {
      return object + ": " + damage;
    }
  }

  public boolean isSound() {
    return damage.isEmpty();
  }
}
