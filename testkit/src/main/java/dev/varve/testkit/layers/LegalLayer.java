package dev.varve.testkit.layers;

import java.util.Comparator;
import java.util.List;

/** A layer that is odd but legal, and who says what it unpacks to. */
public record LegalLayer(Sample sample, Reference reference) {

  /** Where the expected tree comes from. */
  public sealed interface Reference {
    /** What GNU tar makes of it where the test runs. */
    record GnuTar() implements Reference {}

    /**
     * This tree, in the form of {@link Listing#lines()}: what Docker makes of it, or where Docker
     * refuses it what the specification says.
     */
    record Tree(List<String> lines) implements Reference {
      public Tree {
        lines = lines.stream().sorted(Comparator.comparing(Listing::pathOf)).toList();
      }
    }
  }

  static LegalLayer asGnuTar(String name, byte[] tar) {
    return new LegalLayer(Sample.tar(name, tar), new Reference.GnuTar());
  }

  static LegalLayer asListed(String name, byte[] tar, String... lines) {
    return new LegalLayer(Sample.tar(name, tar), new Reference.Tree(List.of(lines)));
  }

  static LegalLayer stream(String name, byte[] stream, String... lines) {
    return new LegalLayer(Sample.compressed(name, stream), new Reference.Tree(List.of(lines)));
  }

  LegalLayer on(TarBytes lower) {
    return new LegalLayer(sample.on(lower.end()), reference);
  }

  @Override
  public String toString() {
    return sample.name();
  }
}
