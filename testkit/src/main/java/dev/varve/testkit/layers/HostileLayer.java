package dev.varve.testkit.layers;

import java.util.List;

/**
 * A layer that means harm.
 *
 * @param lands paths that have to be in the unpacked tree: where what aimed outside ends up
 */
public record HostileLayer(Sample sample, Answer answer, List<String> lands) {

  /** What has to become of it. */
  public enum Answer {
    /** Refused when it is read: nothing of it is kept. */
    REJECTED,

    /** Refused when it is put on the layers below: what it links to might have been there. */
    REJECTED_ON_STACK,

    /** Taken, and everything it does stays inside of the root. */
    CONTAINED
  }

  public HostileLayer {
    lands = List.copyOf(lands);
  }

  static HostileLayer rejected(String name, byte[] tar) {
    return new HostileLayer(Sample.tar(name, tar), Answer.REJECTED, List.of());
  }

  /** A stream that is refused for how it is compressed. */
  static HostileLayer rejectedStream(String name, byte[] stream) {
    return new HostileLayer(Sample.compressed(name, stream), Answer.REJECTED, List.of());
  }

  static HostileLayer rejectedOnStack(String name, byte[] tar) {
    return new HostileLayer(Sample.tar(name, tar), Answer.REJECTED_ON_STACK, List.of());
  }

  static HostileLayer contained(String name, byte[] tar, String... lands) {
    return new HostileLayer(Sample.tar(name, tar), Answer.CONTAINED, List.of(lands));
  }

  HostileLayer on(TarBytes lower) {
    return new HostileLayer(sample.on(lower.end()), answer, lands);
  }

  @Override
  public String toString() {
    return sample.name();
  }
}
