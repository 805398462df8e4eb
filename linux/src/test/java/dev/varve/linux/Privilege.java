package dev.varve.linux;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.function.Executable;

/**
 * Runs test code on a platform thread with more isolation, or fewer privileges, than the test's
 * own.
 */
final class Privilege {
  private static final boolean X86 = System.getProperty("os.arch").equals("amd64");
  private static final int CAPSET = X86 ? 126 : 91;

  private Privilege() {}

  /** Skips the test unless this process may mount. */
  static void assumeMounts() throws ErrnoException {
    assumeTrue(
        Credentials.has(Capability.SYS_ADMIN),
        "needs CAP_SYS_ADMIN to mount: run as root or below unshare --user --map-root-user");
  }

  /** Runs in a mount namespace of its own; what is mounted is gone afterwards. */
  static void inOwnMounts(Executable body) throws Throwable {
    assumeMounts();
    onThread(
        () -> {
          Namespaces.unshareMounts();
          body.execute();
        });
  }

  /** Runs without the effective capabilities named, as an ordinary user would. */
  static void without(Set<Capability> dropped, Executable body) throws Throwable {
    onThread(
        () -> {
          EnumSet<Capability> kept = EnumSet.noneOf(Capability.class);
          kept.addAll(Credentials.capabilities());
          kept.removeAll(dropped);
          setEffective(kept);
          body.execute();
        });
  }

  private static void setEffective(Set<Capability> kept) throws ErrnoException {
    long bits = 0;
    for (Capability capability : kept) {
      bits |= 1L << capability.number();
    }
    Scratch scratch = Scratch.fresh();
    int header = scratch.reserve(8);
    scratch.putInt(header, 0x20080522);
    scratch.putInt(header + 4, 0);
    int data = scratch.reserve(24);
    for (int half = 0; half < 2; half++) {
      int word = (int) (bits >>> (32 * half));
      scratch.putInt(data + 12 * half, word);
      scratch.putInt(data + 12 * half + 4, word);
      scratch.putInt(data + 12 * half + 8, 0);
    }
    long result = Syscall.call(scratch, CAPSET, scratch.address(header), scratch.address(data));
    Fd.check(result, "capset", "");
  }

  static void onThread(Executable body) throws Throwable {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    body.execute();
                  } catch (Throwable e) {
                    failure.set(e);
                  }
                });
    thread.join();
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw thrown;
    }
  }
}
