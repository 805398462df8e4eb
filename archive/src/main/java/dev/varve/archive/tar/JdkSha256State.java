package dev.varve.archive.tar;

import dev.varve.model.Digest;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Such a SHA-256 out of the JDK's own implementation, which {@link java.security.MessageDigest}
 * does not give away: this reaches into it.
 *
 * <p>It needs {@code --add-opens=java.base/sun.security.provider=ALL-UNNAMED}, and a JDK that is as
 * this expects. {@link #isSupported} compares a digest with one made the ordinary way before it
 * says so.
 */
final class JdkSha256State implements Sha256State {
  private static final int BLOCK = 64;

  private final Access access;
  private final Object digest;

  private JdkSha256State(Access access, Object digest) {
    this.access = access;
    this.digest = digest;
  }

  /** The parts of the JDK's class. */
  private record Access(
      MethodHandle make,
      MethodHandle update,
      MethodHandle finish,
      Field words,
      Field processed,
      Field buffered) {

    static @Nullable Access find() {
      try {
        Class<?> type = Class.forName("sun.security.provider.SHA2$SHA256");
        Class<?> sha2 = type.getSuperclass();
        Class<?> base = sha2.getSuperclass();
        MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(base, MethodHandles.lookup());
        MethodType updating = MethodType.methodType(void.class, byte[].class, int.class, int.class);
        MethodHandle make = lookup.findConstructor(type, MethodType.methodType(void.class));
        MethodHandle update = lookup.findVirtual(base, "engineUpdate", updating);
        MethodHandle finish =
            lookup.findVirtual(base, "engineDigest", MethodType.methodType(byte[].class));
        Access access =
            new Access(
                make.asType(MethodType.methodType(Object.class)),
                update.asType(updating.insertParameterTypes(0, Object.class)),
                finish.asType(MethodType.methodType(byte[].class, Object.class)),
                opened(sha2, "state"),
                opened(base, "bytesProcessed"),
                opened(base, "bufOfs"));
        return access.works() ? access : null;
      } catch (ReflectiveOperationException | RuntimeException e) {
        // Another JDK, or the package is not open: everything works without, only not as fast.
        return null;
      }
    }

    private static Field opened(Class<?> type, String name) throws NoSuchFieldException {
      Field field = type.getDeclaredField(name);
      field.setAccessible(true);
      return field;
    }

    /** Whether a digest that was interrupted comes to what one that was not comes to. */
    private boolean works() {
      byte[] text = new byte[5 * BLOCK + 11];
      for (int i = 0; i < text.length; i++) {
        text[i] = (byte) (i * 7);
      }
      JdkSha256State first = new JdkSha256State(this, start());
      first.update(text, 0, 3 * BLOCK);
      JdkSha256State second = new JdkSha256State(this, start());
      second.set(first.state(), 3 * BLOCK);
      second.update(text, 3 * BLOCK, text.length - 3 * BLOCK);
      return second.digest().equals(Digest.sha256Of(text));
    }

    private Object start() {
      try {
        return make.invokeExact();
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static final class Holder {
    static final @Nullable Access ACCESS = Access.find();
  }

  /** Whether this JDK lets states be taken out and put in. */
  static boolean isSupported() {
    return Holder.ACCESS != null;
  }

  /** As {@link Sha256State#start}. */
  static Optional<JdkSha256State> start() {
    Access access = Holder.ACCESS;
    return access == null
        ? Optional.empty()
        : Optional.of(new JdkSha256State(access, access.start()));
  }

  /** As {@link Sha256State#resume}. */
  static Optional<JdkSha256State> resume(byte[] state, long count) {
    Optional<JdkSha256State> resumed = start();
    resumed.ifPresent(digest -> digest.set(state, count));
    return resumed;
  }

  @Override
  public void update(byte[] bytes, int offset, int length) {
    try {
      access.update.invokeExact(digest, bytes, offset, length);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public byte[] state() {
    try {
      if (access.buffered.getInt(digest) != 0) {
        throw new IllegalStateException("not at the end of a block");
      }
      int[] words = (int[]) access.words.get(digest);
      byte[] state = new byte[SIZE];
      for (int i = 0; i < SIZE; i++) {
        state[i] = (byte) (words[i / 4] >>> (24 - 8 * (i % 4)));
      }
      return state;
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private void set(byte[] state, long count) {
    try {
      int[] words = (int[]) access.words.get(digest);
      Arrays.fill(words, 0);
      for (int i = 0; i < SIZE; i++) {
        words[i / 4] |= (state[i] & 0xff) << (24 - 8 * (i % 4));
      }
      access.processed.setLong(digest, count);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Digest digest() {
    try {
      return Digest.ofSha256((byte[]) access.finish.invokeExact(digest));
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
