package dev.varve.testkit.registry;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is in a registry. Repositories are there as soon as they are named. Thread-safe. */
public final class MemoryRegistry {
  private static final Pattern DIGEST =
      Pattern.compile("\"digest\"\\s*:\\s*\"(sha256:[0-9a-f]{64})\"");

  private final Map<String, Repository> repositories = new HashMap<>();
  private final Uploads uploads = new Uploads(this);
  private boolean dangling;
  private int tagsPerPage = Integer.MAX_VALUE;

  /** A manifest and what it says it is. */
  record StoredManifest(String mediaType, Bytes content) {}

  /** Bytes that nobody changes. */
  static final class Bytes {
    private final byte[] content;
    private final String digest;

    Bytes(byte[] content) {
      this.content = content.clone();
      this.digest = Sha256.of(content);
    }

    String digest() {
      return digest;
    }

    byte[] array() {
      return content.clone();
    }
  }

  private static final class Repository {
    final Map<String, Bytes> blobs = new HashMap<>();
    final Map<String, StoredManifest> manifests = new HashMap<>();
    final Map<String, String> tags = new TreeMap<>();
  }

  MemoryRegistry() {}

  private Repository repository(String name) {
    return repositories.computeIfAbsent(name, _ -> new Repository());
  }

  /**
   * Puts a blob into a repository.
   *
   * @return its digest
   */
  public synchronized String addBlob(String repository, byte[] content) {
    Bytes blob = new Bytes(content);
    repository(repository).blobs.put(blob.digest(), blob);
    return blob.digest();
  }

  /**
   * Puts a manifest into a repository, whether what it names is there or not.
   *
   * @return its digest
   */
  public synchronized String addManifest(
      String repository, String mediaType, byte[] content, String... tags) {
    StoredManifest manifest = new StoredManifest(mediaType, new Bytes(content));
    String digest = manifest.content().digest();
    repository(repository).manifests.put(digest, manifest);
    Arrays.stream(tags).forEach(tag -> repository(repository).tags.put(tag, digest));
    return digest;
  }

  /** The blob with a digest. */
  public synchronized Optional<byte[]> blob(String repository, String digest) {
    return Optional.ofNullable(repository(repository).blobs.get(digest)).map(Bytes::array);
  }

  /** The manifest with a tag or digest. */
  public synchronized Optional<byte[]> manifest(String repository, String reference) {
    return stored(repository, reference).map(manifest -> manifest.content().array());
  }

  synchronized Optional<StoredManifest> stored(String repository, String reference) {
    Repository found = repository(repository);
    String digest = reference.contains(":") ? reference : found.tags.get(reference);
    return Optional.ofNullable(digest).map(found.manifests::get);
  }

  /** The digests of a repository's blobs. */
  public synchronized Set<String> blobs(String repository) {
    return Set.copyOf(repository(repository).blobs.keySet());
  }

  /** The tags of a repository. */
  public synchronized NavigableSet<String> tags(String repository) {
    return new TreeSet<>(repository(repository).tags.keySet());
  }

  /** How many uploads have been begun and not finished. */
  public synchronized int openUploads() {
    return uploads.open();
  }

  /** Loses all uploads that are not finished, as registries do after some days, or at once. */
  public synchronized void loseUploads() {
    uploads.clear();
  }

  /** Whether manifests are taken that name what is not there; otherwise they are refused. */
  public synchronized void takeDanglingManifests(boolean does) {
    dangling = does;
  }

  /** How many tags are listed at most in one answer, whatever is asked for. */
  public synchronized void tagsPerPage(int tags) {
    tagsPerPage = tags;
  }

  synchronized int tagsPerPage() {
    return tagsPerPage;
  }

  Uploads uploads() {
    return uploads;
  }

  /** The first digest in a manifest's descriptors that names nothing in the repository. */
  synchronized Optional<String> missing(String repository, String manifest) {
    if (!dangling) {
      Repository found = repository(repository);
      Matcher digests = DIGEST.matcher(manifest);
      while (digests.find()) {
        String digest = digests.group(1);
        if (!found.blobs.containsKey(digest) && !found.manifests.containsKey(digest)) {
          return Optional.of(digest);
        }
      }
    }
    return Optional.empty();
  }

  /** Takes a manifest, blob or tag away. */
  synchronized boolean remove(String repository, String kind, String reference) {
    Repository found = repository(repository);
    if (kind.equals("blobs")) {
      return found.blobs.remove(reference) != null;
    }
    if (reference.contains(":")) {
      found.tags.values().removeIf(reference::equals);
      return found.manifests.remove(reference) != null;
    }
    return found.tags.remove(reference) != null;
  }

  /** Takes a blob away. */
  public boolean removeBlob(String repository, String digest) {
    return remove(repository, "blobs", digest);
  }
}
