package dev.varve.testkit.registry;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a registry answers (OCI distribution spec, Endpoints). */
final class RegistryRoutes {
  private static final Pattern ROUTE =
      Pattern.compile(
          "/v2/([a-z0-9._/-]+)/(?:(blobs)/uploads/([^/]*)|(blobs|manifests)/([^/]+)|tags/list)");
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d*)-(\\d*)");

  private final MemoryRegistry registry;
  private final Gate gate;

  RegistryRoutes(MemoryRegistry registry, Gate gate) {
    this.registry = registry;
    this.gate = gate;
  }

  Answer handle(SeenRequest request) {
    if (request.path().equals("/v2/")) {
      return gate.refusal(request, List.of()).orElseGet(() -> Answer.status(200).body("{}"));
    }
    Matcher route = ROUTE.matcher(request.path());
    if (!route.matches()) {
      return Answer.error(404, "UNSUPPORTED", "no such endpoint");
    }
    String repository = route.group(1);
    Optional<Answer> refusal = gate.refusal(request, needs(request, repository));
    if (refusal.isPresent()) {
      return refusal.get();
    }
    if (route.group(2) != null) {
      return upload(request, repository, route.group(3));
    }
    if (route.group(4) != null) {
      return content(request, repository, route.group(4), route.group(5));
    }
    return request.method().equals("GET") ? tags(request, repository) : Answer.status(405);
  }

  private static List<Gate.Need> needs(SeenRequest request, String repository) {
    List<Gate.Need> needs = new ArrayList<>();
    needs.add(
        new Gate.Need(
            repository,
            switch (request.method()) {
              case "GET", "HEAD" ->
                  request.path().contains("/blobs/uploads/")
                      ? List.of("pull", "push")
                      : List.of("pull");
              case "DELETE" -> List.of("delete");
              default -> List.of("pull", "push");
            }));
    if (request.method().equals("POST")) {
      request.parameter("from").ifPresent(from -> needs.add(new Gate.Need(from, List.of("pull"))));
    }
    return needs;
  }

  private Answer upload(SeenRequest request, String repository, String id) {
    if (id.isEmpty()) {
      return request.method().equals("POST")
          ? registry.uploads().begin(request, repository)
          : Answer.status(405);
    }
    return registry.uploads().step(request, repository, id);
  }

  private Answer content(SeenRequest request, String repository, String kind, String reference) {
    return switch (request.method()) {
      case "GET", "HEAD" ->
          kind.equals("blobs")
              ? blob(request, repository, reference)
              : manifest(repository, reference);
      case "PUT" ->
          kind.equals("blobs") ? Answer.status(405) : putManifest(request, repository, reference);
      case "DELETE" ->
          registry.remove(repository, kind, reference) ? Answer.status(202) : unknown(kind);
      default -> Answer.status(405);
    };
  }

  private static Answer unknown(String kind) {
    return kind.equals("blobs")
        ? Answer.error(404, "BLOB_UNKNOWN", "no such blob")
        : Answer.error(404, "MANIFEST_UNKNOWN", "no such manifest");
  }

  private Answer blob(SeenRequest request, String repository, String digest) {
    Optional<byte[]> found = registry.blob(repository, digest);
    if (found.isEmpty()) {
      return unknown("blobs");
    }
    byte[] blob = found.get();
    Answer answer =
        Answer.status(200)
            .header("Content-Type", "application/octet-stream")
            .header("Docker-Content-Digest", digest)
            .header("Accept-Ranges", "bytes");
    Matcher range = RANGE.matcher(request.header("Range").orElse(""));
    return range.matches() ? part(answer, blob, range) : answer.body(blob);
  }

  /** A range of a blob (RFC 9110, 14). */
  private static Answer part(Answer answer, byte[] blob, Matcher range) {
    boolean suffix = range.group(1).isEmpty();
    if (suffix && range.group(2).isEmpty()) {
      return answer.body(blob);
    }
    long first =
        suffix
            ? Math.max(0, blob.length - Long.parseLong(range.group(2)))
            : Long.parseLong(range.group(1));
    long last =
        suffix || range.group(2).isEmpty()
            ? blob.length - 1
            : Math.min(Long.parseLong(range.group(2)), blob.length - 1);
    if (first >= blob.length || first > last) {
      return Answer.status(416).header("Content-Range", "bytes */" + blob.length);
    }
    return answer
        .as(206)
        .header("Content-Range", "bytes " + first + "-" + last + "/" + blob.length)
        .body(Arrays.copyOfRange(blob, (int) first, (int) last + 1));
  }

  private Answer manifest(String repository, String reference) {
    return registry
        .stored(repository, reference)
        .map(
            stored ->
                Answer.status(200)
                    .header("Content-Type", stored.mediaType())
                    .header("Docker-Content-Digest", stored.content().digest())
                    .body(stored.content().array()))
        .orElseGet(() -> unknown("manifests"));
  }

  private Answer putManifest(SeenRequest request, String repository, String reference) {
    boolean byDigest = reference.contains(":");
    if (!request.complete() || (byDigest && !reference.equals(request.digest()))) {
      return Answer.error(400, "DIGEST_INVALID", "the content has another digest");
    }
    Optional<String> type = request.header("Content-Type");
    if (type.isEmpty()) {
      return Answer.error(400, "MANIFEST_INVALID", "no media type");
    }
    String text = new String(request.body(), StandardCharsets.UTF_8);
    Optional<String> missing = registry.missing(repository, text);
    if (missing.isPresent()) {
      return Answer.error(400, "MANIFEST_BLOB_UNKNOWN", missing.get());
    }
    String[] tags = byDigest ? new String[0] : new String[] {reference};
    String digest = registry.addManifest(repository, type.get(), request.body(), tags);
    return Answer.status(201)
        .header("Location", "/v2/" + repository + "/manifests/" + digest)
        .header("Docker-Content-Digest", digest);
  }

  private Answer tags(SeenRequest request, String repository) {
    NavigableSet<String> all = registry.tags(repository);
    if (all.isEmpty()) {
      return Answer.error(404, "NAME_UNKNOWN", "no such repository");
    }
    NavigableSet<String> rest =
        request.parameter("last").map(last -> all.tailSet(last, false)).orElse(all);
    long wanted = request.parameter("n").map(Long::parseLong).orElse(Long.MAX_VALUE);
    List<String> page = rest.stream().limit(Math.min(wanted, registry.tagsPerPage())).toList();
    String list = page.stream().map(tag -> "\"" + tag + "\"").collect(Collectors.joining(","));
    Answer answer =
        Answer.status(200)
            .header("Content-Type", "application/json")
            .body("{\"name\":\"" + repository + "\",\"tags\":[" + list + "]}");
    if (page.isEmpty() || page.size() == rest.size()) {
      return answer;
    }
    String next = "/v2/" + repository + "/tags/list?last=" + page.getLast() + "&n=" + page.size();
    return answer.header("Link", "<" + next + ">; rel=\"next\"");
  }
}
